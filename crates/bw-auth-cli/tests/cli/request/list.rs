//! A list of paths: what stops it, what does not, and how it ends.

use std::io::{Read as _, Write as _};
use std::process::Stdio;

use bw_auth_sandbox::Fault;

use crate::scene::{Finished, Scene};

#[test]
fn a_line_that_is_no_path_is_told_and_the_rest_goes_on() {
    let home = Scene::new();
    let mut list = format!("{SUBSCRIPTIONS}\nsesame\n\n/accounts/../sesame\n").into_bytes();
    list.extend_from_slice(b"/sesame\xff\n");
    list.extend_from_slice(&[b'x'; 70_000]);
    list.extend_from_slice(format!("\n{SETTINGS}").as_bytes());
    let got = Finished::fed(&mut home.as_client(&["get", "-"]), &list);
    assert_eq!(got.code, Some(64), "{got:?}");
    assert!(got.out.contains("<SubscriptionsResponse"), "{got:?}");
    assert!(got.out.contains("<EdgeManagementSettings"), "{got:?}");
    let starts = [
        "200 OK /",
        "bw-auth: line 2: ",
        "bw-auth: line 4: ",
        "bw-auth: line 5: ",
        "bw-auth: line 6: ",
        "200 OK /",
    ];
    let lines: Vec<_> = got.err.lines().collect();
    assert_eq!(lines.len(), starts.len(), "{got:?}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{got:?}");
        assert_eq!(
            line.ends_with("(see docs/errors.md)"),
            start.starts_with("bw-auth"),
            "{got:?}"
        );
    }
    assert!(!got.all().contains("sesame"), "{got:?}");
}

/// A wrong option concerns all lines, and is told once.
#[test]
fn a_field_that_is_none_is_told_before_anything_is_sent() {
    let home = Scene::new();
    for field in ["sesame", "Authorization: sesame"] {
        let list = format!("{SUBSCRIPTIONS}\n{SETTINGS}\n");
        let mut command = home.as_user(&["get", "-", "--header", field]);
        let got = Finished::fed(&mut command, list.as_bytes());
        assert_eq!(got.code, Some(64), "{got:?}");
        assert_eq!(got.err.lines().count(), 1, "{got:?}");
        assert!(!got.err.contains("line 1"), "{got:?}");
    }
    assert_eq!(home.sandbox.requests().len(), 0);
}

#[test]
fn it_ends_as_the_gravest_line_has_it_wherever_that_is() {
    let home = Scene::new();
    for (name, fault) in [
        ("missing", Fault::status(404)),
        ("limited", Fault::status(429)),
        ("gone", Fault::close()),
    ] {
        let prefix = format!("/api/accounts/{}/{name}", home.sandbox.account_id());
        home.sandbox.script_for(&prefix, fault.always());
    }
    let rising = [
        (SUBSCRIPTIONS, 0),
        ("/accounts/{accountId}/missing", 1),
        ("/accounts/{accountId}/limited", 7),
        ("/accounts/{accountId}/tns", 4),
        ("no path", 64),
        ("https://bandwidth.com.example/", 3),
        ("/accounts/77/tns", 2),
    ];
    for pair in rising.windows(2) {
        let [(lesser, _), (graver, code)] = pair else {
            unreachable!("they are two")
        };
        for list in [
            format!("{lesser}\n{graver}\n"),
            format!("{graver}\n{lesser}\n"),
        ] {
            let got = Finished::fed(&mut home.as_client(&["get", "-"]), list.as_bytes());
            assert_eq!(got.code, Some(*code), "{list}: {got:?}");
        }
    }
    // Without an answer it stops there, and what came before still counts.
    let gone = "/accounts/{accountId}/gone";
    for (before, code) in [
        ("https://bandwidth.com.example/", 5),
        ("/accounts/77/tns", 2),
    ] {
        let list = format!("{before}\n{gone}\n{SUBSCRIPTIONS}\n");
        let got = Finished::fed(&mut home.as_client(&["get", "-"]), list.as_bytes());
        assert_eq!(got.code, Some(code), "{got:?}");
        assert!(!got.out.contains("<SubscriptionsResponse"), "{got:?}");
    }
}

#[test]
fn where_nobody_reads_any_more_no_further_request_is_sent() {
    let home = Scene::new();
    let fault = Fault::huge_body(1024 * 1024, 200).always();
    home.sandbox.script_for("/api/accounts", fault);
    let mut command = home.as_user(&["get", "-"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let mut list = child.stdin.take().expect("a pipe");
    let paths = format!("{SUBSCRIPTIONS}\n").repeat(3);
    list.write_all(paths.as_bytes()).expect("it reads");
    drop(list);
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut [0]).expect("a body");
    // The rest is more than the pipe holds, so that it is found out in the middle of the first.
    drop(out);
    let ended = Finished::of(&child.wait_with_output().expect("it ends"));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.err, format!("200 OK {SUBSCRIPTIONS}\n"));
    assert_eq!(home.sandbox.requests().len(), 1);
}

const SUBSCRIPTIONS: &str = "/accounts/{accountId}/subscriptions";
const SETTINGS: &str = "/accounts/{accountId}/products/edgemanagement/settings";
