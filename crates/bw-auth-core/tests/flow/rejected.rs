//! 401: one chance with something newer, and no secret twice.

use std::error::Error as _;

use bw_auth_core::{
    Cause, Error, Exchange, Fault, Generation, Policy, ProviderError, Rejection, Replay, Retry,
    Step,
};

use super::bench::{Bench, End, ORDERS, PASSWORD, basic, code, is_fault, loaded, outline, seconds};
use super::reply::Reply;

fn rejection(end: End) -> Box<Rejection> {
    match end {
        Err(Error::Rejected(rejection)) => rejection,
        other => panic!("not rejected: {other:?}"),
    }
}

fn twice(status: u16) -> [Reply; 2] {
    [Reply::status(401), Reply::status(status)]
}

#[test]
fn with_nothing_newer_it_is_sent_once() {
    let mut bench = Bench::new();
    let rejection = rejection(bench.get([Reply::status(401)]));
    assert_eq!(bench.sent.len(), 1);
    assert_eq!(bench.asked, [None, Some(Generation::FIRST)]);
    assert_eq!(rejection.generation(), Generation::FIRST);
    assert_eq!(rejection.account().unwrap().as_str(), "920012");
    assert_eq!(rejection.origin().to_string(), "https://numbers.example");
    assert_eq!(rejection.environment(), "bench");
    assert_eq!(rejection.fingerprint().principal(), "jdoe");
    assert_eq!(rejection.answer().status(), 401);
    assert!(!rejection.not_replayed() && rejection.source().is_none());
    assert_eq!(rejection.causes()[0], Cause::Secret);
    let all = [
        Cause::Secret,
        Cause::Account,
        Cause::Environment,
        Cause::AppUser,
        Cause::RetiredApiUser,
    ];
    let text = rejection.to_string();
    for cause in all {
        assert!(rejection.causes().contains(&cause), "{cause:?}");
        assert!(text.contains(&cause.to_string()), "{text}");
    }
    assert_eq!(bench.event_names(), ["auth.rejected"]);
}

#[test]
fn a_newer_generation_gets_one_try() {
    for (status, expected) in [
        (200, "delivered"),
        (403, "auth.forbidden"),
        (429, "rate_limited"),
        (500, "delivered"),
    ] {
        let mut bench = Bench::new().provide([Ok(loaded("old", 1)), Ok(loaded("new", 2))]);
        let outline = outline("POST", ORDERS).with_body(Replay::Again);
        assert_eq!(code(&bench.run(outline, twice(status))), expected);
        let sent = [Some("old".to_owned()), Some("new".to_owned())];
        assert_eq!(bench.passwords(), sent);
        assert!(bench.sent[1].with_body);
        assert_eq!(bench.event_names(), ["credentials.rotated"]);
    }
}

#[test]
fn a_second_401_is_a_rejection_of_the_newer_one() {
    let answers = [
        Ok(loaded("old", 1)),
        Ok(loaded("new", 2)),
        Ok(loaded("newest", 3)),
    ];
    let mut bench = Bench::new().provide(answers);
    let rejection = rejection(bench.get(twice(401)));
    assert_eq!(rejection.generation(), Generation::new(2));
    assert_eq!(bench.asked, [None, Some(Generation::new(1))]);
    assert_eq!(bench.sent.len(), 2);
    assert_eq!(
        bench.event_names(),
        ["credentials.rotated", "auth.rejected"]
    );
}

#[test]
fn the_same_secret_under_a_higher_number_is_not_sent_again() {
    let mut bench = Bench::new().provide([Ok(loaded("same", 1)), Ok(loaded("same", 2))]);
    let rejection = rejection(bench.get([Reply::status(401)]));
    assert_eq!(rejection.generation(), Generation::FIRST);
    assert_eq!(
        bench.event_names(),
        ["auth.rejected"],
        "nothing has rotated"
    );
    // And it is remembered, as it would not be for something new.
    rejection_without_asking(&mut bench, 2);
}

fn rejection_without_asking(bench: &mut Bench, asked: usize) {
    rejection(bench.get([Reply::status(401)]));
    assert_eq!(bench.asked.len(), asked);
}

