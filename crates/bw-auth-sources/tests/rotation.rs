//! Rotation without a restart: what is picked up, when, and what never takes the place of good credentials.

use std::time::Duration;

use bw_auth_sources::{
    BasicCredentials, Chain, Credentials, CredentialsProvider as _, Generation, Surroundings,
};

use crate::clock::{ManualClock, START};
use crate::folder::Folder;

struct Rotating {
    folder: Folder,
    clock: ManualClock,
    chain: Chain,
}

impl Rotating {
    fn with_profile() -> Self {
        let folder = Folder::new();
        folder.replace(PROFILE, profile("first"), 0o600);
        let home = ("HOME", folder.text(""));
        let clock = ManualClock::new();
        let chain = Chain::standard(Surroundings::from_pairs([home])).with_clock(clock.clone());
        Self {
            folder,
            clock,
            chain,
        }
    }

    fn with_files() -> Self {
        let folder = Folder::new();
        folder.replace("username", "jdoe", 0o600);
        folder.replace("password", "first", 0o600);
        folder.touch("password", START);
        let pairs = [
            ("BANDWIDTH_USERNAME_FILE", folder.text("username")),
            ("BANDWIDTH_PASSWORD_FILE", folder.text("password")),
        ];
        let clock = ManualClock::new();
        let chain = Chain::standard(Surroundings::from_pairs(pairs)).with_clock(clock.clone());
        Self {
            folder,
            clock,
            chain,
        }
    }

    fn a_second_later(&self) -> (String, u64) {
        self.clock.advance(SECOND);
        self.now()
    }

    fn now(&self) -> (String, u64) {
        let resolved = self.chain.resolve().expect("credentials");
        (
            secret(resolved.credentials()),
            resolved.generation().number(),
        )
    }

    /// What is had after the service refused a generation.
    fn newer_than(&self, generation: u64) -> (String, u64) {
        let loaded = self.chain.load(Some(Generation::new(generation)));
        let loaded = loaded.expect("credentials");
        (secret(loaded.credentials()), loaded.generation().number())
    }

    fn trouble(&self) -> Option<&'static str> {
        self.chain.explain().error().map(|error| error.code())
    }
}

#[test]
fn a_file_is_looked_at_once_a_second() {
    let rotating = Rotating::with_profile();
    assert_eq!(rotating.now(), ("first".into(), 1));
    rotating.folder.replace(PROFILE, profile("second"), 0o600);
    rotating.clock.advance(SECOND - Duration::from_millis(1));
    assert_eq!(rotating.now(), ("first".into(), 1));
    rotating.clock.advance(Duration::from_millis(1));
    assert_eq!(rotating.now(), ("second".into(), 2));
}

#[test]
fn a_refusal_makes_it_look_at_once() {
    let rotating = Rotating::with_files();
    assert_eq!(rotating.now(), ("first".into(), 1));
    rotating.folder.replace("password", "second", 0o600);
    assert_eq!(rotating.newer_than(1), ("second".into(), 2));
    // What was refused is older than what there is, so there is no need.
    rotating.folder.replace("password", "third", 0o600);
    assert_eq!(rotating.newer_than(1), ("second".into(), 2));
    assert_eq!(rotating.newer_than(2), ("third".into(), 3));
}

#[test]
fn the_same_content_is_no_new_generation() {
    let rotating = Rotating::with_profile();
    assert_eq!(rotating.now(), ("first".into(), 1));
    let moved = format!("# a comment\n{}", profile("first"));
    rotating.folder.replace(PROFILE, moved, 0o600);
    assert_eq!(rotating.newer_than(1), ("first".into(), 1));
    assert_eq!(rotating.a_second_later(), ("first".into(), 1));
}

#[test]
fn a_file_that_is_gone_leaves_what_there_was() {
    let rotating = Rotating::with_files();
    assert_eq!(rotating.now(), ("first".into(), 1));
    rotating.folder.remove("password");
    assert_eq!(rotating.a_second_later(), ("first".into(), 1));
    assert_eq!(rotating.trouble(), Some("source.file_missing"));
    let explained = rotating.chain.explain().to_string();
    assert!(explained.contains("basic jdoe"), "{explained}");
    assert!(explained.contains("source.file_missing"), "{explained}");

    rotating.folder.replace("password", "second", 0o600);
    assert_eq!(rotating.a_second_later(), ("second".into(), 2));
    assert_eq!(rotating.trouble(), None);
}

#[test]
fn a_profile_that_is_gone_does_not_hand_over_to_nobody() {
    let rotating = Rotating::with_profile();
    assert_eq!(rotating.now(), ("first".into(), 1));
    rotating.folder.remove(PROFILE);
    assert_eq!(rotating.a_second_later(), ("first".into(), 1));
    assert_eq!(rotating.trouble(), Some("source.not_configured"));
}

#[test]
fn another_source_does_not_take_over() {
    let rotating = Rotating::with_profile();
    assert_eq!(rotating.now(), ("first".into(), 1));
    let helper =
        "[default]\nhelper = [\"echo\", '{\"username\": \"other\", \"password\": \"x\"}']\n";
    rotating.folder.replace(PROFILE, helper, 0o600);
    assert_eq!(rotating.a_second_later(), ("first".into(), 1));
    assert_eq!(rotating.trouble(), Some("source.replaced"));
}

#[test]
fn half_a_file_leaves_what_there_was() {
    let rotating = Rotating::with_profile();
    assert_eq!(rotating.now(), ("first".into(), 1));
    let whole = profile("second");
    for length in 0..whole.len() - 1 {
        rotating.folder.replace(PROFILE, &whole[..length], 0o600);
        assert_eq!(rotating.a_second_later(), ("first".into(), 1), "{length}");
        assert!(rotating.trouble().is_some(), "{length}");
    }
    rotating.folder.replace(PROFILE, whole, 0o600);
    assert_eq!(rotating.a_second_later(), ("second".into(), 2));
}

