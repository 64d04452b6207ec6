//! Tokens in a file: for the next run, and for others at the same time.

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{env, fs, thread};

use bw_auth_core::{Authenticator, Environment, Policy};
use bw_auth_sources::{
    BearerToken, ClientCredentials, FileTokenStore, StoredToken, TokenKey, TokenStore as _,
};
use bw_auth_testkit::assert_no_secret_in;

use crate::folder::Folder;

fn key_of(client_id: &str, scope: Option<&str>, environment: Environment) -> TokenKey {
    key_with("correct-horse", client_id, scope, environment)
}

fn key_with(
    secret: &str,
    client_id: &str,
    scope: Option<&str>,
    environment: Environment,
) -> TokenKey {
    let client = ClientCredentials::new(client_id, secret).expect("a client");
    let client = match scope {
        Some(scope) => client.with_scope(scope).expect("a scope"),
        None => client,
    };
    let mut authenticator = Authenticator::new(environment, Policy::default());
    authenticator.install(client);
    authenticator.token_key().expect("a client's key")
}

fn key() -> TokenKey {
    key_of("CLI-5f2a", None, Environment::production())
}

fn token(text: &str, life: Duration) -> StoredToken {
    let token = BearerToken::new(text).expect("a token");
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let ends = now.expect("it is after 1970") + life;
    // As the file has it.
    StoredToken::new(token, Duration::from_millis(ends.as_millis() as u64))
}

fn store(folder: &Folder) -> FileTokenStore {
    FileTokenStore::in_folder(folder.path("tokens")).expect("a store")
}

#[test]
fn a_token_is_there_in_the_next_run() {
    let folder = Folder::new();
    let token = token("horse-1", HOUR);
    assert_eq!(store(&folder).load(&key()).expect("no failure"), None);
    store(&folder).save(&key(), &token).expect("it is stored");
    let found = store(&folder).load(&key()).expect("no failure");
    assert_eq!(found, Some(token));
}

#[test]
fn what_a_killed_process_left_is_gone_with_the_next_token() {
    let folder = Folder::new();
    let store = store(&folder);
    let left = folder.path("tokens/tokens.new");
    let other = folder.path("other");
    fs::write(&other, "untouched").expect("a file");
    fs::write(&left, "horse-0").expect("a file");
    store.save(&key(), &token("horse-1", HOUR)).expect("stored");
    assert!(left.symlink_metadata().is_err());
    std::os::unix::fs::symlink(&other, &left).expect("a link");
    store.save(&key(), &token("horse-2", HOUR)).expect("stored");
    assert!(left.symlink_metadata().is_err());
    assert_eq!(fs::read_to_string(other).expect("a file"), "untouched");
}

#[test]
fn a_token_is_not_found_with_another_secret() {
    let folder = Folder::new();
    let other = key_with("other-horse", "CLI-5f2a", None, Environment::production());
    let (first, second) = (token("horse-1", HOUR), token("horse-2", HOUR));
    store(&folder).save(&key(), &first).expect("it is stored");
    assert_eq!(store(&folder).load(&other).expect("no failure"), None);
    store(&folder).save(&other, &second).expect("it is stored");
    assert_eq!(store(&folder).load(&key()).expect("ok"), Some(first));
    assert_eq!(store(&folder).load(&other).expect("ok"), Some(second));

    let file = fs::read_to_string(folder.path("tokens/tokens")).expect("the file");
    assert_no_secret_in("correct-horse", &file);
    assert_no_secret_in("other-horse", &file);
}

/// Whoever has another secret gets nothing of it, so he need not wait for it.
#[test]
fn a_lease_is_of_one_secret() {
    let folder = Folder::new();
    let other = key_with("other-horse", "CLI-5f2a", None, Environment::production());
    let (one, two) = (store(&folder), store(&folder));
    assert_eq!(one.load(&key()).expect("no failure"), None);
    assert_eq!(two.load(&other).expect("no failure"), None);
    let leases = fs::read_to_string(folder.path("tokens/lock")).expect("the leases");
    assert_eq!(leases.lines().count(), 2, "{leases}");
}

#[test]
fn each_client_has_its_own() {
    let folder = Folder::new();
    let keys = [
        key(),
        key_of("CLI-5f2b", None, Environment::production()),
        key_of("CLI-5f2a", Some("one"), Environment::production()),
        key_of("CLI-5f2a", None, Environment::test()),
    ];
    for (number, key) in keys.iter().enumerate() {
        let token = token(&format!("horse-{number}"), HOUR);
        store(&folder).save(key, &token).expect("it is stored");
    }
    for (number, key) in keys.iter().enumerate() {
        let found = store(&folder)
            .load(key)
            .expect("no failure")
            .expect("a token");
        assert_eq!(found.token().expose(), format!("horse-{number}"));
    }
}

