//! A file that is removed and written anew under its name: what of it counts, and when.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bw_auth_sources::{Chain, Clock, CredentialsProvider as _, Generation, Now, Surroundings};

use crate::clock::ManualClock;
use crate::folder::Folder;
use crate::rotation::secret;

#[test]
fn half_a_secret_file_is_not_taken_for_a_whole_one() {
    let folder = secret_files();
    let clock = ManualClock::new().without_wall_clock();
    let chain = of_files(&folder, clock.clone());
    assert_eq!(now(&chain), ("first".into(), 1));
    let mut file = folder.begin_anew("password", "sec");
    clock.advance(SECOND);
    assert_eq!(now(&chain), ("first".into(), 1));
    assert_eq!(trouble(&chain), Some("source.file_unsettled"));

    file.write_all(b"ond").expect("the rest");
    clock.advance(SECOND);
    assert_eq!(now(&chain), ("first".into(), 1));
    clock.advance(SECOND);
    assert_eq!(now(&chain), ("second".into(), 2));
    assert_eq!(trouble(&chain), None);
}

#[test]
fn half_a_profile_is_not_taken_for_a_whole_one() {
    let folder = Folder::new();
    folder.replace(PROFILE, profile("first", ""), 0o600);
    let home = ("HOME", folder.text(""));
    let clock = ManualClock::new().without_wall_clock();
    let chain = Chain::standard(Surroundings::from_pairs([home])).with_clock(clock.clone());
    assert_eq!(now(&chain), ("first".into(), 1));
    // All of the pair is there already, and who is to say that nothing of it is to follow?
    let mut file = folder.begin_anew(PROFILE, profile("second", ""));
    clock.advance(SECOND);
    assert_eq!(now(&chain), ("first".into(), 1));
    assert_eq!(trouble(&chain), Some("source.file_unsettled"));

    file.write_all(b"account_id = \"920012\"\n").expect("more");
    clock.advance(SECOND);
    assert_eq!(now(&chain), ("first".into(), 1));
    clock.advance(SECOND);
    assert_eq!(now(&chain), ("second".into(), 2));

    folder.replace(PROFILE, profile("third", "# renamed\n"), 0o600);
    clock.advance(SECOND);
    assert_eq!(now(&chain), ("third".into(), 3));
}

#[test]
fn half_a_profile_with_the_same_credentials_changes_no_environment() {
    let folder = Folder::new();
    folder.replace(PROFILE, profile("first", "environment = \"test\"\n"), 0o600);
    let clock = ManualClock::new().without_wall_clock();
    let home = [("HOME", folder.text(""))];
    let chain = Chain::standard(Surroundings::from_pairs(home)).with_clock(clock.clone());
    let environment = || {
        let resolved = chain.resolve().expect("credentials");
        resolved.environment().name().to_owned()
    };
    assert_eq!(environment(), "test");
    clock.advance(SECOND);
    drop(folder.begin_anew(PROFILE, profile("first", "")));
    assert_eq!(environment(), "test");
    assert_eq!(trouble(&chain), Some("source.file_unsettled"));
    clock.advance(SECOND);
    assert_eq!(environment(), "production", "it was meant so");
    assert_eq!(now(&chain), ("first".into(), 1));
}

#[test]
fn what_was_renamed_into_place_is_taken_at_once() {
    let folder = secret_files();
    let clock = ManualClock::new().without_wall_clock();
    let chain = of_files(&folder, clock);
    assert_eq!(now(&chain), ("first".into(), 1));
    folder.replace("password", "second", 0o600);
    assert_eq!(newer_than(&chain, 1), ("second".into(), 2));
}

#[test]
fn who_was_refused_waits_for_what_is_being_written() {
    let folder = secret_files();
    let chain = of_files(&folder, ManualClock::ticking(SECOND / 5));
    assert_eq!(now(&chain), ("first".into(), 1));
    drop(folder.begin_anew("password", "second"));
    assert_eq!(newer_than(&chain, 1), ("second".into(), 2));
}

#[test]
fn who_was_refused_waits_for_what_is_gone_or_broken_for_a_moment() {
    type Break = fn(&Folder);
    let broken: [(&str, Break); 4] = [
        ("gone", |folder| folder.remove("password")),
        ("empty", |folder| folder.replace("password", "", 0o600)),
        ("in two lines", |folder| {
            folder.replace("password", "\nsec", 0o600)
        }),
        ("alone", |folder| folder.remove("username")),
    ];
    for (how, break_it) in broken {
        let folder = Arc::new(secret_files());
        let clock = Meanwhile::new(&folder);
        let chain = of_files(&folder, clock.clone());
        assert_eq!(now(&chain), ("first".into(), 1));
        break_it(&folder);
        clock.mend_at_reading(6);
        assert_eq!(newer_than(&chain, 1), ("second".into(), 2), "{how}");
    }
}

