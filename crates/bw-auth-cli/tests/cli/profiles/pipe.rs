//! A pipe in the place of the profile file.

use std::fs;
use std::sync::atomic::Ordering;

use crate::fifo::feed;
use crate::scene::{Finished, Scene};

#[test]
fn a_pipe_in_the_place_of_the_profile_file_is_an_error_and_never_waited_for() {
    let home = Scene::new();
    fs::create_dir_all(home.path("config/bw-auth")).expect("a folder");
    let opened = feed(
        &home.profile_file(),
        "[default]\nusername = \"jdoe\"\npassword = \"sesame\"\n",
    );
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
    assert!(!opened.load(Ordering::SeqCst), "it was opened");
    assert!(!home.path("config/bw-auth/credentials.toml.lock").exists());
}

#[test]
fn a_pipe_in_the_place_of_the_lock_holds_up_nobody() {
    let home = Scene::new();
    fs::create_dir_all(home.path("config/bw-auth")).expect("a folder");
    let lock = home.path("config/bw-auth/credentials.toml.lock");
    let made = std::process::Command::new("mkfifo").arg(&lock).status();
    assert!(made.expect("mkfifo runs").success());
    let arguments = ["login", "--username", "jdoe", "--secret-stdin"];
    let ended = Finished::fed(&mut home.bare(&arguments), b"sesame");
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(Finished::run(&mut home.bare(&["logout"])).code, Some(0));
}

#[test]
fn a_pipe_in_the_place_of_authorities_is_an_error_and_never_waited_for() {
    let home = Scene::new();
    let pipe = home.path("ca.fifo");
    let opened = feed(&pipe, "");
    let pipe = pipe.to_str().expect("UTF-8");
    for (arguments, code) in [
        (&["explain", "--ca", pipe] as &[&str], 3),
        (&["get", "/accounts/1/orders", "--ca", pipe], 3),
        (&["callback-test", "https://127.0.0.1:1/", "--ca", pipe], 3),
        (&["get", "/accounts/1/orders", "--ca", "/dev/zero"], 3),
        (&["sandbox", "--ca-out", pipe], 1),
    ] {
        let mut command = home.bare(arguments);
        command.env("BANDWIDTH_USERNAME", "jdoe");
        let ended = Finished::run(command.env("BANDWIDTH_PASSWORD", "sesame"));
        if arguments[0] != "explain" {
            assert_eq!(ended.code, Some(code), "{arguments:?}: {ended:?}");
            assert!(ended.err.contains("no regular file"), "{ended:?}");
        }
    }
    assert!(!opened.load(Ordering::SeqCst), "it was opened");
}

#[test]
fn a_pipe_as_the_system_s_authorities_is_an_error_and_never_waited_for() {
    let home = Scene::new();
    let pipe = home.path("authorities.fifo");
    let opened = feed(&pipe, "");
    let pipe = pipe.to_str().expect("UTF-8");
    for file in [pipe, "/dev/zero"] {
        for arguments in [
            &["get", "/accounts/1/orders"] as &[&str],
            &["header"],
            &["doctor"],
            &["doctor", "--wait", "1"],
        ] {
            let mut command = home.bare(arguments);
            command.env("SSL_CERT_FILE", file);
            command.env("BANDWIDTH_USERNAME", "jdoe");
            let ended = Finished::run(command.env("BANDWIDTH_PASSWORD", "sesame"));
            assert_eq!(ended.code, Some(3), "{arguments:?}: {ended:?}");
            assert!(ended.all().contains("cli.cert_file"), "{ended:?}");
            assert!(ended.all().contains("no regular file"), "{ended:?}");
        }
        // They trust the sandbox's authority alone.
        for arguments in [&["doctor", "--sandbox"] as &[&str], &["demo"]] {
            let mut command = home.bare(arguments);
            let ended = Finished::run(command.env("SSL_CERT_FILE", file));
            assert_eq!(ended.code, Some(0), "{arguments:?}: {ended:?}");
        }
    }
    assert!(!opened.load(Ordering::SeqCst), "it was opened");
}
