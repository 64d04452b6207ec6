//! How long a token is used, on both clocks, and when the next one is fetched.

use std::time::Duration;

use bw_auth_core::{Exchange, Step, TokenFailure, Unusable};

use super::bench::{Bench, ORDERS, code, outline, seconds};
use super::reply::Reply;
use super::token_bench::{token, token_error};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stage {
    /// It is sent, and nothing else is done.
    Fresh,
    /// It is sent, and another is fetched beside that.
    Advisory,
    /// Another is fetched first, and it is sent if that fails.
    Mandatory,
    /// It is not sent, come what may.
    Expired,
}

pub(super) fn stage(bench: &mut Bench) -> Stage {
    let before = bench.fetches();
    bench.grant([Reply::status(500)]);
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    let stage = match (bench.next(&mut exchange), bench.fetches() - before) {
        (Step::Send(dispatch), 0) if dispatch.beside().is_some() => Stage::Advisory,
        (Step::Send(_), 0) => Stage::Fresh,
        (Step::Send(_), 1) => Stage::Mandatory,
        (Step::Fail(_), 1) => Stage::Expired,
        step => panic!("{step:?}"),
    };
    bench.tokens.clear();
    stage
}

/// A bench with a token of that life, fetched at this very moment.
pub(super) fn with_life(life: u64, random: u64) -> Bench {
    let mut bench = Bench::with_client();
    bench.now.random = random;
    bench.grant([token("at-1", life)]);
    bench.ok();
    bench
}

fn at_age(life: u64, random: u64, age: Duration) -> Stage {
    let mut bench = with_life(life, random);
    bench.pass_both(age);
    stage(&mut bench)
}

pub(super) const TICK: Duration = Duration::from_millis(1);

#[test]
fn two_windows_come_before_the_end() {
    // (life, the advisory window, the mandatory one)
    for (life, advisory, mandatory) in [
        (3600, 300_000, 60_000),
        (86_400, 300_000, 60_000),
        (1200, 300_000, 60_000),
        (600, 150_000, 60_000),
        (300, 75_000, 30_000),
        (60, 15_000, 6_000),
        (1, 250, 100),
    ] {
        let end = seconds(life);
        let [advisory, mandatory] =
            [advisory, mandatory].map(|left| end - Duration::from_millis(left));
        for (age, expected) in [
            (Duration::ZERO, Stage::Fresh),
            (advisory - TICK, Stage::Fresh),
            (advisory, Stage::Advisory),
            (mandatory - TICK, Stage::Advisory),
            (mandatory, Stage::Mandatory),
            (end - TICK, Stage::Mandatory),
            (end, Stage::Expired),
            (end * 2, Stage::Expired),
        ] {
            assert_eq!(at_age(life, 0, age), expected, "{life} s at {age:?}");
        }
    }
}

#[test]
fn chance_spreads_the_advisory_window_over_a_quarter_of_it_and_nothing_else() {
    let (begin, latest) = (seconds(3300), seconds(3375));
    let mut begins = Vec::new();
    for random in [0, 1, 7, 100, 511, 512, 1000, 1023, 1024, u64::MAX] {
        let mut step = (begin, latest);
        assert_eq!(at_age(3600, random, latest), Stage::Advisory, "{random}");
        assert_eq!(at_age(3600, random, begin - TICK), Stage::Fresh, "{random}");
        while step.1 - step.0 > TICK {
            let middle = (step.0 + step.1) / 2;
            match at_age(3600, random, middle) {
                Stage::Fresh => step.0 = middle,
                _ => step.1 = middle,
            }
        }
        begins.push(step.1);
        assert_eq!(
            at_age(3600, random, seconds(3540) - TICK),
            Stage::Advisory,
            "{random}"
        );
        assert_eq!(
            at_age(3600, random, seconds(3540)),
            Stage::Mandatory,
            "{random}"
        );
    }
    begins.sort();
    begins.dedup();
    assert!(begins.len() >= 8, "{begins:?}");
    assert!(
        begins[begins.len() - 1] - begins[0] > seconds(70),
        "{begins:?}"
    );
}

#[test]
fn a_life_counts_from_the_moment_of_asking() {
    for (delay, end) in [
        (0, Ok(3600)),
        (10, Ok(3590)),
        (3599, Ok(1)),
        (3600, Err(())),
        (9999, Err(())),
    ] {
        let mut bench = Bench::with_client();
        bench.token_delay = seconds(delay);
        let sent = bench.get_if_token();
        let life = bench.auth.token_life(bench.now).map(|life| life.as_secs());
        assert_eq!(life, end.ok(), "{delay}");
        if end.is_err() {
            assert_eq!(
                token_error(&sent).failure(),
                TokenFailure::Unusable(Unusable::Expired)
            );
            assert!(bench.sent.is_empty());
        }
        // What came so late says nothing about the next, but a few are enough.
        let fetches = if end.is_ok() { 1 } else { 3 };
        assert_eq!(bench.fetches(), fetches, "{delay}");
    }
}

#[test]
fn a_day_is_the_longest_life_and_five_minutes_that_of_an_unknown_one() {
    let day = seconds(86_400);
    assert_eq!(at_age(1_000_000_000, 0, day - TICK), Stage::Mandatory);
    assert_eq!(at_age(1_000_000_000, 0, day), Stage::Expired);
    let mut bench = Bench::with_client();
    bench.grant([Reply::status(200).body(r#"{"access_token":"at-1"}"#)]);
    bench.ok();
    assert_eq!(bench.auth.token_life(bench.now), Some(seconds(300)));
    bench.pass_both(seconds(300));
    assert_eq!(stage(&mut bench), Stage::Expired);
}

#[test]
fn twenty_lives_are_twenty_token_requests() {
    let mut bench = Bench::with_client();
    for _ in 0..20 * 60 {
        let (_, beside) = bench.started_beside();
        if let Some(errand) = beside {
            bench.run_errand(errand);
        }
        bench.pass_both(seconds(60));
    }
    // Each is renewed five minutes before its end.
    assert_eq!(bench.fetches(), 22);
    assert_eq!(bench.bearers().len(), 1200);
}

#[test]
fn a_life_of_one_second_costs_at_most_one_token_request_each() {
    let mut bench = Bench::with_client();
    for number in 0..50 {
        bench.grant([token(&format!("at-{number}"), 1)]);
        bench.ok();
        bench.pass_both(Duration::from_millis(950));
    }
    assert_eq!(bench.fetches(), 50);
    bench.token_delay = Duration::from_millis(950);
    bench.grant([token("late", 1)]);
    bench.ok();
    assert_eq!(
        bench.bearers().last(),
        Some(&"late"),
        "its last moments will do"
    );
}

#[test]
fn a_retry_has_as_many_fetches_as_it_needs() {
    use super::token_bench::{SECRET, client_loaded};
    use bw_auth_core::{Policy, Retry};
    let policy = Policy::default().with_retry(Retry::times(8));
    let mut bench = Bench::with_policy(policy).provide([Ok(client_loaded(SECRET, 1))]);
    for number in 0..9 {
        bench.grant([token(&format!("at-{number}"), 30)]);
    }
    let busy = || Reply::status(429).field("Retry-After", "60");
    let end = bench.get([
        busy(),
        busy(),
        busy(),
        busy(),
        busy(),
        busy(),
        Reply::status(200),
    ]);
    assert_eq!((code(&end), bench.fetches()), ("delivered", 7));
}