#[test]
fn what_stays_broken_is_waited_for_once() {
    let folder = secret_files();
    let clock = ManualClock::ticking(SECOND / 5);
    let chain = of_files(&folder, clock.clone());
    assert_eq!(now(&chain), ("first".into(), 1));
    folder.remove("password");
    assert_eq!(newer_than(&chain, 1), ("first".into(), 1));
    assert_eq!(trouble(&chain), Some("source.file_missing"));
    let before = clock.now().elapsed;
    assert_eq!(newer_than(&chain, 1), ("first".into(), 1));
    let taken = clock.now().elapsed - before;
    assert!(taken <= SECOND, "it was known to be gone: {taken:?}");
}

/// A clock that goes on when it is read, and at one of its readings the files are put right.
#[derive(Clone, Debug)]
struct Meanwhile {
    clock: ManualClock,
    folder: Arc<Folder>,
    readings_left: Arc<AtomicUsize>,
}

impl Meanwhile {
    fn new(folder: &Arc<Folder>) -> Self {
        Self {
            clock: ManualClock::ticking(SECOND / 20),
            folder: Arc::clone(folder),
            readings_left: Arc::default(),
        }
    }

    fn mend_at_reading(&self, number: usize) {
        self.readings_left.store(number, Ordering::SeqCst);
    }
}

impl Clock for Meanwhile {
    fn now(&self) -> Now {
        let left = self.readings_left.load(Ordering::SeqCst);
        self.readings_left
            .store(left.saturating_sub(1), Ordering::SeqCst);
        if left == 1 {
            self.folder.replace("username", "jdoe", 0o600);
            self.folder.replace("password", "second", 0o600);
        }
        self.clock.now()
    }
}

/// A file that does not know its size, of which a part would look like all of it.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_tells_no_size_is_no_credential() {
    let pairs = [
        ("BANDWIDTH_USERNAME_FILE", "/proc/sys/kernel/ostype"),
        ("BANDWIDTH_PASSWORD_FILE", "/proc/sys/kernel/osrelease"),
    ];
    let error = Chain::standard(Surroundings::from_pairs(pairs)).resolve();
    let error = error.expect_err("it is none");
    assert_eq!(error.code(), "source.file_torn");
}

/// It would wait for the test, and the test for it.
#[test]
fn nobody_waits_by_a_clock_that_stands_still() {
    let folder = secret_files();
    let chain = of_files(&folder, ManualClock::new().without_wall_clock());
    assert_eq!(now(&chain), ("first".into(), 1));
    drop(folder.begin_anew("password", "second"));
    assert_eq!(newer_than(&chain, 1), ("first".into(), 1));
}

fn secret_files() -> Folder {
    let folder = Folder::new();
    folder.replace("username", "jdoe", 0o600);
    folder.replace("password", "first", 0o600);
    folder
}

fn of_files(folder: &Folder, clock: impl Clock + 'static) -> Chain {
    let pairs = [
        ("BANDWIDTH_USERNAME_FILE", folder.text("username")),
        ("BANDWIDTH_PASSWORD_FILE", folder.text("password")),
    ];
    Chain::standard(Surroundings::from_pairs(pairs)).with_clock(clock)
}

fn now(chain: &Chain) -> (String, u64) {
    let resolved = chain.resolve().expect("credentials");
    let generation = resolved.generation().number();
    (secret(resolved.credentials()), generation)
}

fn newer_than(chain: &Chain, generation: u64) -> (String, u64) {
    let loaded = chain.load(Some(Generation::new(generation)));
    let loaded = loaded.expect("credentials");
    (secret(loaded.credentials()), loaded.generation().number())
}

fn trouble(chain: &Chain) -> Option<&'static str> {
    chain.explain().error().map(|error| error.code())
}

fn profile(password: &str, more: &str) -> String {
    format!("[default]\nusername = \"jdoe\"\npassword = \"{password}\"\n{more}")
}

const PROFILE: &str = ".config/bw-auth/credentials.toml";
const SECOND: Duration = Duration::from_secs(1);
