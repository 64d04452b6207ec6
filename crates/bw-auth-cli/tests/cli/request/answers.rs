//! What is printed where, and how it ends.

use std::io::Read as _;
use std::process::{Command, Stdio};

use bw_auth_sandbox::{Echo, Fault};

use crate::scene::{Finished, Scene};

#[test]
fn get_prints_the_body_and_on_standard_error_the_status() {
    let home = Scene::new();
    for command in [Scene::as_client, Scene::as_user] {
        let got = Finished::run(&mut command(&home, &["get", SUBSCRIPTIONS]));
        assert_eq!(got.code, Some(0), "{got:?}");
        assert!(got.out.contains("<SubscriptionsResponse"), "{got:?}");
        assert_eq!(got.err, "200 OK\n");
    }
    assert_eq!(home.sandbox.token_requests(), 1);
}

#[test]
fn get_ends_as_the_answer_has_it_and_prints_the_body_all_the_same() {
    let home = Scene::new();
    for (status, code, line) in [
        (401, 2, "401 Unauthorized"),
        (403, 4, "403 Forbidden"),
        (404, 1, "404 Not Found"),
        (429, 7, "429 Too Many Requests"),
        (500, 1, "500 Internal Server Error"),
        (503, 1, "503 Service Unavailable"),
        (302, 1, "302 Found"),
        (201, 0, "201 Created"),
    ] {
        let body = format!("<Said>{status}</Said>");
        let fault = Fault::status(status).body(body.clone()).always();
        home.sandbox.script_for("/api/accounts", fault);
        let got = Finished::run(&mut home.as_user(&["get", SUBSCRIPTIONS]));
        assert_eq!(got.code, Some(code), "{got:?}");
        assert_eq!(got.out, body);
        assert_eq!(got.err.lines().next(), Some(line));
        home.sandbox.clear_script();
    }
}

/// The service has answered, and nothing that is set up here is wrong.
#[test]
fn get_ends_with_1_for_a_redirect_that_leads_nowhere() {
    let home = Scene::new();
    for (location, code) in [
        ("", "withheld.redirect_limit"),
        ("https://", "withheld.redirect_malformed"),
        ("http://numbers.example/", "withheld.redirect_insecure"),
    ] {
        let fault = Fault::redirect(302, location).always();
        home.sandbox.script_for("/api/accounts", fault);
        let got = Finished::run(&mut home.as_user(&["get", SUBSCRIPTIONS]));
        assert_eq!(got.code, Some(1), "{got:?}");
        assert!(got.err.contains(&format!("[{code}]")), "{got:?}");
        assert!(got.err.starts_with("302 Found\nbw-auth: "), "{got:?}");
        home.sandbox.clear_script();
    }
}

#[test]
fn get_ends_with_2_for_a_wrong_secret_and_for_a_wrong_account() {
    let home = Scene::new();
    let mut command = home.as_client(&["get", SUBSCRIPTIONS]);
    let got = Finished::run(command.env("BANDWIDTH_CLIENT_SECRET", "sesame-sesame"));
    assert_eq!((got.code, got.out.as_str()), (Some(2), ""), "{got:?}");
    assert!(got.err.contains("[token.refused]"), "{got:?}");
    assert!(!got.all().contains("sesame"), "{got:?}");

    let got = Finished::run(&mut home.as_client(&["get", "/accounts/77/subscriptions"]));
    assert_eq!(got.code, Some(2), "{got:?}");
    assert!(got.err.contains("[auth.rejected]"), "{got:?}");
}

#[test]
fn get_ends_with_4_for_a_missing_role() {
    let home = Scene::new();
    let got = Finished::run(&mut home.as_client(&["get", "/accounts/{accountId}/tns"]));
    assert_eq!(got.code, Some(4), "{got:?}");
    assert!(got.out.contains("1001"), "{got:?}");
    assert!(got.err.contains("[auth.forbidden]"), "{got:?}");
}

#[test]
fn get_ends_with_5_without_a_network_and_with_3_without_credentials() {
    let home = Scene::new();
    let mut command = home.as_user(&["get", SUBSCRIPTIONS]);
    let got = Finished::run(command.env("HTTPS_PROXY", "http://127.0.0.1:9"));
    assert_eq!(got.code, Some(5), "{got:?}");

    let mut command = home.bare(&["get", SUBSCRIPTIONS]);
    command
        .env("BANDWIDTH_USERNAME", home.sandbox.username())
        .env("BANDWIDTH_PASSWORD", home.sandbox.password())
        .env("BANDWIDTH_ACCOUNT_ID", home.sandbox.account_id());
    let got = Finished::run(&mut command);
    assert_eq!(got.code, Some(5), "its authority is not trusted: {got:?}");
    assert!(got.err.contains("[transport.tls]"), "{got:?}");

    home.sandbox
        .script_for("/api/accounts", Fault::close_after_bytes(300).always());
    let got = Finished::run(&mut home.as_user(&["get", SUBSCRIPTIONS]));
    assert_eq!(got.code, Some(5), "broken off: {got:?}");

    let got = Finished::run(&mut home.online(&["get", SUBSCRIPTIONS]));
    assert_eq!(got.code, Some(3), "{got:?}");
    assert!(got.err.contains("[source.not_configured]"), "{got:?}");
}

