//! `bw-auth header` and `token`.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64ct::{Base64, Encoding as _};
use bw_auth_testkit::assert_no_secret_in;

use crate::scene::{Finished, Scene};

#[test]
fn header_and_token_print_what_is_sent_and_nothing_else() {
    let home = Scene::new();
    let pair = format!("{}:{}", home.sandbox.username(), home.sandbox.password());
    let wanted = format!("Basic {}\n", Base64::encode_string(pair.as_bytes()));
    let header = Finished::run(&mut home.as_user(&["header"]));
    assert_eq!(
        (header.code, header.out, header.err),
        (Some(0), wanted, String::new())
    );

    let token = Finished::run(&mut home.as_client(&["token"]));
    assert_eq!((token.code, token.err.as_str()), (Some(0), ""), "{token:?}");
    let header = Finished::run(&mut home.as_client(&["header", "--service", "voice"]));
    assert_eq!(header.out, format!("Bearer {}", token.out));
    assert_eq!(home.sandbox.token_requests(), 1);

    for arguments in [&["token"] as &[&str], &["token", "--curl"]] {
        let none = Finished::run(&mut home.as_user(arguments));
        assert_eq!((none.code, none.out.as_str()), (Some(3), ""), "{none:?}");
        assert!(none.err.contains("[cli.no_token]"), "{none:?}");
    }
}

#[test]
fn header_is_given_out_only_for_where_credentials_may_go() {
    let home = Scene::new();
    for (place, code) in [
        (&["https://bandwidth.com.example/"] as &[&str], 3),
        (&["http://dashboard.bandwidth.com/"], 3),
        (&["dashboard.bandwidth.com"], 64),
        (&["https://dashboard .bandwidth.com"], 64),
        (&["https://jdoe@dashboard.bandwidth.com/api"], 64),
        (&["https://dashboard.bandwidth.com:99999/api"], 64),
        (&["--service", "messaging", "--environment", "test"], 3),
        (&["--service", "voice", "https://voice.bandwidth.com"], 64),
    ] {
        let arguments = [&["header", "--no-cache"], place].concat();
        let got = Finished::run(&mut home.as_client(&arguments));
        assert_eq!((got.code, got.out.as_str()), (Some(code), ""), "{got:?}");
    }
    assert_eq!(home.sandbox.requests().len(), 0);
    let url = "https://voice.bandwidth.com/api/v2/accounts/1/calls?page=1";
    let got = Finished::run(&mut home.as_client(&["header", url]));
    assert!(got.out.starts_with("Bearer "), "{got:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn curl_is_accepted_with_what_is_printed_for_it_and_no_secret_is_in_an_argument() {
    let home = Scene::new();
    for (command, name) in [
        (Scene::as_client as fn(&Scene, &[&str]) -> Command, "header"),
        (Scene::as_user, "header"),
        (Scene::as_client, "token"),
    ] {
        let header = Finished::run(&mut command(&home, &["header"])).out;
        let (_, secret) = header.trim().split_once(' ').expect("a scheme");

        let config = Finished::run(&mut command(&home, &[name, "--curl"]));
        assert_eq!(
            config.out,
            format!("header = \"Authorization: {}\"\n", header.trim())
        );

        let url = format!(
            "https://dashboard.bandwidth.com/api/accounts/{}/subscriptions",
            home.sandbox.account_id()
        );
        let mut curl = Command::new("curl");
        home.furnish(&mut curl);
        curl.args(["--silent", "--show-error", "--config", "-"])
            .args(["--cacert", &home.ca(), "--write-out", "%{http_code}", &url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = curl.spawn().expect("curl runs");
        // Right after its start it may not have become curl yet; it waits for its configuration.
        let list = format!("/proc/{}/cmdline", child.id());
        let seen = (0..10_000).find_map(|_| {
            let seen = std::fs::read(&list).expect("it runs");
            let seen = String::from_utf8_lossy(&seen).into_owned();
            seen.contains("--config").then_some(seen)
        });
        let seen = seen.expect("its arguments");
        assert_no_secret_in(secret, &seen);
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(config.out.as_bytes()).expect("it reads");
        drop(stdin);
        let got = Finished::of(&child.wait_with_output().expect("it ends"));
        assert!(got.out.ends_with("200"), "{got:?}");
    }
}

/// `BANDWIDTH_ACCESS_TOKEN` may hold signs that curl reads as something else.
#[test]
fn what_curl_would_take_for_something_else_is_escaped() {
    let home = Scene::new();
    for name in ["header", "token"] {
        let mut command = home.online(&[name, "--curl"]);
        let got = Finished::run(command.env("BANDWIDTH_ACCESS_TOKEN", r#"a"b\c"#));
        assert_eq!(
            got.out, "header = \"Authorization: Bearer a\\\"b\\\\c\"\n",
            "{got:?}"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn on_a_terminal_nothing_is_shown_that_was_not_asked_for() {
    let home = Scene::new();
    for arguments in [
        &["header"] as &[&str],
        &["header", "--curl"],
        &["token"],
        &["token", "--curl"],
    ] {
        let mut command = home.as_client(arguments);
        let got = Finished::of(&command.stdout(terminal()).output().expect("it runs"));
        assert_eq!(got.code, Some(64), "{got:?}");
        assert!(got.err.contains("--show"), "{got:?}");
        assert_eq!(home.sandbox.requests().len(), 0);
    }
    for arguments in [&["header", "--show"], &["token", "--show"]] {
        let mut command = home.as_client(arguments);
        let got = Finished::of(&command.stdout(terminal()).output().expect("it runs"));
        assert_eq!(got.code, Some(0), "{got:?}");
    }
}

/// The end of a new terminal that a terminal emulator holds; it is one, too.
#[cfg(target_os = "linux")]
fn terminal() -> std::fs::File {
    let mut options = std::fs::File::options();
    options
        .read(true)
        .write(true)
        .open("/dev/ptmx")
        .expect("a terminal")
}
