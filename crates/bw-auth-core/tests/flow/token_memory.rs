//! Which 401s to a token are remembered: those that a token which was fetched for them has met too.

use bw_auth_core::{Can, Exchange, Outline, Replay};

use super::bench::{Bench, ORDERS, UNIX, account_outline, code, outline, seconds};
use super::reply::Reply;
use super::token_bench::stored;

/// How twenty requests end, half a minute apart, of which each that is sent is refused.
fn refused_slowly(bench: &mut Bench, request: impl Fn() -> Outline) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for _ in 0..20 {
        let mut exchange = Exchange::new(request());
        let replies = [Reply::status(401), Reply::status(401)];
        let end = bench.drive(&mut exchange, &mut replies.into());
        codes.push(code(&end));
        bench.pass_both(seconds(31));
    }
    codes
}

#[test]
fn a_wrong_account_is_stopped_whoever_asks_and_however_slowly() {
    let requests: [fn() -> Outline; 3] = [
        || outline("GET", ORDERS),
        || outline("GET", ORDERS).with_powers(Can::NONE),
        || outline("POST", ORDERS).with_body(Replay::Once),
    ];
    for request in requests {
        let mut bench = Bench::with_client();
        // Another account is accepted, so that it may be the token each time.
        let end = bench.run(account_outline("5504417"), [Reply::status(200)]);
        assert_eq!(code(&end), "delivered");
        let codes = refused_slowly(&mut bench, request);
        assert!(codes.contains(&"auth.rejected_earlier"), "{codes:?}");
        assert!(bench.fetches() <= 12, "{}", bench.fetches());
    }
}

#[test]
fn credentials_that_are_refused_everywhere_are_stopped_at_once() {
    let mut bench = Bench::with_client();
    for number in 0..5 {
        let request = account_outline(&(920_000 + number).to_string());
        let mut exchange = Exchange::new(request);
        let replies = [Reply::status(401), Reply::status(401)];
        let end = bench.drive(&mut exchange, &mut replies.into());
        assert_eq!(code(&end), "auth.rejected");
        bench.pass_both(seconds(1));
    }
    let end = bench.run(account_outline("920020"), []);
    assert_eq!(code(&end), "auth.rejected_earlier");
    assert_eq!(bench.fetches(), 2);
}

#[test]
fn a_probe_is_sent_again_with_the_new_token() {
    let mut bench = Bench::with_client();
    for _ in 0..5 {
        bench.get_refused().unwrap_err();
    }
    assert_eq!(code(&bench.get([])), "auth.rejected_earlier");
    bench.pass_both(seconds(65));
    let end = bench.get([Reply::status(401), Reply::status(200)]);
    assert_eq!(code(&end), "delivered");
    bench.ok();
}

/// A token that was handed over says nothing, nor does an endpoint that is down: no breaker opens before a fresh one was tried.
#[test]
fn nothing_is_held_against_anybody_before_a_fresh_token_was_tried() {
    let mut bench = Bench::with_client();
    bench
        .auth
        .give_token(stored("revoked", UNIX + 3600), bench.now);
    bench.grant([Reply::status(503)]);
    for number in 0..6 {
        let end = bench.run(
            account_outline(&(920_000 + number).to_string()),
            [Reply::status(401)],
        );
        assert_eq!(code(&end), "auth.rejected");
    }
    bench.pass_both(seconds(2));
    let end = bench.get([Reply::status(200)]);
    assert_eq!(code(&end), "delivered");
}

/// One wrong account is no reason to stop another at an origin that is new.
#[test]
fn an_acceptance_anywhere_speaks_for_the_token() {
    let mut bench = Bench::with_client();
    bench.ok();
    let wrong = account_outline("920013");
    bench
        .run(wrong, [Reply::status(401), Reply::status(401)])
        .unwrap_err();
    bench.pass_both(seconds(5));
    let elsewhere = || outline("GET", "https://voice.example:8443/v2/accounts/920012/calls");
    for _ in 0..6 {
        let end = bench.run(elsewhere(), [Reply::status(401)]);
        assert_eq!(code(&end), "auth.rejected");
    }
    bench.pass_both(seconds(25));
    let end = bench.run(elsewhere(), [Reply::status(401), Reply::status(200)]);
    assert_eq!(code(&end), "delivered");
}
