use std::process::Output;

use base64ct::{Base64, Base64Unpadded, Encoding as _};

use crate::{program, text};

#[test]
fn demo_shows_each_endpoint_accepted_with_either_kind_of_credentials() {
    let demo = demo();
    let text = text(&demo.stdout);
    assert_eq!(demo.status.code(), Some(0), "{text}");
    let accepted = "200 accepted";
    for (part, for_tokens) in [(CLIENT, "1"), (USER, "0")] {
        for name in [
            "orders",
            "order details",
            "SIP peers",
            "edge management settings",
            "subscriptions",
        ] {
            assert_row(&text, part, &[name, accepted, "1", for_tokens]);
        }
    }
}

#[test]
fn demo_shows_tokens_shared_and_renewed() {
    let text = text(&demo().stdout);
    for (name, requests, for_tokens) in [
        ("a hundred calls", "100", "1"),
        ("token expired", "3", "2"),
        ("token revoked", "3", "2"),
    ] {
        let wanted = [name, "200 accepted", requests, for_tokens];
        assert_row(&text, CLIENT, &wanted);
    }
}

#[test]
fn demo_rehearses_the_retirement_of_api_users() {
    let text = text(&demo().stdout);
    let name = "API users retired";
    assert_row(&text, CLIENT, &[name, "200 accepted", "2", "1"]);
    assert_row(&text, USER, &[name, "401 rejected", "2", "0"]);
}

#[test]
fn demo_shows_each_way_to_be_refused() {
    let text = text(&demo().stdout);
    let busy = "no token, token.rate_limited";
    let forbidden = "403 forbidden, 1001, Access Denied";
    let limited = "429 rate limited, wait 60 s";
    let refused = "no token, token.refused";
    let withheld = "not sent, withheld.foreign_origin";
    for (part, name, outcome, requests, for_tokens) in [
        (CLIENT, "wrong client secret", refused, "0", "1"),
        (CLIENT, "client id in capitals", refused, "0", "1"),
        (CLIENT, "token endpoint answers 429", busy, "0", "1"),
        (CLIENT, "wrong account", "401 rejected", "2", "2"),
        (CLIENT, "missing role", forbidden, "1", "1"),
        (CLIENT, "origin off the list", withheld, "0", "0"),
        (USER, "wrong password", "401 rejected", "1", "0"),
        (USER, "username in capitals", "401 rejected", "1", "0"),
        (USER, "wrong account", "401 rejected", "1", "0"),
        (USER, "missing role", forbidden, "1", "0"),
        (USER, "over the rate limit", limited, "2", "0"),
        (USER, "origin off the list", withheld, "0", "0"),
    ] {
        assert_row(&text, part, &[name, outcome, requests, for_tokens]);
    }
    assert!(text.ends_with("\n54 checks, all as expected\n"), "{text}");
}

#[test]
fn demo_shows_no_secret() {
    let demo = demo();
    let shown = text(&demo.stdout) + &text(&demo.stderr);
    for scheme in ["Basic ", "Bearer "] {
        assert!(!shown.contains(scheme), "{shown}");
    }
    let is_symbol = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    for word in shown.split(|c| !is_symbol(c)) {
        assert!(!holds_pair(word), "{word} is a pair in base64");
        // How a JWT begins: an object in base64.
        assert!(!word.starts_with("eyJ"), "{word} is a token");
    }
}

/// The proxy leads nowhere, as a test that the demonstration needs none.
fn demo() -> Output {
    program(&["demo"])
        .env("HTTPS_PROXY", "http://127.0.0.1:9")
        .env("ALL_PROXY", "http://127.0.0.1:9")
        .output()
        .expect("the program runs")
}

/// A row of a part's table says the same for both transports: name, outcome as expected and as found, and the two counts.
fn assert_row(text: &str, part: &str, wanted: &[&str; 4]) {
    let (_, part) = text.split_once(&format!("\n{part}\n\n")).expect(part);
    let (table, _) = part.split_once("\n\n").expect("the end of the table");
    let [name, outcome, requests, for_tokens] = *wanted;
    for transport in ["async", "blocking"] {
        let row = [name, transport, outcome, outcome, requests, for_tokens];
        assert!(has_row(table, &row), "no {row:?} in:\n{table}");
    }
}

fn has_row(text: &str, wanted: &[&str]) -> bool {
    text.lines().any(|line| {
        let cells: Vec<_> = line.split('\t').collect();
        cells == wanted
    })
}

fn holds_pair(word: &str) -> bool {
    [Base64::decode_vec(word), Base64Unpadded::decode_vec(word)]
        .into_iter()
        .flatten()
        .filter_map(|bytes| String::from_utf8(bytes).ok())
        .any(|pair| pair.contains(':'))
}

const CLIENT: &str = "Client credentials";
const USER: &str = "API user";
