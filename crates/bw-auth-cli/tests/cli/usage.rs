use std::net::TcpListener;

use crate::{program, text};

#[test]
fn failure_ends_with_1_and_a_plain_message() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    for (option, value) in [
        ("--listen", address.as_str()),
        ("--proxy-listen", &address),
        ("--ca-out", "/no such folder/ca.pem"),
    ] {
        let failed = program(&["sandbox", option, value]).output();
        let failed = failed.expect("the program runs");
        assert_eq!(failed.status.code(), Some(1), "{option}");
        let message = text(&failed.stderr);
        assert!(message.starts_with("bw-auth: "), "{message}");
        assert!(message.contains(value), "{message}");
        assert_eq!(message.lines().count(), 1, "{message}");
        assert_eq!(text(&failed.stdout), "");
    }
}

#[test]
fn usage_errors_end_with_64() {
    for arguments in [
        &[] as &[&str],
        &["dance"],
        &["demo", "--loudly"],
        &["sandbox", "--listen", "nowhere"],
        &["sandbox", "--ca-out"],
    ] {
        let refused = program(arguments).output().expect("the program runs");
        assert_eq!(refused.status.code(), Some(64), "{arguments:?}");
        assert!(text(&refused.stderr).contains("--help"), "{arguments:?}");
        assert_eq!(text(&refused.stdout), "");
    }
}

#[test]
fn help_is_no_error() {
    for arguments in [
        &["--help"] as &[&str],
        &["--version"],
        &["demo", "--help"],
        &["sandbox", "--help"],
    ] {
        let helped = program(arguments).output().expect("the program runs");
        assert_eq!(helped.status.code(), Some(0), "{arguments:?}");
        assert!(text(&helped.stdout).contains("bw-auth"), "{arguments:?}");
        assert_eq!(text(&helped.stderr), "");
    }
}
