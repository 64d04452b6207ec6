use std::net::TcpListener;

use crate::{program, text};

#[test]
fn failure_ends_with_1_and_a_plain_message() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    for (option, value, code) in [
        ("--listen", address.as_str(), "[cli.sandbox]"),
        ("--proxy-listen", &address, "[cli.sandbox]"),
        ("--ca-out", "/etc/no such folder/ca.pem", "[cli.unwritable]"),
    ] {
        let failed = program(&["sandbox", option, value]).output();
        let failed = failed.expect("the program runs");
        assert_eq!(failed.status.code(), Some(1), "{option}");
        let message = text(&failed.stderr);
        assert!(message.starts_with("bw-auth: "), "{message}");
        assert!(message.contains(value), "{message}");
        assert!(message.contains(code), "{message}");
        assert!(
            message.contains("; check ") || message.contains("; choose "),
            "no remedy: {message}"
        );
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
        &["doctor", "--wait", "0"],
        &["doctor", "--wait", "soon"],
        &["doctor", "--compare", "old"],
        &["doctor", "--compare", "old", "new", "--wait", "5"],
        &["doctor", "--sandbox", "--profile", "staging"],
        &["doctor", "--site", "no-number"],
        &["explain", "--account", "../920012"],
        &["explain", "--environment", "moon"],
        &["completions"],
        &["completions", "tcsh"],
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
        &["doctor", "--help"],
        &["explain", "-h"],
        &["help", "completions"],
    ] {
        let helped = program(arguments).output().expect("the program runs");
        assert_eq!(helped.status.code(), Some(0), "{arguments:?}");
        assert!(text(&helped.stdout).contains("bw-auth"), "{arguments:?}");
        assert_eq!(text(&helped.stderr), "");
    }
}

#[test]
fn help_names_each_exit_code() {
    let helped = program(&["--help"]).output().expect("the program runs");
    let help = text(&helped.stdout);
    let lines: Vec<_> = help.lines().map(str::trim).collect();
    for code in ["0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "7 ", "64 "] {
        assert!(lines.iter().any(|line| line.starts_with(code)), "{help}");
    }
}

#[test]
fn completions_know_each_command_and_option() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let printed = program(&["completions", shell]).output();
        let printed = printed.expect("the program runs");
        assert_eq!(printed.status.code(), Some(0), "{shell}");
        let script = text(&printed.stdout);
        for word in ["doctor", "explain", "completions", "compare", "no-cache"] {
            assert!(script.contains(word), "no {word} for {shell}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_with_its_code() {
    for arguments in [
        &["demo"] as &[&str],
        &["sandbox"],
        &["--help"],
        &["--version"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let mut failing = program(arguments);
        let failed = failing.stdout(full.expect("a device")).output();
        let failed = failed.expect("the program runs");
        assert_eq!(failed.status.code(), Some(1), "{arguments:?}");
        let message = text(&failed.stderr);
        assert!(message.contains("[cli.output]"), "{arguments:?}: {message}");
        assert!(message.contains("; look at "), "no remedy: {message}");
    }
}
