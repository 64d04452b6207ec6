//! `bw-auth callback-test`: a verdict for each fault that an endpoint for callbacks may have.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread::{self, JoinHandle};

use bw_auth_sandbox::{Certificate, Fault, Sandbox};
use serde_json::Value;

use crate::scene::{Finished, Scene};

const CHALLENGE: (&str, &str) = ("WWW-Authenticate", "Basic realm=\"\"");
const PASSWORD: &str = "correct horse";

fn asks(name: &str, value: &str) -> Fault {
    Fault::status(401).header(name, value)
}

fn challenge() -> Fault {
    asks(CHALLENGE.0, CHALLENGE.1)
}

/// The test of the sandbox's path for hooks, where each request meets what is scripted next.
fn test(home: &Scene, sandbox: &Sandbox, more: &[&str]) -> Command {
    let url = format!("{}/hooks", sandbox.url());
    let mut command = home.bare(&["callback-test", &url]);
    command
        .args(["--kind", "order", "--json"])
        .args(more)
        .env_remove("HTTPS_PROXY")
        .env("WEBHOOK_USER", "hooks")
        .env("WEBHOOK_PASSWORD", PASSWORD);
    command
}

#[track_caller]
fn assert_verdict(command: &mut Command, verdict: &str, code: i32) -> String {
    let ended = Finished::run(command);
    let value: Value = serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{ended:?}"));
    let callback = &value["callbacks"][0];
    assert_eq!(callback["verdict"], verdict, "{value:#}");
    assert_eq!(callback["exit"], code, "{value:#}");
    assert_eq!(ended.code, Some(code), "{value:#}");
    assert!(!ended.all().contains("horse"), "{value:#}");
    callback.to_string()
}

#[test]
fn each_fault_has_its_verdict() {
    let home = Scene::new();
    let ok = || Fault::status(204);
    let moved = || Fault::redirect(308, "https://hooks.example/");
    let several = "Digest realm=\"a, b\", nonce=\"c\", Basic realm=\"\", charset=\"UTF-8\"";
    let quoted = "Digest realm=\"a, Basic realm=\", nonce=\"b\\\", Basic\"";
    let renamed = "x-amzn-Remapped-WWW-Authenticate";
    for (script, verdict, code, requests, says) in [
        (vec![challenge(), ok()], "accepted", 0, 2, "204"),
        (
            vec![asks("www-authenticate", several), ok()],
            "accepted",
            0,
            2,
            "204",
        ),
        (
            vec![asks("WWW-Authenticate", "bAsIc realm=\"\""), ok()],
            "accepted",
            0,
            2,
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
            vec![asks("WWW-Authenticate", "Basic realm=\"hooks\""), ok()],
            "accepted",
            0,
            2,
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
        (
            vec![challenge(), moved()],
            "redirect",
            1,
            2,
            "second request",
        ),
        (vec![challenge(), Fault::status(500)], "failed", 1, 2, "500"),
        (vec![Fault::close()], "closed", 5, 1, "first request"),
        (
            vec![challenge(), Fault::close()],
            "closed",
            5,
            2,
            "second request",
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
        for fault in script {
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
        assert!(!ended.all().contains("horse"), "{ended:?}");
    }
    assert!(home.sandbox.proxy_requests().is_empty());
}

#[test]
fn without_a_pair_the_challenge_alone_is_tried() {
    let home = Scene::new();
    home.sandbox.script_for("/hooks", challenge());
    let mut command = test(&home, &home.sandbox, &["--ca", &home.ca()]);
    command
        .env_remove("WEBHOOK_USER")
        .env_remove("WEBHOOK_PASSWORD");
    assert_verdict(&mut command, "challenged", 0);
    assert_eq!(home.sandbox.requests().len(), 1);
}

#[test]
fn each_kind_is_sent_twice_the_same_and_the_second_time_with_the_pair() {
    let home = Scene::new();
    let (url, receiver) = receiver(12);
    let mut command = home.bare(&[
        "callback-test",
        &url,
        "--username",
        "hooks",
        "--secret-stdin",
    ]);
    let ended = Finished::fed(&mut command, format!("{PASSWORD}\n").as_bytes());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let kinds = "emergency, messaging, order, port-out, toll-free, voice\naccepted: ";
    assert!(ended.out.starts_with(kinds), "{ended:?}");
    assert!(!ended.all().contains("horse"), "{ended:?}");

    let received = receiver.join().expect("it got all of them");
    let mut bodies = Vec::new();
    for steps in received.chunks(2) {
        let [first, second] = steps else {
            panic!("two steps each")
        };
        assert_eq!(first.authorization, None);
        // hooks:correct horse
        let pair = "Basic aG9va3M6Y29ycmVjdCBob3JzZQ==";
        assert_eq!(second.authorization.as_deref(), Some(pair));
        assert_eq!((&first.body, &first.media), (&second.body, &second.media));
        match first.media.split(';').next() {
            Some("application/json") => {
                serde_json::from_str::<Value>(&first.body).expect("JSON");
            }
            Some("application/xml") => {
                roxmltree::Document::parse(&first.body).expect("XML");
            }
            other => panic!("{other:?}"),
        }
        bodies.push(first.body.clone());
    }
    bodies.sort_unstable();
    bodies.dedup();
    assert_eq!(bodies.len(), 6, "each has a body of its own");
}

struct Received {
    authorization: Option<String>,
    media: String,
    body: String,
}

/// Answers so many requests: 401 and a challenge without credentials, 204 with any.
fn receiver(requests: usize) -> (String, JoinHandle<Vec<Received>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!(
        "http://{}/callbacks",
        listener.local_addr().expect("an address")
    );
    let serving = thread::spawn(move || {
        let next = || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let received = receive(&stream);
            let answer = match received.authorization {
                Some(_) => "204 No Content\r\n",
                None => {
                    "401 Unauthorized\r\ncontent-length: 0\r\nWWW-Authenticate: Basic realm=\"\"\r\n"
                }
            };
            let answer = format!("HTTP/1.1 {answer}connection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).expect("it listens");
            received
        };
        (0..requests).map(|_| next()).collect()
    });
    (url, serving)
}

fn receive(stream: &TcpStream) -> Received {
    let mut reader = BufReader::new(stream);
    let (mut authorization, mut media, mut length) = (None, String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            if line.trim_end().is_empty() {
                break;
            }
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => authorization = Some(value.to_owned()),
            "content-type" => media = value.to_owned(),
            "content-length" => length = value.parse().expect("a number"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the whole body");
    Received {
        authorization,
        media,
        body: String::from_utf8(body).expect("UTF-8"),
    }
}
