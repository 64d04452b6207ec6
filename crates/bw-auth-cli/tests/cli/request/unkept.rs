//! Tokens that cannot be kept are used all the same, and one note says why they are not.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::atomic::Ordering;

use crate::fifo::feed;
use crate::scene::{Finished, Scene};

#[test]
fn a_folder_that_cannot_hold_tokens_is_noted_once_and_the_requests_go_on() {
    for (spoil, code) in SPOILED {
        let home = Scene::new();
        let cache = home.path("cache/bw-auth");
        fs::create_dir_all(home.path("cache")).expect("a folder");
        spoil(&cache);
        let paths = format!("{SUBSCRIPTIONS}\n{SETTINGS}\n{SUBSCRIPTIONS}\n");
        let got = Finished::fed(&mut home.as_client(&["get", "-"]), paths.as_bytes());
        assert_eq!(got.code, Some(0), "{code}: {got:?}");
        assert_eq!(got.out.matches("<SubscriptionsResponse").count(), 2);
        let notes: Vec<_> = got
            .err
            .lines()
            .filter(|line| line.contains("note: "))
            .collect();
        assert_eq!(notes.len(), 1, "{code}: {got:?}");
        assert!(notes[0].contains(code), "{got:?}");
        assert!(notes[0].contains("cache/bw-auth"), "{got:?}");
        let is_file = cache.is_file();
        assert_eq!(notes[0].contains("not a directory"), is_file, "{got:?}");
        assert_eq!(got.err.lines().count(), 4, "{code}: {got:?}");

        let token = Finished::run(&mut home.as_client(&["token"]));
        assert_eq!(token.code, Some(0), "{code}: {token:?}");
        assert_eq!(token.out.lines().count(), 1, "{code}: {token:?}");
        assert!(token.err.contains(code), "{code}: {token:?}");
        // The rest needs no store, or none was asked for.
        let user = Finished::run(&mut home.as_user(&["get", SUBSCRIPTIONS]));
        assert_eq!(user.err, "200 OK\n");
        let mut command = home.as_client(&["get", SUBSCRIPTIONS, "--no-cache"]);
        assert_eq!(Finished::run(&mut command).err, "200 OK\n");
    }
}

#[test]
fn a_pipe_in_the_place_of_the_tokens_is_not_waited_for() {
    let home = Scene::new();
    let cache = home.path("cache/bw-auth");
    fs::create_dir_all(&cache).expect("a folder");
    set_mode(&cache, 0o700);
    let opened = feed(&cache.join("tokens"), "");
    for _ in 0..2 {
        let got = Finished::run(&mut home.as_client(&["get", SUBSCRIPTIONS]));
        assert_eq!((got.code, got.err.as_str()), (Some(0), "200 OK\n"));
    }
    assert!(!opened.load(Ordering::SeqCst), "it was opened");
    assert_eq!(home.sandbox.token_requests(), 1);
}

/// What becomes of the folder, and the code of the note.
type Spoiled = (fn(&Path), &'static str);

/// That it cannot be written to is shown by a lock that is none, since root may write anywhere.
const SPOILED: [Spoiled; 4] = [
    (|folder| fs::write(folder, "").expect("a file"), UNUSABLE),
    (
        |folder| {
            fs::create_dir_all(folder).expect("a folder");
            set_mode(folder, 0o755);
        },
        "[token_store.open]",
    ),
    (
        |folder| {
            fs::create_dir_all(folder.join("lock")).expect("a folder");
            set_mode(folder, 0o700);
        },
        UNUSABLE,
    ),
    // Here a token can be looked for, and not be put.
    (
        |folder| {
            fs::create_dir_all(folder.join("tokens/x")).expect("a folder");
            set_mode(folder, 0o700);
        },
        UNUSABLE,
    ),
];

fn set_mode(folder: &Path, mode: u32) {
    fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("it is ours");
}

const UNUSABLE: &str = "[token_store.unusable]";
const SUBSCRIPTIONS: &str = "/accounts/{accountId}/subscriptions";
const SETTINGS: &str = "/accounts/{accountId}/products/edgemanagement/settings";
