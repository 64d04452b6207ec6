//! The pair to try, and what keeps it from being found.

use super::{PASSWORD, assert_verdict, challenge, test};
use crate::scene::{Finished, Scene};

#[test]
fn a_username_without_a_password_is_told() {
    let home = Scene::new();
    let url = format!("{}/hooks", home.sandbox.url());
    for arguments in [&["--username", "hooks"][..], &[]] {
        let mut command = home.bare(&["callback-test", &url]);
        let named = command.args(arguments).env("WEBHOOK_USER", "hooks");
        let ended = Finished::run(named);
        assert_eq!(ended.code, Some(3), "{ended:?}");
        assert!(ended.err.contains("[cli.no_password]"), "{ended:?}");
        assert!(ended.err.contains("WEBHOOK_PASSWORD"), "{ended:?}");
        assert!(!ended.err.contains("--client-id"), "{ended:?}");
    }
    let ended = Finished::fed(
        &mut home.bare(&["callback-test", &url, "--secret-stdin"]),
        b"x",
    );
    assert_eq!(ended.code, Some(64), "{ended:?}");
    assert!(ended.err.contains("WEBHOOK_USER"), "{ended:?}");
    assert!(home.sandbox.requests().is_empty());
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_told_unless_something_else_is_said() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let home = Scene::new();
    let url = format!("{}/hooks", home.sandbox.url());
    let garbled = OsStr::from_bytes(b"correct \xffhorse");
    for (name, instead) in [
        ("WEBHOOK_USER", "--username"),
        ("WEBHOOK_PASSWORD", "--secret-stdin"),
    ] {
        let mut command = home.bare(&["callback-test", &url]);
        command
            .env("WEBHOOK_USER", "hooks")
            .env("WEBHOOK_PASSWORD", PASSWORD);
        let ended = Finished::run(command.env(name, garbled));
        assert_eq!(ended.code, Some(3), "{ended:?}");
        assert!(ended.err.contains("[source.not_text]"), "{ended:?}");
        let says = ended.err.contains(name) && ended.err.contains(instead);
        assert!(says, "{ended:?}");
        ended.assert_hides(PASSWORD);
        assert!(!ended.all().contains("horse"), "{ended:?}");
    }
    assert!(home.sandbox.requests().is_empty());

    home.sandbox.script_for("/hooks", challenge());
    let mut command = test(
        &home,
        &home.sandbox,
        &["--ca", &home.ca(), "--secret-stdin"],
    );
    command.env("WEBHOOK_PASSWORD", garbled);
    let ended = Finished::fed(&mut command, PASSWORD.as_bytes());
    assert!(!ended.err.contains("source.not_text"), "{ended:?}");
}

#[test]
fn without_a_pair_the_challenge_alone_is_tried() {
    let home = Scene::new();
    home.sandbox.script_for("/hooks", challenge());
    let mut command = test(&home, &home.sandbox, &["--ca", &home.ca()]);
    command
        .env_remove("WEBHOOK_USER")
        .env_remove("WEBHOOK_PASSWORD");
    assert_verdict(&mut command, "challenged", 0);
    assert_eq!(home.sandbox.requests().len(), 1);
}