#[test]
fn a_file_that_is_made_unsafe_leaves_what_there_was() {
    let rotating = Rotating::with_files();
    assert_eq!(rotating.now(), ("first".into(), 1));
    rotating.folder.replace("password", "second", 0o666);
    assert_eq!(rotating.newer_than(1), ("first".into(), 1));
    assert_eq!(rotating.trouble(), Some("source.file_writable"));
}

#[test]
fn what_is_written_in_place_counts_once_it_has_rested() {
    let rotating = Rotating::with_files();
    assert_eq!(rotating.now(), ("first".into(), 1));
    rotating.folder.write("password", "sec", 0o600);
    rotating
        .folder
        .touch("password", START + Duration::from_millis(500));
    assert_eq!(rotating.newer_than(1), ("first".into(), 1));
    assert_eq!(rotating.trouble(), Some("source.file_unsettled"));

    rotating.folder.write("password", "second", 0o600);
    rotating
        .folder
        .touch("password", START + Duration::from_millis(900));
    assert_eq!(rotating.a_second_later(), ("first".into(), 1));
    assert_eq!(rotating.a_second_later(), ("second".into(), 2));
    assert_eq!(rotating.trouble(), None);
}

#[test]
fn a_file_servers_clock_that_is_ahead_holds_nothing_up() {
    let rotating = Rotating::with_files();
    assert_eq!(rotating.now(), ("first".into(), 1));
    rotating.folder.write("password", "second", 0o600);
    rotating
        .folder
        .touch("password", START + Duration::from_secs(3_600));
    assert_eq!(rotating.newer_than(1), ("first".into(), 1));
    assert_eq!(rotating.a_second_later(), ("second".into(), 2));
}

#[test]
fn what_was_never_good_is_looked_at_again() {
    let rotating = Rotating::with_files();
    rotating.folder.remove("password");
    assert!(rotating.chain.load(None).is_err());
    rotating.folder.replace("password", "second", 0o600);
    assert_eq!(rotating.a_second_later(), ("second".into(), 1));
}

#[test]
fn a_turned_link_is_seen_at_once() {
    let folder = Folder::new();
    for (name, value) in [("..1", "first"), ("..2", "second")] {
        folder.write(&format!("{name}/username"), "jdoe", 0o644);
        folder.write(&format!("{name}/password"), value, 0o644);
    }
    folder.link("..data", "..1");
    folder.link("username", "..data/username");
    folder.link("password", "..data/password");
    let pairs = [
        ("BANDWIDTH_USERNAME_FILE", folder.text("username")),
        ("BANDWIDTH_PASSWORD_FILE", folder.text("password")),
    ];
    let clock = ManualClock::new();
    let chain = Chain::standard(Surroundings::from_pairs(pairs)).with_clock(clock.clone());
    let rotating = Rotating {
        folder,
        clock,
        chain,
    };
    assert_eq!(rotating.now(), ("first".into(), 1));
    rotating.folder.turn("..data", "..2");
    assert_eq!(rotating.newer_than(1), ("second".into(), 2));
}

#[test]
fn a_helper_is_run_again_only_when_its_credentials_were_refused() {
    let rotating = Rotating::with_profile();
    let count = rotating.folder.text("count");
    let script = format!(
        "echo >> {count}; echo \"{{\\\"username\\\": \\\"jdoe\\\", \\\"password\\\": \\\"$(wc -l < {count})\\\"}}\""
    );
    let helper = format!("[default]\nhelper = [\"sh\", \"-c\", '''{script}''']\n");
    rotating.folder.replace(PROFILE, helper, 0o600);
    assert_eq!(rotating.now(), ("1".into(), 1));
    rotating.clock.advance(Duration::from_secs(3_600));
    assert_eq!(rotating.now(), ("1".into(), 1));
    assert_eq!(rotating.newer_than(1), ("2".into(), 2));
    assert_eq!(rotating.newer_than(1), ("2".into(), 2));
}

#[test]
fn what_the_program_gives_is_fixed() {
    let explicit = BasicCredentials::new("jdoe", "given").expect("a pair");
    let explicit = bw_auth_sources::Explicit::new().credentials(explicit);
    let chain = Chain::empty().with_explicit(explicit);
    assert_eq!(
        chain.fixed().map(|fixed| secret(&fixed)).as_deref(),
        Some("given")
    );
    assert!(Rotating::with_profile().chain.fixed().is_none());
}

#[test]
fn the_age_of_a_file_is_told() {
    let rotating = Rotating::with_files();
    rotating.clock.advance(Duration::from_secs(300));
    let explanation = rotating.chain.explain();
    let file = explanation
        .files()
        .iter()
        .find(|file| file.path().ends_with("password"));
    assert_eq!(
        file.and_then(|file| file.age()),
        Some(Duration::from_secs(300))
    );
    assert!(
        explanation
            .to_string()
            .contains("password, changed 5 min ago"),
        "{explanation}"
    );
}

pub(crate) fn secret(credentials: &Credentials) -> String {
    match credentials {
        Credentials::Basic(pair) => pair.expose_password().to_owned(),
        other => panic!("another scheme: {}", other.scheme()),
    }
}

fn profile(password: &str) -> String {
    format!("[default]\nusername = \"jdoe\"\npassword = \"{password}\"\n")
}

const PROFILE: &str = ".config/bw-auth/credentials.toml";
const SECOND: Duration = Duration::from_secs(1);
