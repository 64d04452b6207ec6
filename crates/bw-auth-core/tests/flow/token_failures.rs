//! What becomes of requests when the token endpoint fails, and when it is tried again.

use std::time::Duration;

use bw_auth_core::{Error, Exchange, Fault, Outline, Preparation, Step, TokenFailure};
use bw_auth_testkit::assert_no_secret_in;

use super::bench::{Bench, ORDERS, code, outline, seconds};
use super::reply::Reply;
use super::token_bench::{client, texts, token, token_errand, token_error};

const DOWN: fn() -> Reply = || Reply::Broken(Fault::Connect);

/// How long nobody asks again after each of so many failures in a row.
fn pauses(reply: &Reply, random: u64, count: usize) -> Vec<Duration> {
    let mut bench = Bench::with_client();
    bench.now.random = random;
    let mut pauses = Vec::new();
    for _ in 0..count {
        bench.grant([reply.clone()]);
        let end = bench.get([]);
        let pause = token_error(&end).next_try().unwrap();
        pauses.push(pause);
        bench.pass_both(pause);
    }
    assert_eq!(bench.fetches(), count);
    pauses
}

#[test]
fn a_pause_doubles_up_to_a_minute_and_has_jitter() {
    let millis =
        |pauses: Vec<Duration>| -> Vec<u128> { pauses.iter().map(Duration::as_millis).collect() };
    for reply in [
        Reply::status(500),
        Reply::status(429),
        DOWN(),
        Reply::status(200),
    ] {
        let shortest = millis(pauses(&reply, 0, 8));
        assert_eq!(
            shortest,
            [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]
        );
    }
    for random in [1, 77, 499, 12_345, u64::MAX] {
        let full = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
        for (pause, full) in millis(pauses(&Reply::status(500), random, 8))
            .into_iter()
            .zip(full)
        {
            assert!(pause >= full / 2 && pause <= full, "{pause} of {full}");
        }
    }
    let two = [
        pauses(&Reply::status(500), 3, 4),
        pauses(&Reply::status(500), 400, 4),
    ];
    assert_ne!(two[0], two[1], "two clients do not come back together");
    assert_eq!(
        pauses(&Reply::status(500), 0, 40).len(),
        40,
        "nothing overflows"
    );
}

#[test]
fn a_refusal_pauses_longer() {
    let millis: Vec<_> = pauses(&Reply::status(401), 0, 7)
        .iter()
        .map(Duration::as_millis)
        .collect();
    assert_eq!(
        millis,
        [5_000, 10_000, 20_000, 40_000, 80_000, 150_000, 150_000]
    );
}

#[test]
fn what_the_endpoint_asks_for_goes_first_within_reason() {
    let named = |value: &str| pauses(&Reply::status(429).field("Retry-After", value), 0, 3);
    assert_eq!(named("7"), [seconds(7); 3]);
    let own = pauses(&Reply::status(429), 0, 3);
    assert_eq!(named("0"), own, "that is no time");
    assert_eq!(named("3600"), [seconds(3600); 3]);
    assert_eq!(named("99999999"), [seconds(3600); 3], "nor never again");
    let date = Reply::status(503)
        .field("Date", "Tue, 24 Nov 2026 10:00:00 GMT")
        .field("Retry-After", "Tue, 24 Nov 2026 10:00:42 GMT");
    assert_eq!(pauses(&date, 0, 1), [seconds(42)]);
    let past = Reply::status(429)
        .field("Date", "Tue, 24 Nov 2026 10:00:42 GMT")
        .field("Retry-After", "Tue, 24 Nov 2026 10:00:00 GMT");
    assert_eq!(pauses(&past, 0, 3), own);
    assert_eq!(
        pauses(&Reply::status(401).field("Retry-After", "2"), 0, 1),
        [seconds(2)]
    );
}

#[test]
fn nobody_asks_during_a_pause() {
    let mut bench = Bench::with_client();
    bench.grant([Reply::status(500).field("Retry-After", "20")]);
    let first = bench.get([]);
    assert_eq!(token_error(&first).failure(), TokenFailure::Unavailable);
    for gone in 0..20 {
        let end = bench.get([]);
        assert_eq!(token_error(&end).next_try(), Some(seconds(20 - gone)));
        let step = Preparation::new(None).next(&mut bench.auth, bench.now);
        assert!(matches!(step, Step::Fail(Error::Token(_))), "{step:?}");
        bench.pass_both(seconds(1));
    }
    assert_eq!((bench.fetches(), bench.sent.len()), (1, 0));
    bench.ok();
    assert_eq!(bench.fetches(), 2);
    let names = bench.event_names();
    assert_eq!(names, ["token.refresh_failed", "token.refreshed"]);
}

#[test]
fn a_success_makes_the_next_pause_short_again() {
    let mut bench = Bench::with_client();
    bench.now.random = 0;
    for _ in 0..5 {
        bench.grant([Reply::status(500)]);
        let pause = token_error(&bench.get([])).next_try().unwrap();
        bench.pass_both(pause);
    }
    bench.ok();
    bench.pass_both(seconds(3600));
    bench.grant([Reply::status(500)]);
    assert_eq!(
        token_error(&bench.get([])).next_try(),
        Some(Duration::from_millis(500))
    );
}

