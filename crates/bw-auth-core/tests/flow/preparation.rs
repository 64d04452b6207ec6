//! Preparation: credentials and a token before there is a request. And what the counts say after.

use bw_auth_core::{Error, Preparation, ProviderError, Step};
use bw_auth_testkit::assert_no_secret_in;

use super::bench::{Bench, PASSWORD, loaded, seconds};
use super::reply::Reply;
use super::token_bench::SECRET;

fn prepare(bench: &mut Bench) -> Step {
    let mut preparation = Preparation::new(None);
    for _ in 0..16 {
        match preparation.next(&mut bench.auth, bench.now) {
            Step::Settle { errand, .. } => bench.run_errand(errand),
            step => return step,
        }
    }
    panic!("no end")
}

#[test]
fn the_next_request_finds_all_it_needs() {
    let mut bench = Bench::with_client();
    assert!(matches!(prepare(&mut bench), Step::Deliver));
    assert!(matches!(prepare(&mut bench), Step::Deliver));
    assert_eq!(
        (bench.fetches(), bench.asked.len(), bench.sent.len()),
        (1, 1, 0)
    );
    bench.ok();
    assert_eq!(bench.fetches(), 1);

    let mut bench = Bench::new().provide([Ok(loaded(PASSWORD, 1))]);
    assert!(
        matches!(prepare(&mut bench), Step::Deliver),
        "a pair needs no token"
    );
    assert_eq!((bench.fetches(), bench.asked.len()), (0, 1));
}

#[test]
fn a_token_in_its_last_minute_is_renewed_and_kept_if_that_fails() {
    let mut bench = Bench::with_client();
    bench.ok();
    bench.pass_both(seconds(3560));
    bench.grant([Reply::status(500)]);
    assert!(matches!(prepare(&mut bench), Step::Deliver));
    assert_eq!(bench.fetches(), 2);
    bench.pass_both(seconds(10));
    assert!(matches!(prepare(&mut bench), Step::Deliver));
    assert_eq!(bench.fetches(), 3);
    assert_eq!(bench.auth.token_life(bench.now), Some(seconds(3600)));
}

#[test]
fn it_fails_as_a_request_would() {
    let mut bench = Bench::new().provide([Err(ProviderError::new("down"))]);
    assert!(matches!(
        prepare(&mut bench),
        Step::Fail(Error::Provider(_))
    ));
    let mut bench = Bench::with_client();
    bench.grant([Reply::status(400)]);
    assert!(matches!(prepare(&mut bench), Step::Fail(error) if error.code() == "token.refused"));
}

#[test]
fn it_waits_no_longer_than_it_may() {
    let mut bench = Bench::with_client();
    let mut preparation = Preparation::new(Some(seconds(5)));
    let step = preparation.next(&mut bench.auth, bench.now);
    assert!(
        matches!(step, Step::Settle { time_left: Some(left), .. } if left == seconds(5)),
        "{step:?}"
    );
    bench.pass(seconds(5));
    let step = preparation.next(&mut bench.auth, bench.now);
    assert!(matches!(step, Step::Fail(Error::Provider(_))), "{step:?}");
}

#[test]
fn the_counts_add_up() {
    let mut bench = Bench::with_client();
    assert_eq!(bench.auth.stats(bench.now), bw_auth_core::Stats::default());
    bench.grant([Reply::status(500)]);
    assert!(bench.get_if_token().is_err());
    bench.pass_both(seconds(1));
    bench.ok();
    for status in [403, 429, 404, 200] {
        let _ = bench.get([Reply::status(status)]);
    }
    let _ = bench.get_refused();
    let stats = bench.auth.stats(bench.now);
    let answers = (
        stats.accepted,
        stats.rejected,
        stats.forbidden,
        stats.rate_limited,
    );
    assert_eq!((stats.sent, answers), (7, (2, 2, 1, 1)));
    assert_eq!(
        (
            stats.loads,
            stats.rotations,
            stats.token_requests,
            stats.token_failures
        ),
        (1, 0, 3, 1)
    );
    assert_eq!((stats.stopped, stats.token_life), (0, Some(seconds(3600))));
    assert_eq!(stats.fingerprint.as_deref(), bench.auth.fingerprint());
    assert_no_secret_in(SECRET, format!("{stats:?}"));

    for _ in 0..4 {
        let _ = bench.get_refused();
    }
    bench
        .auth
        .install(super::token_bench::client("Beacon#(12)=gull"));
    let after = bench.auth.stats(bench.now);
    assert_eq!(
        (after.rotations, after.token_requests, after.stopped),
        (1, 3, 0)
    );
}

#[test]
fn a_stopped_account_is_counted() {
    let mut bench = Bench::with_client();
    for _ in 0..5 {
        let _ = bench.get_refused();
    }
    assert_eq!(bench.auth.stats(bench.now).stopped, 1);
    bench.auth.reset_rejections();
    assert_eq!(bench.auth.stats(bench.now).stopped, 0);
}
