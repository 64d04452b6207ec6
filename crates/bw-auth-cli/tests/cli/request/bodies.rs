//! What is sent with a request.

use std::fs;

use bw_auth_sandbox::OAuthClient;
use serde_json::Value;

use crate::scene::{Finished, Scene};

#[test]
fn a_body_comes_from_a_file_or_from_standard_input() {
    let home = home();
    for length in [0, 11, 1024 * 1024, 3 * 1024 * 1024] {
        let body = vec![b'x'; length];
        let file = home.path("body");
        fs::write(&file, &body).expect("a file");
        let from_file = [
            "request",
            "POST",
            ECHO,
            "--data",
            file.to_str().expect("UTF-8"),
        ];
        let got = Finished::run(&mut roled(&home, &from_file));
        assert_received(&got, length);
        let from_stdin = ["request", "put", ECHO, "--data", "-"];
        let got = Finished::fed(&mut roled(&home, &from_stdin), &body);
        assert_received(&got, length);
    }
    let methods = home.sandbox.requests().into_iter();
    let methods: Vec<_> = methods
        .filter(|request| request.path.ends_with("sandbox-echo"))
        .map(|request| request.method)
        .collect();
    assert_eq!(methods, ["POST", "PUT"].repeat(4));
    assert_eq!(home.sandbox.token_requests(), 1);
}

/// What could be read at once can be sent again, with another token.
#[test]
fn a_short_body_is_sent_again_when_the_token_was_revoked() {
    let home = home();
    let arguments = ["request", "POST", ECHO, "--data", "-"];
    assert_received(&Finished::fed(&mut roled(&home, &arguments), b"first"), 5);
    home.sandbox.revoke_tokens();
    assert_received(&Finished::fed(&mut roled(&home, &arguments), b"second"), 6);
    assert_eq!(home.sandbox.token_requests(), 2);
}

#[test]
fn header_fields_and_the_content_type_are_sent() {
    let home = home();
    let arguments = [
        "request",
        "POST",
        ECHO,
        "--data",
        "-",
        "--content-type",
        "application/xml",
        "--header",
        "Accept: application/json",
        "--header",
        "X-Trace:  seven ",
    ];
    let got = Finished::fed(&mut roled(&home, &arguments), b"<Order/>");
    assert_received(&got, 8);
    let requests = home.sandbox.requests();
    let request = requests.last().expect("a request");
    assert_eq!(request.content_type.as_deref(), Some("application/xml"));
    assert_eq!(request.accept.as_deref(), Some("application/json"));
    assert!(
        request.header_names.contains(&"x-trace".into()),
        "{request:?}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let home = home();
    let missing = home.path("no such file").display().to_string();
    let arguments = ["request", "POST", ECHO, "--data", &missing];
    let got = Finished::run(&mut roled(&home, &arguments));
    assert_eq!(got.code, Some(3), "{got:?}");
    assert!(got.err.contains(&missing), "{got:?}");
    assert_eq!(home.sandbox.requests().len(), 0);
}

/// With a client that may use the resource that echoes.
fn home() -> Scene {
    let home = Scene::new();
    let client = OAuthClient::new("CLI-echo", "sesame-sesame");
    let client = client
        .account(home.sandbox.account_id())
        .role("sandbox-echo");
    home.sandbox.add_client(client);
    home
}

fn roled(home: &Scene, arguments: &[&str]) -> std::process::Command {
    let mut command = home.as_client(arguments);
    command
        .env("BANDWIDTH_CLIENT_ID", "CLI-echo")
        .env("BANDWIDTH_CLIENT_SECRET", "sesame-sesame");
    command
}

fn assert_received(got: &Finished, length: usize) {
    assert_eq!(got.code, Some(0), "{got:?}");
    let said: Value = serde_json::from_str(&got.out).expect("JSON");
    let lengths = said.as_object().expect("an object").values();
    let length = u64::try_from(length).expect("it fits");
    let has_it = lengths.filter_map(Value::as_u64).any(|said| said == length);
    assert!(has_it, "{said}");
}

const ECHO: &str = "/accounts/{accountId}/sandbox-echo";