#[test]
fn the_same_secret_installed_anew_is_not_sent_again() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    bench.next(&mut exchange);
    bench.auth.install(basic(PASSWORD));
    rejection(bench.drive_after(&mut exchange, Reply::status(401)));
    assert_eq!(bench.sent.len(), 1);
}

#[test]
fn newer_credentials_that_came_meanwhile_are_used_without_asking() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    bench.next(&mut exchange);
    bench.auth.install(basic("installed"));
    bench.answer(&mut exchange, Reply::status(401));
    bench
        .drive(&mut exchange, &mut [Reply::status(200)].into())
        .unwrap();
    assert_eq!(bench.passwords()[1].as_deref(), Some("installed"));
    assert_eq!(bench.asked, [None]);
}

#[test]
fn a_stream_cannot_be_sent_again() {
    let mut bench = Bench::new().provide([Ok(loaded("old", 1)), Ok(loaded("new", 2))]);
    let outline_once = || outline("POST", ORDERS).with_body(Replay::Once);
    let rejection = rejection(bench.run(outline_once(), [Reply::status(401)]));
    assert!(rejection.not_replayed());
    assert_eq!(rejection.generation(), Generation::new(1));
    assert!(rejection.to_string().contains("send the request anew"));
    // The caller does so, with the newer one.
    bench.run(outline_once(), [Reply::status(200)]).unwrap();
    assert_eq!(bench.passwords()[1].as_deref(), Some("new"));
    assert_eq!(bench.event_names(), ["credentials.rotated"]);
}

#[test]
fn a_provider_that_fails_is_the_source_of_the_rejection() {
    let failure = ProviderError::new("the vault is sealed");
    let mut bench = Bench::new().provide([Ok(loaded("old", 1)), Err(failure)]);
    let rejection = rejection(bench.get([Reply::status(401)]));
    let source = rejection.source().expect("the provider's error");
    assert!(source.to_string().contains("the vault is sealed"));
    // It is the rejection of this request only: the next one did not ask, so it has no such source.
    let end = bench.get([Reply::status(401)]);
    let Err(Error::Rejected(next)) = end else {
        panic!("{end:?}")
    };
    assert!(next.source().is_none());
}

#[test]
fn a_raw_status_is_delivered_after_the_same_cure() {
    let raw = || outline("GET", ORDERS).with_raw_status(true);
    let mut bench = Bench::new().provide([Ok(loaded("old", 1)), Ok(loaded("new", 2))]);
    let (status, outcome) = bench.run(raw(), twice(200)).unwrap();
    assert_eq!((status, outcome.attempts()), (200, 2));

    let mut bench = Bench::new();
    for status in [401, 403, 429] {
        let (delivered, _) = bench.run(raw(), [Reply::status(status)]).unwrap();
        assert_eq!(delivered, status);
    }
    assert_eq!(bench.read_limit, None, "the body is the caller's");
    assert_eq!(bench.event_names(), ["auth.rejected"]);
}

#[test]
fn time_that_runs_out_while_asking_leaves_the_rejection() {
    let mut bench = Bench::new();
    bench.get([Reply::status(200)]).unwrap();
    let mut exchange = Exchange::new(outline("GET", ORDERS).with_time_limit(Some(seconds(5))));
    bench.next(&mut exchange);
    bench.answer(
        &mut exchange,
        Reply::status(401).body(r#"{"type":"unauthorized"}"#),
    );
    let step = exchange.next(&mut bench.auth, bench.now);
    assert!(
        matches!(
            step,
            Step::Settle {
                time_left: Some(_),
                ..
            }
        ),
        "{step:?}"
    );
    bench.pass(seconds(6));
    let step = exchange.next(&mut bench.auth, bench.now);
    assert!(matches!(step, Step::Read { .. }), "{step:?}");
    exchange.read(br#"{"type":"unauthorized"}"#, true);
    let rejection = rejection(bench.drive(&mut exchange, &mut [].into()));
    assert_eq!(rejection.answer().code(), Some("unauthorized"));
    assert_eq!(bench.event_names(), ["auth.rejected"]);
}

#[test]
fn time_that_runs_out_before_the_second_sending_is_a_timeout() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS).with_time_limit(Some(seconds(5))));
    bench.next(&mut exchange);
    bench.auth.install(basic("installed"));
    bench.answer(&mut exchange, Reply::status(401));
    bench.pass(seconds(5));
    let end = bench.drive(&mut exchange, &mut [].into());
    assert!(is_fault(&end, Fault::Timeout), "{end:?}");
}

