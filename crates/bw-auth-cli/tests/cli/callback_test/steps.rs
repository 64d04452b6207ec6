//! What each request carries, over a handler that notes it.

use serde_json::Value;

use super::receiver::{Received, Receiver, Takes};
use super::{PAIR, PASSWORD, assert_verdict};
use crate::scene::{Finished, Scene};

#[test]
fn each_kind_is_sent_the_same_without_a_pair_with_the_right_one_and_with_a_wrong_one() {
    let home = Scene::new();
    let receiver = Receiver::start();
    let mut command = home.bare(&[
        "callback-test",
        &receiver.url(),
        "--username",
        "hooks",
        "--secret-stdin",
    ]);
    let ended = Finished::fed(&mut command, format!("{PASSWORD}\n").as_bytes());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let kinds = "emergency, messaging, order, port-out, toll-free, voice\naccepted: ";
    assert!(ended.out.starts_with(kinds), "{ended:?}");
    ended.assert_hides(PASSWORD);

    let received = receiver.received();
    assert_eq!(received.len(), 18);
    let (right, wrong) = received.split_at(12);
    let mut bodies = Vec::new();
    for (steps, third) in right.chunks(2).zip(wrong) {
        let [first, second] = steps else {
            panic!("two steps each")
        };
        assert_eq!(first.authorization, None);
        assert_eq!(second.authorization.as_deref(), Some(PAIR));
        for later in [second, third] {
            assert_eq!((&first.body, &first.media), (&later.body, &later.media));
        }
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
    let decoded: Vec<_> = wrong.iter().map(Received::decoded).collect();
    let ways: Vec<_> = decoded.iter().map(|pair| way(pair)).collect();
    assert_eq!(
        ways,
        [
            "password", "username", "end", "case", "password", "username"
        ]
    );
    bodies.sort_unstable();
    bodies.dedup();
    assert_eq!(bodies.len(), 6, "each has a body of its own");
}

/// How a pair is wrong.
fn way(pair: &str) -> &str {
    match pair.split_once(':') {
        Some(("hooks", "correct horsx")) => "end",
        Some(("hooks", "CORRECT HORSE")) => "case",
        Some(("hooks", password)) if password.starts_with("made-up-") => "password",
        Some((username, PASSWORD)) if username.starts_with("made-up-") => "username",
        _ => pair,
    }
}

#[test]
fn fewer_kinds_than_wrong_pairs_share_them_all() {
    let home = Scene::new();
    for kinds in [
        &["--kind", "voice"][..],
        &["--kind", "voice", "--kind", "order", "--kind", "messaging"],
    ] {
        let receiver = Receiver::start();
        let mut command = home.bare(&["callback-test", &receiver.url()]);
        command
            .args(kinds)
            .env("WEBHOOK_USER", "hooks")
            .env("WEBHOOK_PASSWORD", PASSWORD);
        assert_eq!(Finished::run(&mut command).code, Some(0));
        let received = receiver.received();
        let wrong = received.iter().skip(kinds.len());
        let decoded: Vec<_> = wrong.map(Received::decoded).collect();
        let ways: Vec<_> = decoded.iter().map(|pair| way(pair)).collect();
        assert_eq!(ways, ["password", "username", "end", "case"]);
    }
}

#[test]
fn the_wrong_password_is_another_in_each_run() {
    let home = Scene::new();
    let passwords = [(); 2].map(|()| {
        let receiver = Receiver::start();
        let mut command = home.bare(&["callback-test", &receiver.url(), "--kind", "voice"]);
        command
            .env("WEBHOOK_USER", "hooks")
            .env("WEBHOOK_PASSWORD", PASSWORD);
        assert_eq!(Finished::run(&mut command).code, Some(0));
        let received = receiver.received();
        received.get(2).expect("a third request").decoded()
    });
    assert_ne!(passwords[0], passwords[1]);
}

#[test]
fn a_server_that_closes_without_a_word_loses_nothing() {
    let home = Scene::new();
    let receiver = Receiver::start();
    let mut command = home.bare(&[
        "callback-test",
        &receiver.url(),
        "--kind",
        "order",
        "--json",
    ]);
    command
        .env("WEBHOOK_USER", "hooks")
        .env("WEBHOOK_PASSWORD", PASSWORD);
    assert_verdict(&mut command, "accepted", 0);
    assert_eq!(receiver.received().len(), 6);
}

#[test]
fn an_endpoint_that_looks_at_half_of_the_pair_is_told() {
    let home = Scene::new();
    let cases: [(Takes, _); 4] = [
        (
            |received| received.authorization.is_some(),
            "takes a wrong password",
        ),
        (
            |received| received.has_pair(|pair| pair.ends_with(":correct horse")),
            "takes a wrong username",
        ),
        (
            |received| received.has_pair(|pair| pair.starts_with("hooks:correct h")),
            "takes a password with another last character",
        ),
        (
            |received| received.has_pair(|pair| pair.eq_ignore_ascii_case("hooks:correct horse")),
            "takes the password in another case",
        ),
    ];
    let kinds = [(&[][..], 18), (&["--kind", "port-out"], 6)];
    let each = cases
        .into_iter()
        .flat_map(|case| kinds.map(|kinds| (case, kinds)));
    for ((takes, says), (kinds, requests)) in each {
        let receiver = Receiver::taking(takes);
        let mut command = home.bare(&["callback-test", &receiver.url(), "--json"]);
        command
            .args(kinds)
            .env("WEBHOOK_USER", "hooks")
            .env("WEBHOOK_PASSWORD", PASSWORD);
        let ended = Finished::run(&mut command);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        let told = ended.out.contains("unchecked") && ended.out.contains(says);
        assert!(told, "{says}: {ended:?}");
        ended.assert_hides(PASSWORD);
        assert_eq!(receiver.received().len(), requests);
    }
}