#[test]
fn what_is_written_can_be_read_however_many_there_are() {
    let folder = Folder::new();
    let store = store(&folder);
    let key = |number| key_of(&format!("CLI-{number}"), None, Environment::production());
    // More than the file holds: those that end soonest leave.
    for number in 0..40 {
        let long = format!("{number:-<40000}");
        let token = token(&long, HOUR + Duration::from_secs(number));
        store.save(&key(number), &token).expect("it is stored");
    }
    let fresh = FileTokenStore::in_folder(folder.path("tokens")).expect("a store");
    assert!(fresh.load(&key(39)).expect("no failure").is_some());
    assert!(fresh.load(&key(20)).expect("no failure").is_some());
    assert!(fresh.load(&key(0)).expect("no failure").is_none());
}

#[test]
fn nobody_else_may_look() {
    let folder = Folder::new();
    let store = store(&folder);
    store
        .save(&key(), &token("horse", HOUR))
        .expect("it is stored");
    let mode = |below| {
        let metadata = fs::metadata(folder.path(below)).expect("it is there");
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode("tokens"), 0o700);
    assert_eq!(mode("tokens/tokens"), 0o600);
    assert_eq!(mode("tokens/lock"), 0o600);
    let left = fs::read_dir(folder.path("tokens"))
        .expect("the folder")
        .count();
    assert_eq!(left, 2, "nothing but the tokens and the lock");
    assert_no_secret_in("correct-horse", format!("{store:?}"));
    let content = fs::read_to_string(store.path()).expect("text");
    assert_no_secret_in("correct-horse", &content);
}

#[test]
fn a_folder_that_is_open_to_others_is_refused() {
    let folder = Folder::new();
    folder.write("tokens/other", "", 0o600);
    fs::set_permissions(folder.path("tokens"), fs::Permissions::from_mode(0o750))
        .expect("its mode");
    let error = FileTokenStore::in_folder(folder.path("tokens")).expect_err("it is open");
    assert_eq!(error.code(), "token_store.open");
}

#[test]
fn what_makes_no_sense_counts_as_no_token() {
    let folder = Folder::new();
    for content in CORRUPT {
        let store = store(&folder);
        folder.write("tokens/tokens", content, 0o600);
        folder.write("tokens/lock", content, 0o600);
        assert_eq!(store.load(&key()).expect("no failure"), None, "{content:?}");
        let token = token("horse", HOUR);
        store.save(&key(), &token).expect("it is stored");
        let found = store.load(&key()).expect("no failure");
        assert_eq!(found, Some(token), "{content:?}");
    }
}

#[test]
fn a_file_that_others_may_write_counts_as_no_token() {
    let folder = Folder::new();
    store(&folder)
        .save(&key(), &token("horse", HOUR))
        .expect("it is stored");
    let path = folder.path("tokens/tokens");
    fs::set_permissions(path, fs::Permissions::from_mode(0o622)).expect("its mode");
    assert_eq!(store(&folder).load(&key()).expect("no failure"), None);
}

#[test]
fn a_token_that_has_ended_counts_as_none_and_is_not_kept() {
    let folder = Folder::new();
    let store = store(&folder);
    store
        .save(&key(), &token("horse-old", Duration::ZERO))
        .expect("it is stored");
    assert_eq!(store.load(&key()).expect("no failure"), None);
    let other = key_of("CLI-5f2b", None, Environment::production());
    store
        .save(&other, &token("horse-new", HOUR))
        .expect("it is stored");
    let content = fs::read_to_string(store.path()).expect("text");
    assert_no_secret_in("horse-old", &content);
}

#[test]
fn one_fetches_and_the_others_wait() {
    let folder = Folder::new();
    let fetched = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| {
                use_a_token(&store(&folder), || {
                    _ = fetched.fetch_add(1, Ordering::SeqCst)
                })
            });
        }
    });
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
}

#[test]
fn fifty_processes_make_one_request() {
    let folder = Folder::new();
    let program = env::current_exe().expect("this program");
    let processes: Vec<Child> = (0..50)
        .map(|_| {
            let mut command = Command::new(&program);
            command.args(["--exact", "token_store::one_of_fifty"]);
            command.env(FOLDER, folder.path("tokens"));
            command.stdout(std::process::Stdio::null());
            command.spawn().expect("a process")
        })
        .collect();
    for mut process in processes {
        assert!(process.wait().expect("it ends").success());
    }
    let requests = fs::read_dir(folder.path("tokens")).expect("the folder");
    let requests = requests.filter(|entry| {
        let name = entry.as_ref().expect("an entry").file_name();
        name.to_string_lossy().starts_with("request-")
    });
    assert_eq!(requests.count(), 1);
}

