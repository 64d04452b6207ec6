//! Tokens from elsewhere: given at the start, or kept in a store.

use bw_auth_core::{Authenticator, Environment, Errand, Exchange, Policy, Service, Step};
use bw_auth_testkit::assert_no_secret_in;

use super::bench::{Bench, ORDERS, TOKEN_URL, UNIX, code, outline, seconds};
use super::reply::Reply;
use super::token_bench::{SECRET, client, jwt, stored, token, token_errand};

/// The errand that a request needs done for a token.
fn errand(bench: &mut Bench) -> (Exchange, Errand) {
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    let errand = token_errand(bench, &mut exchange);
    (exchange, errand)
}

#[test]
fn what_was_fetched_is_kept_with_its_end() {
    let mut bench = Bench::with_client();
    assert!(bench.auth.token_key().is_none(), "nobody is known yet");
    bench.token_delay = seconds(9);
    bench.ok();
    let kept = bench.kept.clone().unwrap();
    assert_eq!(kept.token().expose(), "token-1");
    assert_eq!(
        kept.expires_at(),
        seconds(UNIX + 3600),
        "counted from the asking"
    );
    assert_no_secret_in("token-1", format!("{kept:?}"));
    let key = bench.auth.token_key().unwrap();
    assert_eq!(
        (key.client_id(), key.token_url(), key.scope()),
        ("CLI-5f2a", TOKEN_URL, None)
    );
    assert_no_secret_in(SECRET, format!("{key:?}"));
}

#[test]
fn tokens_of_one_key_are_of_one_client_environment_and_scope() {
    let key = |environment: Environment, client: bw_auth_core::ClientCredentials| {
        let mut auth = Authenticator::new(environment, Policy::default());
        auth.install(client);
        auth.token_key().unwrap()
    };
    let production = key(Environment::production(), client(SECRET));
    assert_eq!(production, key(Environment::production(), client(SECRET)));
    // Otherwise a wrong secret would seem to work for as long as a stored token lives.
    assert_ne!(
        production,
        key(Environment::production(), client("another secret of it"))
    );
    assert_ne!(production, key(Environment::test(), client(SECRET)));
    let scoped = client(SECRET).with_scope("orders").unwrap();
    assert_ne!(production, key(Environment::production(), scoped));
}

#[test]
fn a_stored_token_is_used_while_both_clocks_call_it_alive() {
    for (ends_in, is_used) in [
        (3600, true),
        (1, true),
        (0, false),
        (-1, false),
        (-3600, false),
    ] {
        let mut bench = Bench::with_client();
        let (mut exchange, errand) = errand(&mut bench);
        let found = stored("kept-1", UNIX.saturating_add_signed(ends_in));
        assert_eq!(
            bench.auth.token_found(errand, bench.now, &found),
            is_used,
            "{ends_in}"
        );
        assert_eq!(bench.auth.is_open(errand), !is_used);
        assert!(matches!(bench.next(&mut exchange), Step::Send(_)));
        let expected = if is_used { "kept-1" } else { "token-1" };
        assert_eq!(bench.bearers(), [expected]);
        if is_used {
            assert_eq!(
                bench.auth.token_life(bench.now),
                Some(seconds(ends_in.unsigned_abs()))
            );
            bench.pass(seconds(3600));
            bench.ok();
            assert_eq!(
                bench.bearers().last(),
                Some(&"token-1"),
                "elapsed time ends it too"
            );
        }
    }
    let mut bench = Bench::with_client();
    let (_, errand) = errand(&mut bench);
    bench.now.unix = None;
    assert!(
        !bench
            .auth
            .token_found(errand, bench.now, &stored("kept-1", UNIX + 3600)),
        "who knows when that is"
    );
    assert!(bench.auth.is_open(errand));
}

#[test]
fn a_stored_token_lives_for_a_day_at_most() {
    let mut bench = Bench::with_client();
    let (_, errand) = errand(&mut bench);
    assert!(
        bench
            .auth
            .token_found(errand, bench.now, &stored("kept-1", u64::MAX))
    );
    assert_eq!(bench.auth.token_life(bench.now), Some(seconds(86_400)));
}

#[test]
fn a_stored_token_that_was_refused_here_is_not_used_again() {
    let mut bench = Bench::with_client();
    let kept = stored("kept-1", UNIX + 3600);
    bench.auth.give_token(kept.clone(), bench.now);
    let mut exchange = bench.started();
    bench.answer(&mut exchange, Reply::status(401));
    let Step::Settle { errand, .. } = exchange.next(&mut bench.auth, bench.now) else {
        panic!("a fetch")
    };
    assert!(!bench.auth.token_found(errand, bench.now, &kept));
    assert!(
        !bench
            .auth
            .token_found(errand, bench.now, &stored("kept-2", UNIX + 60)),
        "another may have been revoked with it"
    );
    assert!(matches!(bench.next(&mut exchange), Step::Send(_)));
    assert_eq!(
        (bench.bearers(), bench.fetches()),
        (vec!["kept-1", "token-1"], 1)
    );
}

