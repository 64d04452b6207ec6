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
