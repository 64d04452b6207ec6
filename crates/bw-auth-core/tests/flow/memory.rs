//! The memory of rejections: when no provider is asked again, when sending stops, and who is let through.

use bw_auth_core::{Error, Event, Exchange, Fault, Outline, RejectedEarlier, Step};
use proptest::prelude::*;

use super::bench::{Bench, account_outline, basic, code, outline, seconds};
use super::reply::Reply;

const VOICE: &str = "https://voice.example:8443/v2/accounts/1/calls";

impl Bench {
    fn ask(&mut self, account: &str, status: u16) -> &'static str {
        self.ask_with(account_outline(account), status)
    }

    fn ask_with(&mut self, outline: Outline, status: u16) -> &'static str {
        code(&self.run(outline, [Reply::status(status)]))
    }

    fn refuse(&mut self, account: &str, times: usize) {
        for _ in 0..times {
            assert_eq!(self.ask(account, 401), "auth.rejected");
        }
    }

    /// The request is not sent; this is why.
    fn stopped(&mut self, account: &str) -> Box<RejectedEarlier> {
        self.stopped_with(account_outline(account))
    }

    fn stopped_with(&mut self, outline: Outline) -> Box<RejectedEarlier> {
        match self.run(outline, []) {
            Err(Error::RejectedEarlier(earlier)) => earlier,
            other => panic!("not stopped: {other:?}"),
        }
    }

    /// A request on its way.
    fn start(&mut self, account: &str) -> Exchange {
        let mut exchange = Exchange::new(account_outline(account));
        match self.next(&mut exchange) {
            Step::Send(_) => exchange,
            step => panic!("not sent: {step:?}"),
        }
    }

    fn finish(&mut self, mut exchange: Exchange, reply: Reply) -> &'static str {
        self.answer(&mut exchange, reply);
        loop {
            match self.next(&mut exchange) {
                Step::Read { .. } => exchange.read(&[], true),
                Step::Deliver => return "delivered",
                Step::Fail(error) => return error.code(),
                step => panic!("{step:?}"),
            }
        }
    }
}

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
fn sending_stops_after_five_in_a_row() {
    let mut bench = Bench::new();
    bench.refuse("1", 5);
    bench.pass(seconds(3));
    let earlier = bench.stopped("1");
    assert_eq!((earlier.since(), earlier.wait()), (seconds(3), seconds(27)));
    assert_eq!(earlier.account().unwrap().as_str(), "1");
    assert_eq!(earlier.origin().host(), "numbers.example");
    assert_eq!(earlier.fingerprint().principal(), "jdoe");
    let error = Error::RejectedEarlier(earlier);
    assert_eq!(
        (error.code(), error.is_retryable()),
        ("auth.rejected_earlier", true)
    );
    assert_eq!(error.wait(), Some(seconds(27)));
    let text = error.to_string();
    assert!(
        text.contains("3 s ago") && text.contains("wait 27 s"),
        "{text}"
    );
    assert_eq!(bench.sent.len(), 5);
}

#[test]
fn an_acceptance_starts_the_count_anew_and_nothing_else_does() {
    let mut bench = Bench::new();
    for _ in 0..3 {
        bench.refuse("1", 4);
        bench.ask("1", 204);
    }
    for status in [404, 403, 500, 429] {
        bench.refuse("1", 1);
        bench.ask("1", status);
    }
    bench.refuse("1", 1);
    bench.stopped("1");
}

#[test]
fn the_pause_doubles_up_to_five_minutes_with_one_probe_each() {
    let mut bench = Bench::new();
    bench.refuse("1", 5);
    let opened_at = bench.now.elapsed;
    for pause in [30, 60, 120, 240, 300, 300] {
        assert_eq!(bench.stopped("1").wait(), seconds(pause));
        bench.pass(seconds(pause - 1));
        assert_eq!(bench.stopped("1").wait(), seconds(1));
        bench.pass(seconds(1));
        let probe = bench.start("1");
        // One at a time: nobody else goes while it is out.
        let earlier = bench.stopped("1");
        assert_eq!(earlier.since(), bench.now.elapsed - opened_at);
        assert_eq!(bench.finish(probe, Reply::status(401)), "auth.rejected");
    }
}

#[test]
fn a_probe_that_is_accepted_opens_the_way() {
    let mut bench = Bench::new();
    bench.refuse("1", 5);
    bench.pass(seconds(30));
    let probe = bench.start("1");
    assert_eq!(bench.finish(probe, Reply::status(200)), "delivered");
    bench.refuse("1", 4);
    assert_eq!(bench.ask("1", 200), "delivered");
    let names = [
        "auth.rejected",
        "breaker.opened",
        "breaker.closed",
        "auth.rejected",
    ];
    let mut seen = bench.event_names();
    seen.sort_unstable();
    let mut expected = names.to_vec();
    expected.sort_unstable();
    assert_eq!(seen, expected);
}

