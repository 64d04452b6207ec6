//! How long a request waits for a better token than the one at hand, and which tries for one say something.

use core::time::Duration;
use std::collections::VecDeque;

use bw_auth_core::{Exchange, Fault, Head, Step};

use super::bench::{Bench, ORDERS, code, outline, seconds};
use super::reply::Reply;
use super::token_bench::{token, token_errand};

/// A request in the last window of a token's life, up to the fetch that it waits for.
fn waiting(bench: &mut Bench, limit: Option<u64>) -> (Exchange, bw_auth_core::Errand) {
    bench.ok();
    bench.pass_both(seconds(3541));
    let limit = limit.map(seconds);
    let mut exchange = Exchange::new(outline("GET", ORDERS).with_time_limit(limit));
    let errand = token_errand(bench, &mut exchange);
    (exchange, errand)
}

#[test]
fn a_token_that_is_alive_is_used_after_five_seconds_or_half_of_the_time() {
    for (limit, patience) in [(None, 5), (Some(60), 5), (Some(4), 2)] {
        let mut bench = Bench::with_client();
        let (mut exchange, errand) = waiting(&mut bench, limit);
        let step = exchange.next(&mut bench.auth, bench.now);
        let Step::Settle { time_left, .. } = step else {
            panic!("{step:?}")
        };
        assert_eq!(time_left, Some(seconds(patience)));
        bench.pass_both(seconds(patience) - seconds(1));
        let step = exchange.next(&mut bench.auth, bench.now);
        assert!(matches!(step, Step::Settle { .. }), "{step:?}");
        bench.pass_both(seconds(1));
        let step = bench.next(&mut exchange);
        assert!(matches!(step, Step::Send(_)), "{step:?}");
        assert_eq!(bench.bearers(), ["token-1", "token-1"]);
        assert!(bench.auth.is_open(errand), "for whoever comes next");
    }
}

/// Otherwise it would die while a better one is waited for, and the request fail without being sent.
#[test]
fn a_token_near_its_end_is_used_while_it_is_alive() {
    for (age, patience) in [(3_590, 5_000), (3_594, 3_000), (3_598, 1_000), (3_599, 500)] {
        let mut bench = Bench::with_client();
        bench.ok();
        bench.pass_both(seconds(age));
        let outline = outline("GET", ORDERS).with_time_limit(Some(seconds(60)));
        let mut exchange = Exchange::new(outline);
        token_errand(&mut bench, &mut exchange);
        let step = exchange.next(&mut bench.auth, bench.now);
        let Step::Settle { time_left, .. } = step else {
            panic!("{step:?}")
        };
        let patience = Duration::from_millis(patience);
        assert_eq!(time_left, Some(patience));
        bench.pass_both(patience);
        let step = bench.next(&mut exchange);
        assert!(matches!(step, Step::Send(_)), "{step:?}");
        assert_eq!(bench.bearers(), ["token-1", "token-1"]);
    }
}

#[test]
fn a_token_that_dies_meanwhile_is_not_used() {
    let mut bench = Bench::with_client();
    let (mut exchange, errand) = waiting(&mut bench, Some(200));
    bench.pass_both(seconds(59));
    let step = exchange.next(&mut bench.auth, bench.now);
    let Step::Settle { time_left, .. } = step else {
        panic!("{step:?}")
    };
    assert_eq!(time_left, Some(seconds(141)), "all that it has");
    bench.fetch_token(errand);
    assert!(matches!(bench.next(&mut exchange), Step::Send(_)));
    assert_eq!(bench.bearers(), ["token-1", "token-2"]);
}

/// Has a token asked for, and waited for that long in vain by somebody who has no more time.
fn give_up(bench: &mut Bench, exchange: &mut Exchange, waited: Duration) {
    let errand = token_errand(bench, exchange);
    let request = bench.ask_for_token(errand).unwrap();
    let answer = request.given_up(waited, waited).unwrap();
    let kept = bench.auth.token_answered(&request, bench.now, answer);
    assert!(kept.is_none());
    assert!(!bench.auth.is_open(errand));
}

#[test]
fn a_try_that_was_given_up_says_nothing() {
    let mut bench = Bench::with_client();
    let mut other = Exchange::new(outline("GET", ORDERS));
    for _ in 0..4 {
        give_up(&mut bench, &mut other, seconds(2));
    }
    assert_eq!(bench.auth.stats(bench.now).token_failures, 0);
    assert!(
        matches!(bench.next(&mut other), Step::Send(_)),
        "nothing pauses"
    );
    assert_eq!(bench.fetches(), 5);
}