#[test]
fn a_refusal_stands_though_its_body_breaks_off() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    bench.next(&mut exchange);
    bench.answer(&mut exchange, Reply::status(403));
    assert!(matches!(bench.next(&mut exchange), Step::Read { .. }));
    exchange.failed(&mut bench.auth, Fault::Body, None);
    let error = bench.drive(&mut exchange, &mut [].into()).unwrap_err();
    assert_eq!(error.code(), "auth.forbidden");
    assert!(!error.answer().unwrap().is_complete());
}

#[test]
fn the_chance_is_one_for_the_whole_exchange_hops_included() {
    let answers = [
        Ok(loaded("old", 1)),
        Ok(loaded("new", 2)),
        Ok(loaded("newest", 3)),
    ];
    let mut bench = Bench::new().provide(answers);
    let replies = [
        Reply::status(401),
        Reply::redirect(302, "https://voice.example:8443/x"),
        Reply::status(401),
    ];
    let rejection = rejection(bench.get(replies));
    assert_eq!(rejection.generation(), Generation::new(2));
    assert_eq!(rejection.origin().host(), "voice.example");
    let sent = ["old", "new", "new"].map(|password| Some(password.to_owned()));
    assert_eq!(bench.passwords(), sent);
}

#[test]
fn many_that_are_refused_at_once_ask_once() {
    let answers = [Ok(loaded("old", 1)), Ok(loaded("new", 2))];
    let mut bench = Bench::new().provide(answers);
    let mut exchanges = [(); 50].map(|()| Exchange::new(outline("GET", ORDERS)));
    for exchange in &mut exchanges {
        assert!(matches!(bench.next(exchange), Step::Send(_)));
    }
    for exchange in &mut exchanges {
        bench.answer(exchange, Reply::status(401));
    }
    for exchange in &mut exchanges {
        bench
            .drive(exchange, &mut [Reply::status(200)].into())
            .unwrap();
    }
    assert_eq!(bench.asked, [None, Some(Generation::FIRST)]);
    assert_eq!(bench.sent.len(), 100);
}

impl Bench {
    /// Answers what is on its way, and sees it through without another sending.
    fn drive_after(&mut self, exchange: &mut Exchange, reply: Reply) -> End {
        self.answer(exchange, reply);
        loop {
            match self.next(exchange) {
                Step::Read { .. } => exchange.read(&[], true),
                Step::Deliver => panic!("delivered"),
                Step::Fail(error) => return Err(error),
                step => panic!("{step:?}"),
            }
        }
    }
}

#[test]
fn a_caller_that_gives_up_while_the_provider_is_asked_has_been_refused_all_the_same() {
    let mut bench = Bench::new();
    for _ in 0..5 {
        // Each is asked about anew.
        bench.pass(seconds(60));
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        bench.next(&mut exchange);
        bench.answer(&mut exchange, Reply::status(401));
        exchange.abandoned(&mut bench.auth, bench.now);
    }
    assert_eq!(code(&bench.get([])), "auth.rejected_earlier");
}

#[test]
fn what_was_refused_is_not_sent_again_when_it_is_put_in_place_anew() {
    let answers = [Ok(loaded("first", 1)), Ok(loaded("second", 2))];
    let policy = Policy::default().with_retry(Retry::times(1));
    let mut bench = Bench::with_policy(policy).provide(answers);
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    bench.next(&mut exchange);
    bench.answer(&mut exchange, Reply::status(401));
    bench.next(&mut exchange);
    bench.answer(&mut exchange, Reply::status(503));
    let step = exchange.next(&mut bench.auth, bench.now);
    assert!(matches!(step, Step::Sleep(_)), "{step:?}");
    bench.auth.install(basic("first"));
    let end = bench.drive(&mut exchange, &mut [].into());
    assert_eq!(code(&end), "auth.rejected");
    assert_eq!(bench.sent.len(), 2);
}
