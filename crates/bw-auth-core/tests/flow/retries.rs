//! Retries: none by default, and what an opt-in changes.

use std::collections::VecDeque;
use std::time::Duration;

use bw_auth_core::{Can, Fault, Policy, Replay, Retry};

use super::bench::{Bench, ORDERS, code, outline, seconds};
use super::reply::Reply;

fn bench(retry: Retry) -> Bench {
    Bench::with_policy(Policy::default().with_retry(retry))
}

fn busy(status: u16, wait: &str) -> Reply {
    Reply::status(status).field("Retry-After", wait)
}

#[test]
fn it_waits_as_long_as_it_was_asked_to() {
    for (status, method) in [(429, "GET"), (429, "POST"), (429, "PATCH"), (503, "GET")] {
        let mut bench = bench(Retry::times(2));
        let replies = [busy(status, "7"), busy(status, "11"), Reply::status(200)];
        let (delivered, outcome) = bench.run(outline(method, ORDERS), replies).unwrap();
        assert_eq!((delivered, outcome.attempts()), (200, 3));
        assert_eq!(outcome.retry_after(), None, "that was another response's");
        assert_eq!(bench.slept, [seconds(7), seconds(11)], "{status} {method}");
        let attempts: Vec<_> = bench.sent.iter().map(|sent| sent.attempt).collect();
        assert_eq!(attempts, [1, 2, 3]);
    }
}

#[test]
fn after_503_only_idempotent_methods_are_repeated() {
    // RFC 9110 §9.2.2.
    let methods = [
        ("GET", true),
        ("HEAD", true),
        ("PUT", true),
        ("DELETE", true),
        ("OPTIONS", true),
        ("TRACE", true),
        ("POST", false),
        ("PATCH", false),
        ("CONNECT", false),
        ("get", false),
        ("PURGE", false),
    ];
    for (method, repeated) in methods {
        let mut bench = bench(Retry::times(1));
        let mut exchange = bw_auth_core::Exchange::new(outline(method, ORDERS));
        let mut replies: VecDeque<_> = [busy(503, "1")].into();
        replies.extend(repeated.then(|| Reply::status(200)));
        bench.drive(&mut exchange, &mut replies).unwrap();
        assert_eq!(bench.sent.len(), 1 + usize::from(repeated), "{method}");
    }
}

#[test]
fn it_ends_after_so_many_times() {
    for times in [0, 1, 3] {
        let mut bench = bench(Retry::times(times));
        let mut exchange = bw_auth_core::Exchange::new(outline("GET", ORDERS));
        let mut replies = vec![busy(429, "1"); times as usize + 1].into();
        let end = bench.drive(&mut exchange, &mut replies);
        assert_eq!(
            (code(&end), bench.slept.len()),
            ("rate_limited", times as usize)
        );
    }
}

#[test]
fn what_cannot_be_repeated_is_not() {
    let powers = |resend, sleep| Can { resend, sleep };
    for outline in [
        outline("PUT", ORDERS).with_body(Replay::Once),
        outline("GET", ORDERS).with_powers(powers(false, true)),
        outline("GET", ORDERS).with_powers(powers(true, false)),
        outline("GET", ORDERS).with_powers(Can::NONE),
    ] {
        for (status, expected) in [(429, "rate_limited"), (503, "delivered")] {
            let mut bench = bench(Retry::times(3));
            assert_eq!(
                code(&bench.run(outline.clone(), [busy(status, "1")])),
                expected
            );
            assert!(bench.slept.is_empty());
        }
    }
}

#[test]
fn other_statuses_and_faults_are_not_retried() {
    for status in [200, 400, 401, 403, 408, 425, 500, 502, 504] {
        let mut bench = bench(Retry::times(3));
        let _ = bench.get([busy(status, "1")]);
        assert_eq!(bench.sent.len(), 1, "{status}");
    }
    let mut bench = bench(Retry::times(3));
    assert_eq!(
        code(&bench.get([Reply::Broken(Fault::Closed)])),
        "transport.closed"
    );
}

#[test]
fn nobody_waits_longer_than_allowed() {
    // (longest wait, asked for, whether it is retried); the longest is a minute unless said otherwise.
    let table = [
        (None, "60", true),
        (None, "61", false),
        (Some(5), "5", true),
        (Some(5), "6", false),
        (Some(0), "0", true),
        (Some(0), "1", false),
        (Some(u64::MAX), "999999999", true),
    ];
    for (longest, asked, retried) in table {
        let retry = longest.map_or(Retry::times(1), |longest| {
            Retry::times(1).with_longest_wait(seconds(longest))
        });
        let mut bench = bench(retry);
        let mut exchange = bw_auth_core::Exchange::new(outline("GET", ORDERS));
        let mut replies: VecDeque<_> = [busy(429, asked)].into();
        replies.extend(retried.then(|| Reply::status(200)));
        let end = bench.drive(&mut exchange, &mut replies);
        assert_eq!(end.is_ok(), retried, "{longest:?} {asked}");
        if let Err(error) = end {
            assert!(error.wait().is_some(), "the caller is told how long");
        }
    }
}

#[test]
fn nothing_is_retried_past_the_deadline() {
    for (left, retried) in [(8, true), (7, false), (1, false)] {
        let mut bench = bench(Retry::times(1));
        let outline = outline("GET", ORDERS).with_time_limit(Some(seconds(left)));
        let mut exchange = bw_auth_core::Exchange::new(outline);
        let mut replies: VecDeque<_> = [busy(429, "7")].into();
        replies.extend(retried.then(|| Reply::status(200)));
        let end = bench.drive(&mut exchange, &mut replies);
        assert_eq!(end.is_ok(), retried, "{left} s left");
        assert_eq!(bench.slept.len(), usize::from(retried));
    }
}

#[test]
fn a_wait_that_nobody_names_doubles_within_its_jitter() {
    let ms = Duration::from_millis;
    for random in [0, 1, 249, 250, 251, 12_345, u64::MAX] {
        let mut bench = bench(Retry::times(7));
        bench.now.random = random;
        let end = bench.get([(); 8].map(|()| Reply::status(429)));
        assert_eq!(code(&end), "rate_limited");
        assert_eq!(bench.slept.len(), 7);
        for (slept, round) in bench.slept.iter().zip(0..) {
            let full = ms(500) * (1 << round);
            assert!(
                full / 2 <= *slept && *slept <= full,
                "round {round}: {slept:?}"
            );
        }
    }
}

#[test]
fn jitter_covers_its_whole_range() {
    let slept = |random| {
        let mut bench = bench(Retry::times(1));
        bench.now.random = random;
        bench.get([Reply::status(429), Reply::status(200)]).unwrap();
        bench.slept[0]
    };
    assert_eq!(slept(0), Duration::from_millis(250));
    assert_eq!(slept(250), Duration::from_millis(500));
    assert_eq!(slept(251), Duration::from_millis(250));
}

#[test]
fn the_doubling_ends() {
    let mut bench = bench(Retry::times(60).with_longest_wait(seconds(3600)));
    bench.now.random = u64::MAX;
    let mut exchange = bw_auth_core::Exchange::new(outline("GET", ORDERS));
    let mut replies = vec![Reply::status(429); 61].into();
    assert_eq!(
        code(&bench.drive(&mut exchange, &mut replies)),
        "rate_limited"
    );
    // 500 ms doubled ten times and no further.
    assert!(bench.slept.iter().all(|slept| *slept <= seconds(512)));
}
