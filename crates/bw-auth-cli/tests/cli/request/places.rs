//! Where requests go, and where they do not.

use bw_auth_sandbox::OAuthClient;

use crate::scene::{Finished, Scene};

#[test]
fn an_absolute_url_is_asked_where_credentials_may_go_and_nowhere_else() {
    let home = Scene::new();
    let listed = "https://dashboard.bandwidth.com/api/accounts/{accountId}/subscriptions";
    let got = Finished::run(&mut home.as_client(&["get", listed]));
    assert_eq!(got.code, Some(0), "{got:?}");

    home.sandbox.clear_log();
    for (url, code, name) in [
        (
            "https://bandwidth.com.example/api",
            3,
            "withheld.foreign_origin",
        ),
        (
            "https://unlisted.bandwidth.com/api",
            3,
            "withheld.foreign_origin",
        ),
        ("http://dashboard.bandwidth.com/api", 3, "withheld.insecure"),
        ("https://me@dashboard.bandwidth.com/api", 64, "url.userinfo"),
        ("ftp://dashboard.bandwidth.com/api", 64, "url.not_http"),
    ] {
        let got = Finished::run(&mut home.as_client(&["get", "--no-cache", url]));
        assert_eq!((got.code, got.out.as_str()), (Some(code), ""), "{got:?}");
        assert!(got.err.contains(&format!("[{name}]")), "{got:?}");
    }
    assert_eq!(home.sandbox.requests().len(), 0);
    assert_eq!(home.sandbox.proxy_requests().len(), 0);
}

#[test]
fn a_service_is_meant_by_its_name() {
    let home = Scene::new();
    let client = OAuthClient::new("CLI-texts", "sesame-sesame");
    let client = client.account(home.sandbox.account_id()).role("Messaging");
    home.sandbox.add_client(client);
    let mut command = home.as_client(&[
        "get",
        "--service",
        "messaging",
        "/users/{accountId}/nothing",
    ]);
    command
        .env("BANDWIDTH_CLIENT_ID", "CLI-texts")
        .env("BANDWIDTH_CLIENT_SECRET", "sesame-sesame");
    let _ = Finished::run(&mut command);
    let path = format!("/api/v2/users/{}/nothing", home.sandbox.account_id());
    let is_it = home.sandbox.count(|request| {
        request.host.starts_with("messaging.bandwidth.com") && request.path == path
    });
    assert_eq!(is_it, 1, "{:?}", home.sandbox.requests());

    let mut command = home.as_client(&["get", "--service", "messages", "/x"]);
    let got = Finished::run(&mut command);
    assert_eq!(got.code, Some(64), "{got:?}");
    assert!(got.err.contains("toll_free_verification"), "{got:?}");
}

#[test]
fn what_makes_no_request_is_a_matter_of_the_command_line() {
    let home = Scene::new();
    let url = "https://dashboard.bandwidth.com/api/accounts/1/tns";
    for arguments in [
        &["get", "accounts/{accountId}/tns"] as &[&str],
        &["get", "/accounts/../tns"],
        &["get", "/accounts/{account}/tns"],
        &["get", "--service", "numbers", url],
        &["get", "--header", "sesame-sesame", "/accounts/1/tns"],
        &["get", "--header", "X Y: sesame-sesame", "/accounts/1/tns"],
        &["get", "--header", "X-Y: sesame\nsesame", "/accounts/1/tns"],
        &[
            "get",
            "--header",
            "Authorization: sesame",
            "/accounts/1/tns",
        ],
        &["get", "--header", "Host: sesame.example", "/accounts/1/tns"],
        &["get", "--timeout", "0", "/accounts/1/tns"],
        &["request", "PO ST", "/accounts/1/tns"],
        &["request", "POST"],
    ] {
        let got = Finished::run(&mut home.as_client(arguments));
        assert_eq!(got.code, Some(64), "{arguments:?}: {got:?}");
        assert!(!got.all().contains("sesame"), "{got:?}");
    }
    assert_eq!(
        home.sandbox.count(|request| request.path.contains("tns")),
        0
    );
}

#[test]
fn the_account_is_the_one_that_the_command_names() {
    let home = Scene::new();
    let path = "/accounts/{accountId}/subscriptions";
    let account = home.sandbox.account_id();
    let mut command = home.as_client(&["get", "--account", account, path]);
    let got = Finished::run(command.env("BANDWIDTH_ACCOUNT_ID", "77"));
    assert_eq!(got.code, Some(0), "{got:?}");

    // The test environment is another realm, and has hosts of its own.
    let got = Finished::run(&mut home.as_client(&["get", "--environment", "test", path]));
    assert_eq!(got.code, Some(0), "{got:?}");
    let there = |host: &str| host.starts_with("test.dashboard.bandwidth.com");
    assert_eq!(home.sandbox.count(|request| there(&request.host)), 1);
}