/// A request with less time than the endpoint may take.
fn hasty() -> Exchange {
    Exchange::new(outline("GET", ORDERS).with_time_limit(Some(seconds(9))))
}

#[test]
fn tries_that_were_given_up_are_a_failure_once_they_come_to_ten_seconds() {
    let mut bench = Bench::with_client();
    let mut other = hasty();
    for failures in [0, 0, 0, 1] {
        give_up(&mut bench, &mut other, seconds(3));
        assert_eq!(bench.auth.stats(bench.now).token_failures, failures);
    }
    let end = bench.drive(&mut hasty(), &mut VecDeque::new());
    assert_eq!(code(&end), "token.unreachable");
    let wait = end.unwrap_err().wait().unwrap();
    assert!(!wait.is_zero() && wait <= seconds(1), "{wait:?}");
    // From now on each is one, and the pauses grow.
    for (pause, failures) in [(1, 2), (2, 3), (4, 4)] {
        bench.pass_both(seconds(pause));
        give_up(&mut bench, &mut hasty(), seconds(1));
        assert_eq!(bench.auth.stats(bench.now).token_failures, failures);
    }
    // That is no verdict for whoever has the time for a whole try, and what comes of that settles it.
    let before = bench.fetches();
    bench.ok();
    assert_eq!(bench.fetches(), before + 1);
    bench.pass_both(seconds(3600));
    give_up(&mut bench, &mut hasty(), seconds(9));
    assert_eq!(bench.auth.stats(bench.now).token_failures, 4);
}

#[test]
fn an_endpoint_that_was_heard_is_not_blamed_for_the_haste_before() {
    let mut bench = Bench::with_client();
    give_up(&mut bench, &mut hasty(), seconds(9));
    bench.grant([Reply::status(503)]);
    assert_eq!(code(&bench.get([])), "token.unavailable");
    bench.pass_both(seconds(1));
    give_up(&mut bench, &mut hasty(), seconds(9));
    assert_eq!(bench.auth.stats(bench.now).token_failures, 1);
}

#[test]
fn a_token_that_is_alive_is_renewed_less_and_less_often_while_nobody_has_the_time() {
    for (from, until) in [(3500, 3541), (3541, 3600)] {
        let mut bench = Bench::with_client();
        bench.ok();
        bench.pass_both(seconds(from));
        let mut tries = Vec::new();
        for second in from..until {
            let step = hasty().next(&mut bench.auth, bench.now);
            let errand = match step {
                Step::Send(dispatch) => dispatch.beside(),
                Step::Settle { errand, .. } => Some(errand),
                step => panic!("{step:?}"),
            };
            if let Some(errand) = errand {
                let request = bench.ask_for_token(errand).unwrap();
                let waited = seconds(1) / 1000;
                let answer = request.given_up(waited, waited).unwrap();
                assert!(
                    bench
                        .auth
                        .token_answered(&request, bench.now, answer)
                        .is_none()
                );
                tries.push(second - from);
            }
            bench.pass_both(seconds(1));
        }
        let spaced: Vec<u64> = [0, 1, 3, 7, 15, 31].into_iter().collect();
        assert_eq!(tries, spaced, "{from}");
    }
}

#[test]
fn whoever_waits_is_not_told_of_tokens_that_others_throw_away() {
    let mut bench = Bench::with_client();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    for _ in 0..9 {
        let errand = token_errand(&mut bench, &mut exchange);
        let request = bench.ask_for_token(errand).unwrap();
        bench.grant([token("thrown-away", 3600)]);
        bench.answer_token(&request);
        bench.auth.invalidate_token();
    }
    let end = bench.drive(&mut exchange, &mut VecDeque::from([Reply::status(200)]));
    assert_eq!(code(&end), "delivered");
}

#[test]
fn nobody_waits_for_ever_for_tries_that_others_give_up() {
    let mut bench = Bench::with_client();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    // Many that count for nothing, and after 20 s three that count as any that came and went.
    for _ in 0..98 {
        give_up(&mut bench, &mut exchange, seconds(1) / 1000);
    }
    bench.pass_both(seconds(20));
    for _ in 0..2 {
        give_up(&mut bench, &mut exchange, seconds(1) / 1000);
    }
    let Step::Fail(error) = exchange.next(&mut bench.auth, bench.now) else {
        panic!("it goes on for ever")
    };
    assert_eq!(error.code(), "token.unreachable");
    assert_eq!(bench.fetches(), 100);
}

