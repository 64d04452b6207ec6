//! Where callbacks may be sent.

use super::{PASSWORD, assert_verdict};
use crate::scene::{Finished, Scene};

#[test]
fn where_credentials_would_not_be_safe_nothing_is_sent() {
    let home = Scene::new();
    for url in [
        "http://hooks.example/callbacks",
        "https://hooks:correct-horse@hooks.example/callbacks",
        "http://localhost:99999/callbacks",
        "https://hooks.example:65536/",
        "hooks.example",
        "/callbacks",
        "correct horse",
    ] {
        let ended = Finished::run(
            home.bare(&["callback-test", url])
                .env("WEBHOOK_USER", "hooks")
                .env("WEBHOOK_PASSWORD", PASSWORD),
        );
        assert_eq!(ended.code, Some(64), "{url}: {ended:?}");
        assert!(ended.err.contains("[cli.usage]"), "{ended:?}");
        ended.assert_hides(PASSWORD);
        assert!(!ended.all().contains("horse"), "{ended:?}");
    }
    assert!(home.sandbox.proxy_requests().is_empty());
}

#[test]
fn every_spelling_of_this_machine_is_taken_without_tls() {
    let home = Scene::new();
    for host in ["LOCALHOST", "127.0.0.2", "127.0.0.1", "[::1]", "[0:0::1]"] {
        // Nobody listens at this port. That it was tried is what counts.
        let url = format!("http://{host}:1/");
        let mut command = home.bare(&["callback-test", &url, "--kind", "order", "--json"]);
        assert_verdict(&mut command, "connect", 5);
    }
    assert!(home.sandbox.proxy_requests().is_empty());
    for host in [
        "127.1",
        "localhost.",
        "localhost.example",
        "[::]",
        "0.0.0.0",
    ] {
        let url = format!("http://{host}:1/");
        let ended = Finished::run(&mut home.bare(&["callback-test", &url]));
        assert_eq!(ended.code, Some(64), "{host}: {ended:?}");
    }
}

#[test]
fn a_port_that_bandwidth_does_not_call_is_told() {
    let home = Scene::new();
    // RFC 6761 section 6.4: never resolves.
    for (url, verdict, is_told) in [
        ("https://no-such-host.invalid:850/", "dns", true),
        ("https://no-such-host.invalid:8443/", "dns", false),
        ("https://no-such-host.invalid/", "dns", false),
        ("http://127.0.0.1:1/", "connect", false),
    ] {
        let mut command = home.bare(&["callback-test", url, "--kind", "order", "--json"]);
        let said = assert_verdict(command.env_remove("HTTPS_PROXY"), verdict, 5);
        let told = said.contains("register a URL with another port");
        assert_eq!(told, is_told, "{url}: {said}");
    }
}
