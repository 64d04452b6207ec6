//! 401 and 403 with a token: what is dropped, fetched and sent again, and what is not.

use std::collections::VecDeque;

use bw_auth_core::{Can, Error, Exchange, Fault, Replay, Step};

use super::bench::{Bench, ORDERS, account_outline, code, outline, seconds};
use super::reply::Reply;
use super::token_bench::token;

fn ok() -> Reply {
    Reply::status(200)
}

fn refused() -> Reply {
    Reply::status(401)
}

#[test]
fn a_refused_token_is_dropped_and_the_request_goes_once_more() {
    let mut bench = Bench::with_client();
    bench.ok();
    let end = bench.get([refused(), ok()]);
    assert_eq!((code(&end), bench.fetches()), ("delivered", 2));
    assert_eq!(end.unwrap().1.attempts(), 2);
    assert_eq!(bench.bearers(), ["token-1", "token-1", "token-2"]);
    assert_eq!(
        bench.asked.len(),
        1,
        "it is not the secret that was refused"
    );
    bench.ok();
    assert_eq!(bench.fetches(), 2);
}

#[test]
fn a_fresh_token_that_is_refused_too_ends_it() {
    let mut bench = Bench::with_client();
    let end = bench.get([refused(), refused()]);
    let Err(Error::Rejected(rejection)) = &end else {
        panic!("{end:?}")
    };
    assert!(!rejection.not_replayed());
    assert_eq!(bench.bearers(), ["token-1", "token-2"]);
    // The second was fetched a moment ago, so it is not doubted for the next one either.
    for _ in 0..3 {
        assert_eq!(code(&bench.get([refused()])), "auth.rejected");
    }
    assert_eq!(bench.fetches(), 2);
    assert_eq!(code(&bench.get([refused()])), "auth.rejected");
    assert_eq!(code(&bench.get([])), "auth.rejected_earlier");
}

#[test]
fn a_thousand_that_are_refused_at_once_make_one_token_request() {
    let mut bench = Bench::with_client();
    let mut flying: Vec<_> = (0..1000).map(|_| bench.started()).collect();
    for exchange in &mut flying {
        bench.answer(exchange, refused());
        let end = bench.drive(exchange, &mut VecDeque::from([ok()]));
        assert_eq!(code(&end), "delivered");
    }
    assert_eq!((bench.fetches(), bench.sent.len()), (2, 2000));
    assert_eq!(
        bench
            .bearers()
            .iter()
            .filter(|token| **token == "token-1")
            .count(),
        1000
    );
    assert_eq!(bench.auth.stats(bench.now).stopped, 0);
}

#[test]
fn only_the_token_that_was_refused_is_dropped() {
    let mut bench = Bench::with_client();
    let mut old = bench.started();
    assert_eq!(code(&bench.get([refused(), ok()])), "delivered");
    bench.answer(&mut old, refused());
    let end = bench.drive(&mut old, &mut VecDeque::from([ok()]));
    assert_eq!((code(&end), bench.fetches()), ("delivered", 2));
    assert_eq!(bench.bearers().last(), Some(&"token-2"));
}

#[test]
fn a_stream_is_not_sent_again_and_says_so() {
    let mut bench = Bench::with_client();
    let post = outline("POST", ORDERS).with_body(Replay::Once);
    let end = bench.run(post, [refused()]);
    let Err(Error::Rejected(rejection)) = &end else {
        panic!("{end:?}")
    };
    assert!(rejection.not_replayed());
    assert_eq!(bench.fetches(), 2, "the next one has a better token");
    bench.ok();
    assert_eq!(bench.bearers(), ["token-1", "token-2"]);
    // A body at hand goes again.
    let post = outline("POST", ORDERS).with_body(Replay::Again);
    bench.pass_both(seconds(30));
    assert_eq!(code(&bench.run(post, [refused(), ok()])), "delivered");
    assert!(bench.sent[2].with_body && bench.sent[3].with_body);
}

#[test]
fn middleware_leaves_the_fetching_to_the_next_request() {
    let mut bench = Bench::with_client();
    let passing = || {
        outline("GET", ORDERS)
            .with_powers(Can::NONE)
            .with_raw_status(true)
    };
    let end = bench.run(passing(), [refused()]);
    assert_eq!(end.unwrap().0, 401);
    assert_eq!(bench.fetches(), 1);
    assert!(bench.run(passing(), [ok()]).is_ok());
    assert_eq!(bench.bearers(), ["token-1", "token-2"]);
    // Within half a minute no second one.
    assert_eq!(bench.run(passing(), [refused()]).unwrap().0, 401);
    assert!(bench.run(passing(), [ok()]).is_ok());
    assert_eq!(bench.fetches(), 2);
}