#[test]
fn who_has_all_the_time_gives_nothing_up() {
    let mut bench = Bench::with_client();
    let mut other = Exchange::new(outline("GET", ORDERS));
    let errand = token_errand(&mut bench, &mut other);
    let request = bench.ask_for_token(errand).unwrap();
    let whole = request.time_limit(None);
    assert_eq!(whole, seconds(10));
    assert!(request.given_up(whole, whole).is_none());
    let less = seconds(9);
    assert!(request.given_up(less, less).is_some());
    assert!(request.given_up(less, seconds(8)).is_none(), "it broke off");
}

#[test]
fn an_answer_that_was_not_heard_to_the_end_is_told_from_others() {
    let mut bench = Bench::with_client();
    let errand = token_errand(&mut bench, &mut Exchange::new(outline("GET", ORDERS)));
    let request = bench.ask_for_token(errand).unwrap();
    let whole = br#"{"access_token":"at-1","token_type":"Bearer","expires_in":3600}"#;
    for (status, body, complete, is_broken_off) in [
        (200, &whole[..], true, false),
        (200, &whole[..], false, true),
        (200, &b"<html>"[..], true, false),
        (401, &b""[..], false, false),
        (503, &b""[..], true, false),
    ] {
        let none: [(&str, &str); 0] = [];
        let answer = request.read(bench.now, Head::new(status, &none), body, complete);
        assert_eq!(answer.is_broken_off(), is_broken_off, "{answer:?}");
    }
    assert!(request.broken(Fault::Connect, None).is_broken_off());
    let less = seconds(1);
    assert!(!request.given_up(less, less).unwrap().is_broken_off());
}

#[test]
fn a_try_that_nobody_attended_to_makes_for_no_pause() {
    let cut_off = token("cut-off", 3600).cut_off();
    for (reply, age, pauses) in [
        (Reply::Broken(Fault::Timeout), 10_250, true),
        (Reply::Broken(Fault::Timeout), 10_251, false),
        (Reply::Broken(Fault::Closed), 10_251, false),
        (cut_off.clone(), 10_250, true),
        (cut_off, 10_251, false),
        (Reply::status(503), 10_251, true),
    ] {
        let mut bench = Bench::with_client();
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        let errand = token_errand(&mut bench, &mut exchange);
        let request = bench.ask_for_token(errand).unwrap();
        bench.pass_both(Duration::from_millis(age));
        bench.grant([reply]);
        bench.answer_token(&request);
        let end = bench.get_if_token();
        assert_eq!(code(&end) != "delivered", pauses, "{age} ms: {end:?}");
    }
}

#[test]
fn a_try_that_a_freeze_has_cut_makes_for_no_pause_whichever_clock_stood_still() {
    for (passed, passed_unix, pauses) in [
        (3600, 3600, false),
        (0, 3600, false),
        (3600, 0, false),
        (10, 10, true),
        (11, 10, false),
        (10, 11, false),
    ] {
        let mut bench = Bench::with_client();
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        let errand = token_errand(&mut bench, &mut exchange);
        let request = bench.ask_for_token(errand).unwrap();
        bench.pass(seconds(passed));
        bench.now.unix = bench.now.unix.map(|unix| unix + seconds(passed_unix));
        bench.grant([Reply::Broken(Fault::Timeout)]);
        bench.answer_token(&request);
        let end = bench.get_if_token();
        assert_eq!(
            code(&end) != "delivered",
            pauses,
            "{passed} s, {passed_unix} s"
        );
    }
}

#[test]
fn what_is_done_beside_a_response_leaves_time_to_read_it() {
    for (limit, taken, patience) in [
        (None, 0, seconds(5)),
        (None, 300, seconds(5)),
        (Some(60), 50, seconds(5)),
        (Some(60), 52, seconds(4)),
        (Some(4), 0, seconds(2)),
        (Some(4), 3, seconds(1) / 2),
        (Some(4), 5, seconds(0)),
    ] {
        let mut bench = Bench::with_client();
        bench.ok();
        bench.pass_both(seconds(3500));
        let limit = limit.map(seconds);
        let mut exchange = Exchange::new(outline("GET", ORDERS).with_time_limit(limit));
        let Step::Send(dispatch) = exchange.next(&mut bench.auth, bench.now) else {
            panic!("the token is alive")
        };
        assert!(dispatch.beside().is_some());
        bench.pass_both(seconds(taken));
        assert_eq!(
            dispatch.patience(bench.now),
            patience,
            "{limit:?}, {taken} s"
        );
    }
}