#[test]
fn what_says_nothing_gives_the_probe_back() {
    for reply in [
        Reply::status(403),
        Reply::status(404),
        Reply::status(429),
        Reply::status(500),
        Reply::status(503),
        Reply::status(302),
        Reply::Broken(Fault::Closed),
        Reply::Broken(Fault::Timeout),
    ] {
        let mut bench = Bench::new();
        bench.refuse("1", 5);
        bench.pass(seconds(30));
        for _ in 0..3 {
            let probe = bench.start("1");
            bench.stopped("1");
            bench.finish(probe, reply.clone());
        }
        // The pause is as long as it was.
        let probe = bench.start("1");
        bench.finish(probe, Reply::status(401));
        assert_eq!(bench.stopped("1").wait(), seconds(60), "{reply:?}");
    }
}

#[test]
fn a_probe_that_is_never_heard_of_again_is_replaced_after_half_a_minute() {
    let mut bench = Bench::new();
    bench.refuse("1", 5);
    bench.pass(seconds(30));
    drop(bench.start("1"));
    assert_eq!(bench.stopped("1").wait(), seconds(30));
    bench.pass(seconds(29));
    bench.stopped("1");
    bench.pass(seconds(1));
    let probe = bench.start("1");
    bench.stopped("1");
    assert_eq!(bench.finish(probe, Reply::status(200)), "delivered");
    bench.ask("1", 200);
}

#[test]
fn requests_that_were_on_their_way_do_not_lengthen_the_pause() {
    let mut bench = Bench::new();
    let late = [(); 8].map(|()| bench.start("1"));
    bench.refuse("1", 5);
    for exchange in late {
        bench.pass(seconds(1));
        assert_eq!(bench.finish(exchange, Reply::status(401)), "auth.rejected");
    }
    assert_eq!(bench.stopped("1").wait(), seconds(22));
}

#[test]
fn one_account_refused_often_stops_no_other() {
    let mut bench = Bench::new();
    bench.refuse("1", 5);
    for _ in 0..20 {
        bench.stopped("1");
        bench.refuse("2", 1);
        bench.ask("2", 200);
    }
}

#[test]
fn five_different_accounts_stop_an_origin_that_accepted_nothing() {
    let mut bench = Bench::new();
    for account in ["1", "2", "3", "4"] {
        bench.refuse(account, 2);
    }
    bench.refuse("5", 1);
    for account in ["6", "7", "1"] {
        assert_eq!(bench.stopped(account).wait(), seconds(30));
    }
    bench.stopped_with(outline("GET", "https://numbers.example/api/x"));
    // Another origin is another matter.
    assert_eq!(bench.ask_with(outline("GET", VOICE), 403), "auth.forbidden");

    let opened: Vec<_> = bench
        .auth
        .take_events()
        .into_iter()
        .filter_map(|event| match event {
            Event::BreakerOpened {
                account, length, ..
            } => Some((account, length)),
            _ => None,
        })
        .collect();
    assert_eq!(opened, [(None, seconds(30))]);

    // One probe for all accounts; what it finds out holds for all.
    bench.pass(seconds(30));
    let probe = bench.start("8");
    bench.stopped("9");
    bench.finish(probe, Reply::status(401));
    assert_eq!(bench.stopped("9").wait(), seconds(60));
    bench.pass(seconds(60));
    let probe = bench.start("9");
    bench.stopped("1");
    bench.finish(probe, Reply::status(200));
    for account in ["1", "6", "9"] {
        assert_eq!(bench.ask(account, 200), "delivered");
    }
    let closed = bench
        .auth
        .take_events()
        .into_iter()
        .filter_map(|event| match event {
            Event::BreakerClosed { account, .. } => Some(account),
            _ => None,
        });
    assert_eq!(closed.collect::<Vec<_>>(), [None]);
}

#[test]
fn an_origin_that_ever_accepted_is_not_stopped() {
    let mut bench = Bench::new();
    assert_eq!(bench.ask("0", 200), "delivered");
    for account in 1..=50 {
        bench.refuse(&account.to_string(), 1);
    }
    assert_eq!(bench.ask("51", 200), "delivered");
    // With other credentials it is a new origin.
    bench.auth.install(basic("installed"));
    for account in 1..=5 {
        bench.refuse(&account.to_string(), 1);
    }
    bench.stopped("0");
}

#[test]
fn newer_credentials_and_a_reset_end_it_at_once() {
    for renew in [
        (|bench| bench.auth.install(basic("installed"))) as fn(&mut Bench),
        |bench| bench.auth.reset_rejections(),
    ] {
        let mut bench = Bench::new();
        bench.refuse("1", 5);
        bench.stopped("1");
        renew(&mut bench);
        bench.refuse("1", 4);
        bench.refuse("1", 1);
        assert_eq!(bench.stopped("1").wait(), seconds(30), "from the beginning");
    }
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

impl Bench {
    /// As `run`, where it may be that nothing is sent.
    fn run_answered(&mut self, outline: Outline, status: u16) -> super::bench::End {
        let mut exchange = Exchange::new(outline);
        self.drive(&mut exchange, &mut [Reply::status(status)].into())
    }
}
