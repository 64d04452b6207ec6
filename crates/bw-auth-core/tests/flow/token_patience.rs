//! How long a request waits for a better token than the one at hand, and which tries for one say something.

use bw_auth_core::{Exchange, Fault, Step};

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

#[test]
fn a_try_that_was_given_up_says_nothing() {
    let mut bench = Bench::with_client();
    let mut other = Exchange::new(outline("GET", ORDERS));
    for _ in 0..5 {
        let errand = token_errand(&mut bench, &mut other);
        let request = bench.ask_for_token(errand).unwrap();
        let given_up = request.given_up();
        assert!(
            bench
                .auth
                .token_answered(&request, bench.now, given_up)
                .is_none()
        );
        assert!(!bench.auth.is_open(errand));
    }
    assert_eq!(bench.auth.stats(bench.now).token_failures, 0);
    assert!(
        matches!(bench.next(&mut other), Step::Send(_)),
        "nothing pauses"
    );
    assert_eq!(bench.fetches(), 6);
}

#[test]
fn a_try_that_nobody_attended_to_makes_for_no_pause() {
    let cut_off = token("cut-off", 3600).cut_off();
    for (reply, age, pauses) in [
        (Reply::Broken(Fault::Timeout), 11, true),
        (Reply::Broken(Fault::Timeout), 12, false),
        (Reply::Broken(Fault::Closed), 12, false),
        (cut_off.clone(), 11, true),
        (cut_off, 12, false),
        (Reply::status(503), 12, true),
    ] {
        let mut bench = Bench::with_client();
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        let errand = token_errand(&mut bench, &mut exchange);
        let request = bench.ask_for_token(errand).unwrap();
        bench.pass_both(seconds(age));
        bench.grant([reply]);
        bench.answer_token(&request);
        let end = bench.get_if_token();
        assert_eq!(code(&end) != "delivered", pauses, "{age} s: {end:?}");
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