/// What each of the fifty does; a test of its own only so that this program can be started for it.
#[test]
fn one_of_fifty() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let store = FileTokenStore::in_folder(&folder).expect("a store");
    let request = std::path::Path::new(&folder).join(format!("request-{}", std::process::id()));
    use_a_token(&store, || fs::write(request, "").expect("it is counted"));
}

fn use_a_token(store: &FileTokenStore, fetch: impl FnOnce()) {
    if store.load(&key()).expect("no failure").is_none() {
        fetch();
        store
            .save(&key(), &token("horse", HOUR))
            .expect("it is stored");
    }
}

#[test]
fn one_that_ends_without_a_token_lets_the_next_try() {
    let folder = Folder::new();
    let (first, second) = (store(&folder), store(&folder));
    assert_eq!(first.load(&key()).expect("no failure"), None);
    thread::scope(|scope| {
        let second = scope.spawn(move || second.load(&key()).expect("no failure"));
        drop(first);
        assert_eq!(second.join().expect("no panic"), None);
    });
}

#[test]
fn one_that_hangs_holds_nobody_up_for_long() {
    let folder = Folder::new();
    let patient = |patience| store(&folder).with_patience(Duration::from_millis(patience));
    let (first, second) = (patient(50), patient(50));
    assert_eq!(first.load(&key()).expect("no failure"), None);
    // It returns at all: the lease has ended, or patience has.
    assert_eq!(second.load(&key()).expect("no failure"), None);
}

#[test]
fn whoever_has_little_time_goes_without_the_lease_and_leaves_it_to_its_holder() {
    let folder = Folder::new();
    let patient = || store(&folder).with_patience(HOUR);
    let (first, hurried) = (patient(), patient());
    let hurried = hurried.with_longest_wait(Duration::from_millis(20));
    assert_eq!(first.load(&key()).expect("no failure"), None);
    let leases = || fs::read_to_string(folder.path("tokens/lock")).expect("the leases");
    let before = leases();
    // It returns at all, long before the lease has ended.
    assert_eq!(hurried.load(&key()).expect("no failure"), None);
    assert_eq!(leases(), before);
}

#[test]
fn its_own_lease_is_no_hindrance() {
    let folder = Folder::new();
    let store = store(&folder).with_patience(Duration::from_secs(3_600));
    assert_eq!(store.load(&key()).expect("no failure"), None);
    assert_eq!(store.load(&key()).expect("no failure"), None);
}

#[test]
fn a_token_about_to_end_is_renewed_by_one() {
    let folder = Folder::new();
    let ending = token("horse-ending", Duration::from_secs(120));
    let (first, second) = (store(&folder), store(&folder));
    first.save(&key(), &ending).expect("it is stored");
    assert_eq!(
        second.load(&key()).expect("no failure"),
        Some(ending.clone())
    );
    // The first wants another, and gets leave to fetch it; the second waits for that.
    assert_eq!(first.load(&key()).expect("no failure"), Some(ending));
    let renewed = token("horse-renewed", HOUR);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| second.load(&key()).expect("no failure"));
        first.save(&key(), &renewed).expect("it is stored");
        assert_eq!(waiting.join().expect("no panic"), Some(renewed));
    });
}

const CORRUPT: [&[u8]; 11] = [
    b"",
    b"\xff\xfe\x00",
    b"bw-auth tokens 3\n",
    b"bw-auth tokens 3\n9999999999999\thttps://api.bandwidth.com/api/v1/oauth2/token\tCLI-5f2a\t\t7350\thorse\n",
    // As versions wrote it that had no check of the secret.
    b"bw-auth tokens 1\n9999999999999\thttps://api.bandwidth.com/api/v1/oauth2/token\tCLI-5f2a\t\thorse\n",
    b"bw-auth tokens 2\n9999999999999\thttps://api.bandwidth.com/api/v1/oauth2/token\tCLI-5f2a\t\thorse\n",
    b"bw-auth tokens 2\n9999999999999\thttps://api.bandwidth.com/api/v1/oauth2/token\tCLI-5f2a\t\t7350\thor",
    b"bw-auth tokens 2\nhorse\thttps://api.bandwidth.com/api/v1/oauth2/token\tCLI-5f2a\t\t7350\thorse\n",
    b"bw-auth tokens 2\n9999999999999\thttps://api.bandwidth.com/api/v1/oauth2/token\tCLI-5f2a\t\tgrey\thorse\n",
    b"bw-auth tokens 2\n9999999999999\thttps://api.bandwidth.com/api/v1/oauth2/token\tCLI-5f2a\t\t7350\ta b\n",
    b"bw-auth tokens 2\n9999999999999\thttps://api.bandwidth.com/api/v1/oauth2/token\tCLI-5f2a\t\n",
];

const FOLDER: &str = "BW_AUTH_TEST_TOKENS";
const HOUR: Duration = Duration::from_secs(3_600);