#[test]
fn a_live_token_outlasts_every_failure() {
    for reply in [
        Reply::status(500),
        Reply::status(401),
        Reply::status(200),
        DOWN(),
    ] {
        let mut bench = Bench::with_client();
        bench.ok();
        bench.pass_both(seconds(3600 - 300 + 75));
        let begin = bench.now.elapsed;
        while bench.now.elapsed - begin < seconds(225) {
            bench.grant([reply.clone()]);
            let (_, beside) = bench.started_beside();
            if let Some(errand) = beside {
                bench.run_errand(errand);
            }
            bench.tokens.clear();
            bench.pass_both(seconds(1));
        }
        let fetches = bench.fetches();
        assert!((4..40).contains(&fetches), "the pauses grow: {fetches}");
        assert!(bench.bearers().iter().all(|token| *token == "token-1"));

        // Then it is over, and the error says why, and when it is tried again.
        bench.grant([reply.clone()]);
        bench.pass_both(seconds(300));
        let end = bench.get_if_token();
        let error = token_error(&end);
        assert!(error.next_try().is_some(), "{error}");
        assert!(error.to_string().contains("the next try is in"), "{error}");
        let stats = bench.auth.stats(bench.now);
        assert_eq!(stats.token_failures + 1, stats.token_requests);
    }
}

#[test]
fn a_cause_is_chained_without_the_secret() {
    let mut bench = Bench::with_client();
    bench.grant([DOWN()]);
    let end = bench.get([]);
    let error = end.unwrap_err();
    assert_eq!(
        (error.code(), error.fault()),
        ("token.unreachable", Some(Fault::Connect))
    );
    assert!(texts(&error).contains("CLI-5f2a"));
    assert_no_secret_in(super::token_bench::SECRET, texts(&error));
}

#[test]
fn an_answer_after_other_credentials_is_dropped() {
    for outcome in [token("stale", 3600), Reply::status(401), DOWN()] {
        let mut bench = Bench::with_client();
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        let errand = token_errand(&mut bench, &mut exchange);
        let request = bench.ask_for_token(errand).unwrap();
        bench.auth.install(client("Beacon#(12)=gull"));
        bench.grant([outcome]);
        bench.answer_token(&request);
        assert!(bench.kept.is_none() && !bench.auth.is_open(errand));
        assert!(bench.auth.token_request(errand, bench.now).is_none());
        let step = bench.next(&mut exchange);
        assert!(matches!(step, Step::Send(_)), "{step:?}");
        assert_eq!(bench.bearers(), ["token-2"]);
        assert_eq!(bench.auth.stats(bench.now).token_failures, 0);
    }
}

#[test]
fn an_errand_that_nobody_reports_is_taken_over() {
    let mut bench = Bench::with_client();
    let mut dropped = Exchange::new(outline("GET", ORDERS));
    let errand = token_errand(&mut bench, &mut dropped);
    let lost = bench.ask_for_token(errand).unwrap();
    drop(dropped);
    let mut next = Exchange::new(outline("GET", ORDERS));
    assert_eq!(
        token_errand(&mut bench, &mut next),
        errand,
        "still the one that is open"
    );
    bench.run_errand(errand);
    assert!(matches!(bench.next(&mut next), Step::Send(_)));
    // The first answer came after all.
    bench.grant([token("late", 3600)]);
    bench.answer_token(&lost);
    bench.ok();
    assert_eq!(bench.bearers(), ["token-2", "token-2"]);
}

#[test]
fn a_fault_that_was_left_lying_for_long_pauses_nobody() {
    let mut bench = Bench::with_client();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    let errand = token_errand(&mut bench, &mut exchange);
    let request = bench.ask_for_token(errand).unwrap();
    bench.pass_both(seconds(31));
    bench.grant([Reply::Broken(Fault::Timeout)]);
    bench.answer_token(&request);
    assert!(
        matches!(bench.next(&mut exchange), Step::Send(_)),
        "it is tried anew at once"
    );
    assert_eq!(bench.fetches(), 2);

    // Not for ever, though, and the error is the true one.
    let mut bench = Bench::with_client();
    bench.token_delay = seconds(31);
    bench
        .tokens
        .extend((0..20).map(|_| Reply::Broken(Fault::Timeout)));
    let end = bench.get([]);
    assert_eq!((code(&end), bench.fetches()), ("token.unreachable", 3));
}

#[test]
fn a_request_waits_no_longer_than_it_may() {
    let limited = || -> Outline { outline("GET", ORDERS).with_time_limit(Some(seconds(5))) };
    let mut bench = Bench::with_client();
    let mut exchange = Exchange::new(limited());
    let errand = token_errand(&mut bench, &mut exchange);
    let request = bench.ask_for_token(errand).unwrap();
    bench.pass_both(seconds(5));
    let step = exchange.next(&mut bench.auth, bench.now);
    assert!(
        matches!(&step, Step::Fail(error) if error.code() == "token.unreachable" && error.fault() == Some(Fault::Timeout)),
        "{step:?}"
    );
    // What was fetched meanwhile is the next one's.
    bench.answer_token(&request);
    bench.ok();
    assert_eq!(bench.fetches(), 1);
}
