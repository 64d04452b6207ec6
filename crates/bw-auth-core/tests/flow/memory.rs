//! The memory of rejections: when no provider is asked again, what is forgotten, and what is told.

use bw_auth_core::{Event, Fault};
use proptest::prelude::*;

use super::attempts::VOICE;
use super::bench::{Bench, account_outline, basic, code, outline, seconds};
use super::reply::Reply;

#[test]
fn nobody_is_asked_again_for_a_minute() {
    let mut bench = Bench::new();
    bench.refuse("1", 1);
    assert_eq!(bench.asked.len(), 2);
    bench.pass(seconds(59));
    bench.refuse("1", 1);
    assert_eq!(bench.asked.len(), 2);
    bench.pass(seconds(1));
    bench.refuse("1", 1);
    assert_eq!(bench.asked.len(), 3);
    // The minute counts from the time of asking, not from the last 401.
    bench.pass(seconds(60));
    bench.refuse("1", 1);
    assert_eq!(bench.asked.len(), 4);
}

#[test]
fn an_acceptance_or_newer_credentials_end_the_minute() {
    let mut bench = Bench::new();
    bench.refuse("1", 1);
    assert_eq!(bench.ask("1", 200), "delivered");
    bench.refuse("1", 1);
    assert_eq!(bench.asked.len(), 3);
    // What says nothing about the credentials does not.
    for status in [403, 404, 429, 500, 503] {
        bench.ask("1", status);
    }
    bench.refuse("1", 1);
    assert_eq!(bench.asked.len(), 3);
    bench.auth.install(basic("installed"));
    bench.refuse("1", 1);
    assert_eq!(bench.asked.len(), 4);
    bench.auth.reset_rejections();
    bench.refuse("1", 1);
    assert_eq!(bench.asked.len(), 5);
}

#[test]
fn each_account_and_origin_is_remembered_for_itself() {
    let mut bench = Bench::new();
    bench.refuse("1", 2);
    bench.refuse("2", 2);
    assert_eq!(bench.asked.len(), 3);
    for _ in 0..2 {
        assert_eq!(bench.ask_with(outline("GET", VOICE), 401), "auth.rejected");
    }
    assert_eq!(bench.asked.len(), 4);
    let none = || outline("GET", "https://numbers.example/api/x");
    for _ in 0..2 {
        assert_eq!(bench.ask_with(none(), 401), "auth.rejected");
    }
    assert_eq!(bench.asked.len(), 5);
}

#[test]
fn what_older_credentials_still_bring_counts_for_nothing() {
    let mut bench = Bench::new();
    bench.refuse("1", 4);
    let old = [(); 3].map(|()| bench.start("1"));
    bench.auth.install(basic("installed"));
    bench.refuse("1", 4);
    let [accepted, broken, probe] = old;
    assert_eq!(bench.finish(accepted, Reply::status(200)), "delivered");
    bench.finish(broken, Reply::Broken(Fault::Closed));
    bench.refuse("1", 1);
    bench.stopped("1");
    bench.finish(probe, Reply::status(403));
    bench.stopped("1");
}

#[test]
fn events_are_told_once() {
    let mut bench = Bench::new();
    bench.refuse("1", 5);
    for _ in 0..4 {
        bench.stopped("1");
    }
    bench.refuse("2", 3);
    let mut rejected = Vec::new();
    let mut opened = Vec::new();
    for event in bench.auth.take_events() {
        match event {
            Event::Rejected {
                account,
                origin,
                fingerprint,
                ..
            } => {
                assert_eq!(
                    (origin.host(), fingerprint.principal()),
                    ("numbers.example", "jdoe")
                );
                rejected.push(account.unwrap().as_str().to_owned());
            }
            Event::BreakerOpened { account, .. } => {
                opened.push(account.unwrap().as_str().to_owned())
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(
        (rejected, opened),
        (vec!["1".to_owned(), "2".to_owned()], vec!["1".to_owned()])
    );
    assert!(bench.auth.take_events().is_empty());
}

#[test]
fn ten_thousand_accounts_do_not_fill_the_memory() {
    let mut bench = Bench::new();
    bench.ask("0", 200);
    for account in 1..=10_000 {
        bench.refuse(&account.to_string(), 1);
        bench.pass(std::time::Duration::from_micros(1));
    }
    let asked = bench.asked.len();
    bench.refuse("10000", 1);
    bench.refuse("9000", 1);
    assert_eq!(bench.asked.len(), asked, "the latest are remembered");
    bench.refuse("1", 1);
    assert_eq!(bench.asked.len(), asked + 1, "the first is forgotten");
    assert!(bench.auth.take_events().len() <= 1024, "nobody took them");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// One account in 500 is wrong. Whatever the order, with or without time between, the others are never refused.
    #[test]
    fn one_wrong_account_in_500_is_nobody_elses_problem(
        order in prop::collection::vec((0_usize..700, 0_u64..20), 1..400),
    ) {
        let mut bench = Bench::new();
        for (account, passed) in order {
            bench.pass(seconds(passed));
            // The wrong one is asked for often.
            if account >= 499 {
                let end = code(&bench.run_answered(account_outline("499"), 401));
                prop_assert!(end == "auth.rejected" || end == "auth.rejected_earlier");
            } else {
                let end = code(&bench.run_answered(account_outline(&account.to_string()), 200));
                prop_assert_eq!(end, "delivered");
            }
        }
    }
}
