//! A thousand rotations under eight threads that read through the provider: never a mixed pair.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::{fs, thread};

use bw_auth_sources::{Chain, Credentials, CredentialsProvider as _, Generation, Surroundings};

use crate::folder::Folder;

/// As Kubernetes does it: a new folder each time, and the old one is removed once the link is turned.
#[test]
fn turned_links_never_yield_a_mixed_pair() {
    let folder = Folder::new();
    write_pair(&folder, "..0", 0);
    folder.link("..data", "..0");
    folder.link("username", "..data/username");
    folder.link("password", "..data/password");
    read_during(files(&folder), |number| {
        write_pair(&folder, &format!("..{number}"), number);
        folder.turn("..data", &format!("..{number}"));
        let old = folder.path(&format!("..{}", number - 1));
        fs::remove_dir_all(old).expect("the old folder is removed");
    });
}

/// Two folders in turn, of which the one that is not in use is written anew: a name alone does not tell them apart.
#[test]
fn folders_that_are_used_again_never_yield_a_mixed_pair() {
    let folder = Folder::new();
    write_pair(&folder, "even", 0);
    folder.link("..data", "even");
    folder.link("username", "..data/username");
    folder.link("password", "..data/password");
    read_during(files(&folder), |number| {
        let name = if number % 2 == 0 { "even" } else { "odd" };
        write_pair(&folder, name, number);
        folder.turn("..data", name);
    });
}

#[test]
fn a_renamed_profile_is_never_torn() {
    let folder = Folder::new();
    let profile = |number: u64| {
        format!("[default]\nusername = \"user-{number}\"\npassword = \"secret-{number}\"\n")
    };
    folder.replace("profile.toml", profile(0), 0o600);
    let pairs = vec![("BANDWIDTH_CREDENTIALS_FILE", folder.text("profile.toml"))];
    read_during(pairs, |number| {
        folder.replace("profile.toml", profile(number), 0o600);
    });
}

/// Each rotation waits until the one before was seen by somebody.
fn read_during(pairs: Vec<(&'static str, String)>, rotate: impl Fn(u64)) {
    let chain = || Chain::standard(Surroundings::from_pairs(pairs.clone()));
    let (shared, own) = (chain(), chain);
    shared.resolve().expect("the first pair");
    let over = AtomicBool::new(false);
    let (seen, sightings) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..SHARING {
            let seen = seen.clone();
            scope.spawn(|| read(&shared, Some(seen), &over));
        }
        // Nobody waits for this one, so several rotations can go by while it reads.
        for _ in 0..ALONE {
            scope.spawn(|| read(&own(), None, &over));
        }
        drop(seen);
        for number in 1..=ROTATIONS {
            rotate(number);
            // It ends too when all readers have, with a panic that the scope passes on.
            let mut sightings = sightings.iter();
            let _ = sightings.find(|sighting| *sighting >= number);
        }
        over.store(true, Ordering::SeqCst);
    });
    let last = shared.load(None).expect("the last pair");
    assert_eq!(last.generation().number(), ROTATIONS + 1);
}

/// As a client whose credentials are refused each time, so that each time is a look.
fn read(chain: &Chain, seen: Option<mpsc::Sender<u64>>, over: &AtomicBool) {
    let (mut generation, mut last) = (Generation::FIRST, 0);
    while !over.load(Ordering::SeqCst) {
        let loaded = chain
            .load(Some(generation))
            .expect("never without credentials");
        generation = loaded.generation();
        let Credentials::Basic(pair) = loaded.credentials() else {
            panic!("another scheme");
        };
        let user = pair.username().strip_prefix("user-");
        let secret = pair.expose_password().strip_prefix("secret-");
        assert!(
            user.is_some() && user == secret,
            "a mixed pair: {user:?} {secret:?}"
        );
        let number = user.and_then(|user| user.parse().ok()).expect("a number");
        assert!(number >= last, "an older pair after a newer one");
        if number > last {
            last = number;
            // Nobody listens any more once all rotations were seen.
            let _ = seen.as_ref().map(|seen| seen.send(number));
        }
    }
}

fn files(folder: &Folder) -> Vec<(&'static str, String)> {
    vec![
        ("BANDWIDTH_USERNAME_FILE", folder.text("username")),
        ("BANDWIDTH_PASSWORD_FILE", folder.text("password")),
    ]
}

fn write_pair(folder: &Folder, name: &str, number: u64) {
    folder.write(&format!("{name}/username"), format!("user-{number}"), 0o644);
    folder.write(
        &format!("{name}/password"),
        format!("secret-{number}\n"),
        0o644,
    );
}

const SHARING: usize = 7;
const ALONE: usize = 1;
const ROTATIONS: u64 = 1_000;
