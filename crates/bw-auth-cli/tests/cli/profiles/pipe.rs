//! A pipe in the place of the profile file.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::thread;

use crate::scene::{Finished, Scene};

#[test]
fn a_pipe_in_the_place_of_the_profile_file_is_an_error_and_never_waited_for() {
    let home = Scene::new();
    fs::create_dir_all(home.path("config/bw-auth")).expect("a folder");
    feed(&home.profile_file());
    for arguments in [
        &["profiles"] as &[&str],
        &["profiles", "--json"],
        &["login", "--username", "jdoe", "--secret-stdin"],
        &["logout"],
        &["explain"],
        &["doctor"],
        &["get", "/accounts/1/orders"],
    ] {
        let ended = Finished::fed(&mut home.bare(arguments), b"sesame");
        assert_eq!(ended.code, Some(3), "{arguments:?}: {ended:?}");
        let all = ended.all();
        assert!(
            all.contains("source.file_kind") || all.contains("no regular file"),
            "{ended:?}"
        );
        assert!(!all.contains("sesame"), "{ended:?}");
    }
    assert!(!home.path("config/bw-auth/credentials.toml.lock").exists());
}

/// Whoever opens the pipe is given a profile, so that a program that does so ends as well, and the test with it.
fn feed(pipe: &Path) {
    let made = Command::new("mkfifo")
        .arg("-m")
        .arg("600")
        .arg(pipe)
        .status();
    assert!(made.expect("mkfifo runs").success());
    let pipe = pipe.to_owned();
    thread::spawn(move || {
        // Until the folder is gone, or the tests are over.
        while let Ok(mut open) = File::options().write(true).open(&pipe) {
            let _ = open.write_all(b"[default]\nusername = \"jdoe\"\npassword = \"sesame\"\n");
        }
    });
}
