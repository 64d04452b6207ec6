//! Clocks that stand, jump, or are not there, and what becomes of a token meanwhile.

use std::time::Duration;

use bw_auth_core::{Exchange, Step};

use super::bench::{Bench, ORDERS, code, outline, seconds};
use super::token_life::{Stage, TICK, stage, with_life};

#[test]
fn either_clock_ends_a_life() {
    // The process was suspended: the one clock stood still while the other went on.
    let mut bench = with_life(3600, 0);
    bench.now.unix = bench.now.unix.map(|unix| unix + seconds(3599));
    assert_eq!(stage(&mut bench), Stage::Mandatory);
    bench.pass(seconds(120));
    bench.now.unix = bench.now.unix.map(|unix| unix + seconds(1));
    assert_eq!(stage(&mut bench), Stage::Expired);

    // The wall clock stood still, or there is none (any more).
    for unix in [Some(()), None] {
        let mut bench = with_life(3600, 0);
        bench.now.unix = bench.now.unix.filter(|_| unix.is_some());
        bench.pass(seconds(3600) - TICK);
        assert_eq!(stage(&mut bench), Stage::Mandatory);
        bench.pass(seconds(120));
        assert_eq!(stage(&mut bench), Stage::Expired);
    }

    // There was none when it was asked for, and now there is.
    let mut bench = Bench::with_client();
    let unix = bench.now.unix.take();
    bench.ok();
    bench.now.unix = unix;
    assert_eq!(stage(&mut bench), Stage::Fresh);
    bench.pass(seconds(3600));
    assert_eq!(stage(&mut bench), Stage::Expired);
    assert!(
        bench.kept.is_none(),
        "nobody knows when it ends, so it is not kept"
    );
}

#[test]
fn ten_years_forward_end_a_token_and_ten_back_do_not_lengthen_it() {
    let mut bench = with_life(3600, 0);
    bench.now.unix = bench.now.unix.map(|unix| unix + DECADE);
    bench.ok();
    assert_eq!(
        bench.bearers(),
        ["at-1", "token-2"],
        "one fetch for the step"
    );
    bench.ok();
    assert_eq!(bench.fetches(), 2);

    bench.now.unix = bench.now.unix.map(|unix| unix - DECADE * 2);
    bench.ok();
    assert_eq!(bench.fetches(), 2, "going back is no reason");
    bench.pass(seconds(3600) - TICK);
    assert_eq!(stage(&mut bench), Stage::Mandatory);
    bench.pass(seconds(120));
    assert_eq!(stage(&mut bench), Stage::Expired);
}

#[test]
fn a_wall_clock_that_jumps_at_every_look_makes_one_token_request_at_a_time() {
    let mut bench = Bench::with_client();
    for turn in 0..200 {
        let unix = bench.now.unix.unwrap();
        bench.now.unix = Some(if turn % 2 == 0 {
            unix + DECADE
        } else {
            unix - DECADE
        });
        let before = bench.fetches();
        let end = bench.get_if_token();
        assert!(end.is_ok(), "{end:?}");
        assert!(bench.fetches() - before <= 1);
    }
    assert!(
        bench.fetches() <= 2,
        "back and forth between the same two times"
    );
}

#[test]
fn tokens_that_are_over_at_once_end_in_an_error() {
    // Between an answer and its use the clock jumps on, again and again.
    let mut bench = Bench::with_client();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    let mut steps = 0;
    let error = loop {
        steps += 1;
        assert!(steps <= 8, "it spins");
        match exchange.next(&mut bench.auth, bench.now) {
            Step::Settle { errand, .. } => bench.run_errand(errand),
            Step::Fail(error) => break error,
            step => panic!("{step:?}"),
        }
        bench.pass_both(DECADE);
    };
    assert_eq!((code(&Err(error)), bench.fetches()), ("token.unusable", 3));
}

/// Ten years, with two leap days.
const DECADE: Duration = Duration::from_secs(3652 * 86_400);