#[test]
fn refusals_make_for_a_fetch_once_in_half_a_minute() {
    let mut bench = Bench::with_client();
    for account in 0..60 {
        // Another account each time, so that no memory of one's own is in the way.
        let request = account_outline(&format!("9{account}"));
        let mut exchange = Exchange::new(request);
        let replies = VecDeque::from([refused(), refused()]);
        let end = bench.drive(&mut exchange, &mut replies.clone());
        assert_eq!(code(&end), "auth.rejected");
        assert!(
            bench.run(account_outline("1"), [ok()]).is_ok(),
            "others are accepted"
        );
        bench.pass_both(seconds(1));
    }
    assert_eq!(bench.fetches(), 1 + 2);
}

#[test]
fn a_wrong_account_costs_two_tokens_at_most_and_nobody_else_anything() {
    let mut bench = Bench::with_client();
    for request in 0..10_000 {
        let account = request % 500;
        let mut exchange = Exchange::new(account_outline(&format!("920{account:03}")));
        let reply = if account == 7 { refused } else { ok };
        let end = bench.drive(&mut exchange, &mut VecDeque::from([reply(), reply()]));
        match account {
            7 => assert!(code(&end).starts_with("auth.rejected"), "{end:?}"),
            _ => assert_eq!(code(&end), "delivered", "{account}"),
        }
        bench.pass_both(std::time::Duration::from_millis(6));
    }
    assert!(bench.fetches() <= 3, "{}", bench.fetches());
}

#[test]
fn a_403_is_no_reason_to_fetch() {
    let mut bench = Bench::with_client();
    for _ in 0..100 {
        assert_eq!(code(&bench.get([Reply::status(403)])), "auth.forbidden");
        bench.pass_both(seconds(1));
    }
    assert_eq!(
        (bench.fetches(), bench.sent.len(), bench.asked.len()),
        (1, 100, 1)
    );
}

#[test]
fn the_same_token_anew_is_not_sent_again() {
    let mut bench = Bench::with_client();
    bench.grant([token("at-1", 3600), token("at-1", 3600)]);
    let end = bench.get([refused()]);
    assert_eq!((code(&end), bench.fetches()), ("auth.rejected", 2));
    assert_eq!(bench.bearers(), ["at-1"]);
}

#[test]
fn a_refusal_stands_when_no_other_token_is_to_be_had() {
    for reply in [
        Reply::status(500),
        Reply::status(401),
        Reply::Broken(Fault::Connect),
    ] {
        let mut bench = Bench::with_client();
        bench.ok();
        bench.grant([reply]);
        let end = bench.get([refused()]);
        let Err(error) = &end else { panic!("{end:?}") };
        let cause = std::error::Error::source(error).expect("why there is no other");
        assert!(cause.to_string().starts_with("no token for"), "{cause}");
        // Others go on with the token that was refused here: it is not over.
        bench.ok();
        assert_eq!(bench.bearers(), ["token-1"; 3]);
        assert_eq!(bench.fetches(), 2);
        // After the pause it is tried again, before anything is sent.
        bench.pass_both(seconds(10));
        bench.ok();
        assert_eq!(
            (bench.fetches(), *bench.bearers().last().unwrap()),
            (3, "token-3")
        );
    }
}

#[test]
fn a_refusal_during_a_pause_asks_nobody() {
    let mut bench = Bench::with_client();
    bench.ok();
    bench.pass_both(seconds(3400));
    let (mut exchange, beside) = bench.started_beside();
    bench.grant([Reply::status(500).field("Retry-After", "60")]);
    bench.run_errand(beside.unwrap());
    bench.answer(&mut exchange, refused());
    let step = bench.next(&mut exchange);
    assert!(matches!(step, Step::Read { .. }), "{step:?}");
    assert_eq!(bench.fetches(), 2);
}

#[test]
fn a_refusal_joins_the_fetch_that_is_under_way() {
    let mut bench = Bench::with_client();
    bench.ok();
    bench.pass_both(seconds(3400));
    let (mut exchange, beside) = bench.started_beside();
    let request = bench.ask_for_token(beside.unwrap()).unwrap();
    bench.answer(&mut exchange, refused());
    let step = exchange.next(&mut bench.auth, bench.now);
    assert!(
        matches!(step, Step::Settle { errand, .. } if Some(errand) == beside),
        "{step:?}"
    );
    bench.answer_token(&request);
    let end = bench.drive(&mut exchange, &mut VecDeque::from([ok()]));
    assert_eq!((code(&end), bench.fetches()), ("delivered", 2));
}
