//! Another secret, or another client, while requests are under way.

use std::collections::VecDeque;

use base64ct::{Base64, Encoding as _};
use bw_auth_core::{ClientCredentials, Exchange, Fault, Scheme, Step};

use super::bench::{Bench, ORDERS, TOKEN_URL, basic, code, outline, seconds};
use super::reply::Reply;
use super::token_bench::{SECRET, client, client_loaded, token, token_errand};

const OTHER: &str = "Beacon#(12)=gull";

fn other_client() -> ClientCredentials {
    ClientCredentials::new("CLI-77c0", OTHER.to_owned()).unwrap()
}

fn pair(id: &str, secret: &str) -> String {
    format!(
        "Basic {}",
        Base64::encode_string(format!("{id}:{secret}").as_bytes())
    )
}

#[test]
fn a_token_is_asked_for_with_id_and_secret_joined_raw() {
    let mut bench = Bench::with_client();
    bench.ok();
    let asked = &bench.token_requests[0];
    assert_eq!(asked.url, TOKEN_URL);
    assert_eq!(asked.authorization, pair("CLI-5f2a", SECRET));
    assert_eq!(asked.body, "grant_type=client_credentials");

    let mut bench = Bench::new();
    let scoped = client(SECRET)
        .with_scope("orders.read messages&x=y/+")
        .unwrap();
    bench.auth.install(scoped);
    bench.ok();
    assert_eq!(
        bench.token_requests[0].body,
        "grant_type=client_credentials&scope=orders.read+messages%26x%3Dy%2F%2B"
    );
    assert_eq!(
        bench.auth.token_key().unwrap().scope(),
        Some("orders.read messages&x=y/+")
    );
}

#[test]
fn another_secret_loses_no_request_and_costs_one_token() {
    let mut bench = Bench::with_client();
    let mut flying: Vec<_> = (0..20).map(|_| bench.started()).collect();
    bench.auth.install(client(OTHER));
    // Those in flight are answered as ever, some after the old token was revoked.
    for (number, exchange) in flying.iter_mut().enumerate() {
        let revoked = number % 2 == 1;
        let first = if revoked {
            Reply::status(401)
        } else {
            Reply::status(200)
        };
        bench.answer(exchange, first);
        if revoked {
            assert_eq!(
                code(&bench.drive(exchange, &mut VecDeque::from([Reply::status(200)]))),
                "delivered"
            );
        } else {
            assert!(matches!(bench.next(exchange), Step::Deliver));
        }
    }
    bench.ok();
    assert_eq!(bench.fetches(), 2);
    assert_eq!(
        bench.token_requests[1].authorization,
        pair("CLI-5f2a", OTHER)
    );
    assert_eq!(bench.bearers().last(), Some(&"token-2"));
    assert_eq!(bench.auth.stats(bench.now).rotations, 1);
}

#[test]
fn a_newer_secret_of_the_provider_does_the_same() {
    let mut bench = Bench::with_client().provide([Ok(client_loaded(OTHER, 2))]);
    bench.ok();
    bench.pass_both(seconds(3600));
    bench.grant([Reply::status(401)]);
    bench.ok();
    let secrets: Vec<_> = bench
        .token_requests
        .iter()
        .map(|asked| asked.authorization.as_str())
        .collect();
    assert_eq!(
        secrets,
        [
            pair("CLI-5f2a", SECRET),
            pair("CLI-5f2a", SECRET),
            pair("CLI-5f2a", OTHER)
        ]
    );
    assert_eq!(bench.auth.fingerprint().unwrap().generation().number(), 2);
}

#[test]
fn the_same_client_goes_on_with_its_token_while_the_endpoint_is_down() {
    for failure in [
        Reply::Broken(Fault::Connect),
        Reply::status(500),
        Reply::status(401),
    ] {
        let mut bench = Bench::with_client();
        bench.ok();
        bench.auth.install(client(OTHER));
        for _ in 0..60 {
            bench.grant([failure.clone()]);
            bench.ok();
            bench.tokens.clear();
            bench.pass_both(seconds(10));
        }
        assert!(bench.bearers().iter().all(|token| *token == "token-1"));
        assert!((3..30).contains(&bench.fetches()), "{}", bench.fetches());
        bench.pass_both(seconds(300));
        bench.ok();
        assert_ne!(
            bench.bearers().last(),
            Some(&"token-1"),
            "and takes a new one when there is one"
        );
    }
}

#[test]
fn another_client_does_not_go_on_with_a_strangers_token() {
    for replaced in [other_client(), client(SECRET).with_scope("orders").unwrap()] {
        let mut bench = Bench::with_client();
        bench.ok();
        bench.auth.install(replaced);
        assert!(bench.auth.claims().is_none() && bench.auth.token_life(bench.now).is_none());
        bench.grant([Reply::status(500)]);
        assert_eq!(code(&bench.get_if_token()), "token.unavailable");
        bench.pass_both(seconds(1));
        bench.ok();
        assert_eq!(bench.bearers(), ["token-1", "token-3"]);
    }
}

#[test]
fn a_rotation_ends_the_pause_after_a_failure() {
    let mut bench = Bench::with_client();
    bench.grant([Reply::status(401).field("Retry-After", "3600")]);
    assert_eq!(code(&bench.get_if_token()), "token.refused");
    bench.auth.install(client(OTHER));
    bench.ok();
    assert_eq!(bench.fetches(), 2);
}

#[test]
fn callers_who_wait_when_the_secret_changes_get_the_new_token() {
    let mut bench = Bench::with_client();
    let mut waiting: Vec<_> = (0..10)
        .map(|_| Exchange::new(outline("GET", ORDERS)))
        .collect();
    let mut asked = None;
    for exchange in &mut waiting {
        let errand = token_errand(&mut bench, exchange);
        if asked.is_none() {
            asked = bench.ask_for_token(errand);
        }
    }
    bench.auth.install(client(OTHER));
    bench.grant([token("stale", 3600)]);
    bench.answer_token(&asked.unwrap());
    for exchange in &mut waiting {
        assert!(matches!(bench.next(exchange), Step::Send(_)));
    }
    assert_eq!(bench.bearers(), ["token-2"; 10]);
}

#[test]
fn from_basic_to_client_credentials_and_back() {
    let mut bench = Bench::new();
    bench.ok();
    bench.auth.install(client(SECRET));
    bench.ok();
    bench.auth.install(basic(OTHER));
    bench.ok();
    let sent: Vec<_> = bench
        .sent
        .iter()
        .map(|sent| sent.authorization.as_deref().unwrap_or_default())
        .collect();
    assert_eq!(sent[1], "Bearer token-1");
    assert!(sent[0].starts_with("Basic ") && sent[2] == pair("jdoe", OTHER));
    assert_eq!(bench.auth.fingerprint().unwrap().scheme(), Scheme::Basic);
    assert_eq!(bench.fetches(), 1);
    assert!(bench.auth.token_key().is_none());
}
