//! Each fault has a verdict of its own.

use std::net::TcpListener;

use bw_auth_sandbox::{Certificate, Fault, Sandbox};

use super::{CHALLENGE, asks, assert_verdict, challenge, test};
use crate::scene::Scene;

#[test]
fn each_fault_has_its_verdict() {
    let home = Scene::new();
    let ok = || Fault::status(204);
    let moved = || Fault::redirect(308, "https://hooks.example/");
    let several = "Digest realm=\"a, b\", nonce=\"c\", Basic realm=\"\", charset=\"UTF-8\"";
    let quoted = "Digest realm=\"a, Basic realm=\", nonce=\"b\\\", Basic\"";
    let renamed = "x-amzn-Remapped-WWW-Authenticate";
    for (script, verdict, code, requests, says) in [
        (
            vec![challenge(), ok(), challenge()],
            "accepted",
            0,
            6,
            "204",
        ),
        (
            vec![challenge(), ok(), ok()],
            "unchecked",
            1,
            6,
            "a wrong password as well (204)",
        ),
        (
            vec![challenge(), ok(), Fault::status(403)],
            "accepted",
            0,
            6,
            // Once, though there are four of them.
            "\"remedies\":[\"wrong credentials are answered 403: 401 with the challenge tells everybody what is missing\"]",
        ),
        (
            vec![challenge(), ok(), Fault::close()],
            "accepted",
            0,
            6,
            "is not known",
        ),
        (
            vec![asks("www-authenticate", several), ok(), challenge()],
            "accepted",
            0,
            6,
            "204",
        ),
        (
            vec![
                asks("WWW-Authenticate", "bAsIc realm=\"\""),
                ok(),
                challenge(),
            ],
            "accepted",
            0,
            6,
            "204",
        ),
        (
            vec![asks("WWW-Authenticate", "Basic")],
            "other_challenge",
            1,
            1,
            "with a realm",
        ),
        (
            vec![asks("WWW-Authenticate", "")],
            "other_challenge",
            1,
            1,
            "with a realm",
        ),
        (
            vec![
                asks("WWW-Authenticate", "Basic realm=\"hooks\""),
                ok(),
                challenge(),
            ],
            "accepted",
            0,
            6,
            "empty one",
        ),
        (
            vec![challenge(), challenge()],
            "rejected",
            2,
            2,
            "does not take these",
        ),
        (
            vec![Fault::status(401)],
            "challenge_removed",
            1,
            1,
            "gateway",
        ),
        (
            vec![asks(renamed, CHALLENGE.1)],
            "challenge_removed",
            1,
            1,
            "x-amzn-remapped-www-authenticate",
        ),
        (
            vec![asks("X-Original-WWW-Authenticate-Header", CHALLENGE.1)],
            "challenge_removed",
            1,
            1,
            "renamed it to x-original-www-authenticate-header:",
        ),
        (
            vec![asks("WWW-Authenticate", "Bearer realm=\"Basic \"")],
            "other_challenge",
            1,
            1,
            "Bearer",
        ),
        (
            vec![asks("WWW-Authenticate", quoted)],
            "other_challenge",
            1,
            1,
            "Digest",
        ),
        (
            vec![asks("WWW-Authenticate", "Basics realm=\"\"")],
            "other_challenge",
            1,
            1,
            "Basics",
        ),
        (vec![ok()], "open", 1, 1, "from anybody"),
        (vec![Fault::status(404)], "no_challenge", 1, 1, "404"),
        (
            vec![Fault::status(403).header(CHALLENGE.0, CHALLENGE.1)],
            "no_challenge",
            1,
            1,
            "403",
        ),
        (vec![moved()], "redirect", 1, 1, "first request"),
        (vec![Fault::status(300)], "redirect", 1, 1, "names no other"),
        (vec![Fault::status(304)], "redirect", 1, 1, "names no other"),
        (
            vec![challenge(), moved()],
            "redirect",
            1,
            2,
            "second request",
        ),
        (vec![challenge(), Fault::status(500)], "failed", 1, 2, "500"),
        (
            vec![Fault::close()],
            "closed",
            5,
            1,
            "may want a certificate of the client",
        ),
        (
            vec![challenge(), Fault::close()],
            "closed",
            5,
            2,
            "\"remedies\":[\"look into the log of the server",
        ),
        (vec![Fault::hang()], "slow", 5, 1, "first request"),
        (
            vec![challenge(), Fault::hang()],
            "slow",
            5,
            2,
            "second request",
        ),
    ] {
        let sandbox = &home.sandbox;
        sandbox.clear_log();
        sandbox.clear_script();
        // Every wrong pair meets the same.
        let wrong = script.get(2).cloned();
        for fault in script
            .into_iter()
            .chain([(); 3].into_iter().filter_map(|()| wrong.clone()))
        {
            sandbox.script_for("/hooks", fault);
        }
        let mut command = test(&home, sandbox, &["--ca", &home.ca(), "--timeout", "1"]);
        let said = assert_verdict(&mut command, verdict, code);
        assert!(said.contains(says), "{verdict}: {said}");
        assert_eq!(sandbox.requests().len(), requests, "{said}");
    }
}

#[test]
fn a_certificate_that_bandwidth_would_not_trust_is_told() {
    for (certificate, verdict) in [
        (Certificate::Expired, "tls_expired"),
        (Certificate::UnknownCa, "tls_authority"),
        (Certificate::WrongHost, "tls_name"),
    ] {
        let sandbox = Sandbox::builder().certificate(certificate).start();
        let sandbox = sandbox.expect("a sandbox");
        let home = Scene::new();
        let ca = home.path("another.pem");
        std::fs::write(&ca, sandbox.ca_pem()).expect("a file");
        let ca = ca.to_str().expect("UTF-8");
        assert_verdict(&mut test(&home, &sandbox, &["--ca", ca]), verdict, 5);
        assert!(sandbox.requests().is_empty());
    }
    // Good in itself, and from an authority that nobody knows but this machine.
    let home = Scene::new();
    let said = assert_verdict(
        test(&home, &home.sandbox, &[]).env("SSL_CERT_FILE", home.ca()),
        "tls_authority",
        5,
    );
    assert!(said.contains("public authority"), "{said}");
}

#[test]
fn an_endpoint_that_is_not_there_is_told() {
    let home = Scene::new();
    let free = TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr();
    let closed = format!("https://{}/", free.expect("an address"));
    // RFC 6761 section 6.4: never resolves.
    for (url, verdict) in [
        (closed.as_str(), "connect"),
        ("https://no-such-host.invalid/", "dns"),
    ] {
        let mut command = home.bare(&["callback-test", url, "--kind", "order", "--json"]);
        assert_verdict(command.env_remove("HTTPS_PROXY"), verdict, 5);
    }
}