#[test]
fn a_store_that_is_behind_does_not_take_a_better_token_away() {
    let mut bench = Bench::with_client();
    bench.ok();
    bench.pass_both(seconds(3400));
    let (_, beside) = bench.started_beside();
    let found = stored("kept-1", UNIX + 3599);
    assert!(
        !bench.auth.token_found(beside.unwrap(), bench.now, &found),
        "199 s against 200"
    );
    let found = stored("kept-1", UNIX + 3601);
    assert!(bench.auth.token_found(beside.unwrap(), bench.now, &found));
}

#[test]
fn what_a_store_had_for_credentials_before_is_dropped() {
    let mut bench = Bench::with_client();
    let (_, errand) = errand(&mut bench);
    bench.auth.install(client("Beacon#(12)=gull"));
    assert!(
        !bench
            .auth
            .token_found(errand, bench.now, &stored("kept-1", UNIX + 3600))
    );
    bench.ok();
    assert_eq!(bench.bearers(), ["token-1"]);
}

#[test]
fn a_given_token_is_used_first_and_renewed_in_time() {
    let mut bench = Bench::with_client();
    let text = jwt(r#"{"accounts":[920012]}"#);
    bench.auth.give_token(stored(&text, UNIX + 1000), bench.now);
    bench.ok();
    assert_eq!(bench.bearers(), [text.as_str()]);
    assert_eq!(bench.auth.only_account().unwrap().as_str(), "920012");
    bench.pass_both(seconds(950));
    bench.ok();
    assert_eq!(bench.bearers().last(), Some(&"token-1"));
    bench.ok();
    assert_eq!(bench.fetches(), 1);

    for ends_in in [0, -1] {
        let mut bench = Bench::with_client();
        bench.auth.give_token(
            stored("given-1", UNIX.saturating_add_signed(ends_in)),
            bench.now,
        );
        bench.ok();
        assert_eq!(bench.bearers(), ["token-1"], "it was over");
    }
    let mut bench = Bench::with_client();
    bench
        .auth
        .give_token(stored("given-1", UNIX + 1000), bench.now);
    bench.now.unix = None;
    bench.ok();
    assert_eq!(
        bench.bearers(),
        ["token-1"],
        "nobody knows whether it is over"
    );
}

#[test]
fn a_given_token_ages_by_either_clock_before_its_first_request_too() {
    for (elapsed, unix) in [(1000, 0), (1000, -1000), (0, 1000), (1000, -315_360_000)] {
        let mut bench = Bench::with_client();
        bench
            .auth
            .give_token(stored("given-1", UNIX + 1000), bench.now);
        bench.now.elapsed += seconds(elapsed);
        bench.now.unix = Some(seconds(UNIX.saturating_add_signed(unix)));
        bench.ok();
        assert_eq!(bench.bearers(), ["token-1"], "{elapsed}, {unix}");
    }
}

#[test]
fn a_token_that_is_thrown_away_is_gone() {
    let mut bench = Bench::with_client();
    bench
        .auth
        .give_token(stored("given-1", UNIX + 1000), bench.now);
    bench.auth.invalidate_token();
    bench.ok();
    bench.auth.invalidate_token();
    bench.ok();
    assert_eq!(bench.bearers(), ["token-1", "token-2"]);
    // Whoever throws it away asks for another at once, pause or not.
    bench.auth.invalidate_token();
    bench.grant([
        Reply::status(500).field("Retry-After", "60"),
        token("at-4", 60),
    ]);
    assert_eq!(code(&bench.get_if_token()), "token.unavailable");
    bench.auth.invalidate_token();
    bench.ok();
    assert_eq!(bench.bearers().last(), Some(&"at-4"));
}

#[test]
fn without_a_token_url_nothing_is_asked() {
    let environment =
        Environment::custom("mine").with_origin(Service::Numbers, "https://numbers.example/api");
    let mut bench = Bench::with_client();
    bench.auth = Authenticator::new(environment.unwrap(), Policy::default());
    let end = bench.get([]);
    assert_eq!(
        (code(&end), bench.fetches()),
        ("withheld.token_url_missing", 0)
    );
    assert!(bench.auth.token_key().is_none());
}

#[test]
fn a_given_token_leaves_with_the_credentials_that_it_was_given_for() {
    let mut bench = Bench::with_client();
    bench
        .auth
        .give_token(stored("given-1", UNIX + 3600), bench.now);
    // Before the first request, so that nothing was loaded yet.
    bench.auth.install(client("another secret of it"));
    bench.ok();
    assert_eq!((bench.bearers(), bench.fetches()), (vec!["token-1"], 1));
}
