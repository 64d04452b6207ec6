//! A 401 that could not be waited for: middleware hands it on, and the next request asks for something newer first.

use bw_auth_core::{Can, Exchange, Generation, Outline, ProviderError, Step};

use super::bench::{Bench, ORDERS, PASSWORD, loaded, outline, seconds};
use super::reply::Reply;

fn passing() -> Outline {
    outline("GET", ORDERS)
        .with_powers(Can::NONE)
        .with_raw_status(true)
}

#[test]
fn middleware_hands_its_401_on_and_the_next_request_asks_first() {
    let answers = [Ok(loaded("old", 1)), Ok(loaded("new", 2))];
    let mut bench = Bench::new().provide(answers);
    let (status, _) = bench.run(passing(), [Reply::status(401)]).unwrap();
    assert_eq!((status, bench.asked.len()), (401, 1));
    bench.run(passing(), [Reply::status(200)]).unwrap();
    assert_eq!(bench.asked, [None, Some(Generation::FIRST)]);
    assert_eq!(bench.passwords()[1].as_deref(), Some("new"));
    bench.run(passing(), [Reply::status(200)]).unwrap();
    assert_eq!(bench.asked.len(), 2, "asked once");
}

#[test]
fn a_suspicion_that_comes_to_nothing_is_not_repeated_for_a_minute() {
    let mut bench = Bench::new();
    bench.run(passing(), [Reply::status(401)]).unwrap();
    for _ in 0..3 {
        bench.run(passing(), [Reply::status(401)]).unwrap();
    }
    assert_eq!(bench.asked.len(), 2);
    bench.pass(seconds(60));
    bench.run(passing(), [Reply::status(401)]).unwrap();
    bench.pass(seconds(30));
    bench.run(passing(), [Reply::status(401)]).unwrap();
    assert_eq!(bench.asked.len(), 3);
}

#[test]
fn a_suspicion_whose_load_fails_sends_what_there_is() {
    let mut bench = Bench::new();
    bench.run(passing(), [Reply::status(401)]).unwrap();
    bench.provider.push_back(Err(ProviderError::new("down")));
    bench.run(passing(), [Reply::status(200)]).unwrap();
    assert_eq!(bench.passwords()[1].as_deref(), Some(PASSWORD));
}

#[test]
fn a_suspicion_outlives_a_caller_that_is_dropped_while_it_asks() {
    let answers = [Ok(loaded("old", 1)), Ok(loaded("new", 2))];
    let mut bench = Bench::new().provide(answers);
    bench.run(passing(), [Reply::status(401)]).unwrap();
    let mut dropped = Exchange::new(passing());
    let step = dropped.next(&mut bench.auth, bench.now);
    assert!(matches!(step, Step::Settle { .. }), "{step:?}");
    drop(dropped);
    bench.run(passing(), [Reply::status(200)]).unwrap();
    assert_eq!(bench.asked, [None, Some(Generation::FIRST)]);
    assert_eq!(bench.passwords()[1].as_deref(), Some("new"));
}
