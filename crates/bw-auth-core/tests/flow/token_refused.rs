//! A client secret that the token endpoint refuses: who has the provider asked for another, and how often.

use bw_auth_core::{Exchange, Loaded, Step, Work};

use super::bench::{Bench, ORDERS, code, outline, seconds};
use super::reply::Reply;
use super::token_bench::{client, client_loaded, token_errand, token_error};

#[test]
fn a_refused_secret_is_replaced_by_a_newer_one() {
    let newer = client_loaded("Beacon#(12)=gull", 2);
    let mut bench = Bench::with_client().provide([Ok(newer)]);
    bench.grant([Reply::status(401)]);
    bench.ok();
    assert_eq!((bench.fetches(), bench.asked.len()), (2, 2));
    assert_eq!(
        bench.asked[1].map(|generation| generation.number()),
        Some(1)
    );
    assert_eq!(bench.bearers(), ["token-2"]);
}

#[test]
fn a_provider_without_a_newer_secret_is_asked_once_a_request_and_seldom() {
    let mut bench = Bench::with_client();
    bench.grant([Reply::status(401).field("Retry-After", "60")]);
    let end = bench.get([]);
    assert_eq!((code(&end), bench.asked.len()), ("token.refused", 2));
    for gone in 1..60 {
        bench.pass_both(seconds(1));
        let end = bench.get([]);
        assert_eq!(token_error(&end).next_try(), Some(seconds(60 - gone)));
    }
    assert_eq!(bench.fetches(), 1);
    assert_eq!(bench.asked.len(), 2 + 11, "every five seconds");
}

#[test]
fn a_slow_provider_is_not_asked_again_and_again_by_one_request() {
    let mut bench = Bench::with_client();
    bench.grant([Reply::status(401).field("Retry-After", "3600")]);
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    let mut loads = 0;
    let error = loop {
        match exchange.next(&mut bench.auth, bench.now) {
            Step::Settle { errand, .. } => {
                loads += usize::from(errand.work() != Work::Token);
                assert!(loads <= 8, "it spins");
                bench.run_errand(errand);
                bench.pass_both(seconds(6));
            }
            Step::Fail(error) => break error,
            step => panic!("{step:?}"),
        }
    };
    assert_eq!((error.code(), loads), ("token.refused", 2));
}

#[test]
fn whoever_waited_for_the_refused_token_waits_for_the_newer_secret() {
    let mut bench = Bench::with_client().provide([Ok(client_loaded("Beacon#(12)=gull", 2))]);
    bench.grant([Reply::status(401)]);
    let mut waiting: Vec<_> = (0..100)
        .map(|_| Exchange::new(outline("GET", ORDERS)))
        .collect();
    let errands: Vec<_> = waiting
        .iter_mut()
        .map(|exchange| token_errand(&mut bench, exchange))
        .collect();
    assert!(errands.iter().all(|errand| *errand == errands[0]));
    bench.run_errand(errands[0]);
    let asks = |bench: &mut Bench, exchange: &mut Exchange| match exchange
        .next(&mut bench.auth, bench.now)
    {
        Step::Settle { errand, .. } => errand,
        step => panic!("{step:?}"),
    };
    let errands: Vec<_> = waiting
        .iter_mut()
        .map(|exchange| asks(&mut bench, exchange))
        .collect();
    assert!(matches!(
        errands[0].work(),
        Work::Load {
            newer_than: Some(_)
        }
    ));
    assert!(errands.iter().all(|errand| *errand == errands[0]));
    for exchange in &mut waiting {
        assert!(matches!(bench.next(exchange), Step::Send(_)));
    }
    assert_eq!(
        (bench.fetches(), bench.asked.len(), bench.sent.len()),
        (2, 2, 100)
    );
}

#[test]
fn secrets_that_are_all_refused_end_in_an_error() {
    let provided = [2, 3, 4, 5, 6, 7]
        .map(|n| Ok::<Loaded, _>(client_loaded(&format!("secret number {n}"), n)));
    let mut bench = Bench::with_client().provide(provided);
    bench.tokens.extend((0..20).map(|_| Reply::status(401)));
    let end = bench.get([]);
    assert_eq!(code(&end), "token.refused");
    assert!(bench.fetches() <= 3, "{}", bench.fetches());
}

#[test]
fn a_refused_token_whose_secret_is_refused_too_has_the_provider_asked() {
    // Somebody has revoked both, and left a newer secret.
    let mut bench = Bench::with_client();
    bench.ok();
    bench
        .provider
        .push_back(Ok(client_loaded("Beacon#(12)=gull", 2)));
    bench.grant([Reply::status(401)]);
    let end = bench.get([Reply::status(401), Reply::status(200)]);
    assert_eq!(code(&end), "delivered", "the very request that met it");
    bench.ok();
    assert_eq!(bench.bearers().last(), Some(&"token-3"));
    assert_eq!((bench.asked.len(), bench.fetches()), (2, 3));

    // Without a newer secret the token is all there is: it is sent, and the provider asked every five seconds.
    let mut bench = Bench::with_client();
    bench.ok();
    bench.grant([Reply::status(401).field("Retry-After", "60")]);
    bench.auth.install(client("Beacon#(12)=gull"));
    for _ in 0..59 {
        bench.ok();
        bench.pass_both(seconds(1));
    }
    assert_eq!((bench.fetches(), bench.asked.len()), (2, 1 + 12));
}