#[test]
fn an_error_body_that_repeats_the_credentials_is_printed_without_them() {
    let home = Scene::new();
    let commands: [(Run, &str); 2] = [
        (Scene::as_client, home.sandbox.client_secret()),
        (Scene::as_user, home.sandbox.password()),
    ];
    for (command, secret) in commands {
        for status in [302, 400, 401, 403, 404, 429, 500, 503] {
            for echo in [Echo::Json, Echo::Plain, Echo::Xml] {
                let header = Finished::run(&mut command(&home, &["header"])).out;
                let fault = Fault::echo_authorization(status, echo).always();
                home.sandbox.script_for("/api/accounts", fault);
                let got = Finished::run(&mut command(&home, &["get", SUBSCRIPTIONS]));
                assert!(got.out.contains("[redacted]"), "{status}: {got:?}");
                let (_, sent) = header.trim().split_once(' ').expect("a scheme");
                let start = sent.get(..12).expect("it is longer");
                assert!(!got.all().contains(start), "{status}: {got:?}");
                got.assert_hides(secret);
                home.sandbox.clear_script();
            }
        }
    }
}

#[test]
fn of_an_error_body_no_more_is_printed_than_is_searched() {
    let home = Scene::new();
    let size = 1024 * 1024;
    home.sandbox
        .script_for("/api/accounts", Fault::huge_body(size, 500));
    let got = Finished::run(&mut home.as_user(&["get", SUBSCRIPTIONS]));
    assert_eq!(got.code, Some(1));
    assert_eq!(got.out.len(), 16 * 1024);
    let said = "500 Internal Server Error\nthe body goes on; its start is what was printed\n";
    assert_eq!(got.err, said);
}

#[test]
#[cfg(target_os = "linux")]
fn a_body_of_any_size_takes_little_memory() {
    let home = Scene::new();
    let size = 64 * 1024 * 1024;
    home.sandbox
        .script_for("/api/accounts", Fault::huge_body(size, 200));
    let mut child = spawned(home.as_user(&["get", SUBSCRIPTIONS]));
    let mut out = child.stdout.take().expect("a pipe");
    // All but more than a pipe holds, so that the program still runs.
    let unread = 1024 * 1024;
    let read = std::io::copy(&mut out.by_ref().take(size - unread), &mut std::io::sink());
    assert_eq!(read.expect("text"), size - unread);
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
    let status = status.expect("it runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak
        .expect(&status)
        .trim()
        .trim_end_matches(" kB")
        .parse::<u64>();
    assert!(peak.expect("a number") < 40 * 1024, "{status}");
    let rest = std::io::copy(&mut out, &mut std::io::sink());
    assert_eq!(rest.expect("text"), unread);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn nobody_has_to_read_all_of_it() {
    let home = Scene::new();
    let fault = Fault::huge_body(1024 * 1024, 200);
    home.sandbox.script_for("/api/accounts", fault);
    let mut child = spawned(home.as_user(&["get", SUBSCRIPTIONS]));
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut [0]).expect("a body");
    drop(out);
    let ended = Finished::of(&child.wait_with_output().expect("it ends"));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.err, "200 OK\n");
}

fn spawned(mut command: Command) -> std::process::Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program runs")
}

type Run = fn(&Scene, &[&str]) -> Command;

const SUBSCRIPTIONS: &str = "/accounts/{accountId}/subscriptions";

/// As automation sets a variable for what is missing.
#[cfg(target_os = "linux")]
#[test]
fn variables_for_authorities_that_are_empty_count_as_unset() {
    let home = Scene::new();
    let none = [("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", "")];
    let got = Finished::run(home.as_user(&["get", SUBSCRIPTIONS]).envs(none));
    assert_eq!((got.code, got.err.as_str()), (Some(0), "200 OK\n"));

    // The system's own do not know the sandbox's.
    let user = [("BANDWIDTH_USERNAME", "jdoe"), ("BANDWIDTH_PASSWORD", "x")];
    let mut command = home.bare(&["get", "/accounts/1/orders"]);
    let got = Finished::run(command.envs(user).envs(none));
    assert_eq!(got.code, Some(5), "{got:?}");
    assert!(got.err.contains("[transport.tls]"), "{got:?}");
}
