//! When sending stops because too much was refused, for how long, and who is let through.

use bw_auth_core::{Error, Event, Fault};

use super::attempts::VOICE;
use super::bench::{Bench, basic, outline, seconds};
use super::reply::Reply;

#[test]
fn sending_stops_after_five_in_a_row() {
    let mut bench = Bench::new();
    bench.refuse("1", 5);
    bench.pass(seconds(3));
    let earlier = bench.stopped("1");
    assert_eq!((earlier.since(), earlier.wait()), (seconds(3), seconds(27)));
    assert!(!earlier.is_whole_origin());
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

/// Whoever comes back when the text says so is not a moment too early.
#[test]
fn a_wait_is_told_in_whole_seconds_rounded_up() {
    let mut bench = Bench::new();
    bench.refuse("1", 5);
    bench.pass(core::time::Duration::from_millis(1));
    let text = bench.stopped("1").to_string();
    assert!(text.contains("wait 30 s"), "{text}");
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
    // One that its driver gives up is replaced at once.
    bench.start("1").abandoned(&mut bench.auth, bench.now);
    let probe = bench.start("1");
    bench.stopped("1");
    assert_eq!(bench.finish(probe, Reply::status(200)), "delivered");
    bench.ask("1", 200);
}

#[test]
fn a_probe_that_reports_after_its_lease_has_lost_its_say() {
    for status in [401, 500] {
        let mut bench = Bench::new();
        bench.refuse("1", 5);
        bench.pass(seconds(30));
        let late = bench.start("1");
        bench.pass(seconds(30));
        let current = bench.start("1");
        bench.finish(late, Reply::status(status));
        // The other one is still awaited, alone, and the pause is lengthened once.
        assert_eq!(bench.stopped("1").wait(), seconds(30), "{status}");
        bench.finish(current, Reply::status(401));
        assert_eq!(bench.stopped("1").wait(), seconds(60), "{status}");
    }
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
        let earlier = bench.stopped(account);
        assert_eq!(
            (earlier.wait(), earlier.is_whole_origin()),
            (seconds(30), true)
        );
        assert!(earlier.to_string().contains("five accounts"), "{earlier}");
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
fn of_two_pauses_the_longer_one_is_told() {
    let mut bench = Bench::new();
    bench.refuse("1", 5);
    bench.pass(seconds(10));
    for account in ["2", "3", "4", "5"] {
        bench.refuse(account, 1);
    }
    let earlier = bench.stopped("1");
    assert_eq!(
        (earlier.wait(), earlier.is_whole_origin()),
        (seconds(30), true)
    );
    bench.pass(seconds(30));
    // A probe of both; what it finds out lengthens both.
    let probe = bench.start("1");
    bench.finish(probe, Reply::status(401));
    for account in ["1", "2"] {
        assert_eq!(bench.stopped(account).wait(), seconds(60));
    }
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
