//! From the first question to the header on the request: loading, and which answer of a provider counts.

use std::error::Error as _;
use std::time::Duration;

use bw_auth_core::{
    Authenticator, CredentialsProvider, Error, Exchange, Fault, Generation, Head, Policy,
    ProviderError, Replay, Step, Work,
};
use bw_auth_testkit::assert_no_secret_in;

use super::bench::{
    Bench, ORDERS, PASSWORD, basic, code, environment, header, is_fault, loaded, outline, seconds,
};
use super::reply::Reply;

#[test]
fn the_first_request_loads_and_the_second_does_not() {
    let mut bench = Bench::new();
    assert!(bench.auth.fingerprint().is_none());
    for _ in 0..2 {
        let (status, outcome) = bench.get([Reply::status(200)]).unwrap();
        assert_eq!((status, outcome.attempts()), (200, 1));
    }
    assert_eq!(bench.asked, [None]);
    for sent in &bench.sent {
        assert_eq!(sent.url, ORDERS);
        assert_eq!(sent.authorization, Some(header(PASSWORD)));
        assert_eq!((sent.attempt, sent.with_body), (1, false));
        assert_eq!((sent.own_fields_only, sent.time_left), (false, None));
    }
    assert!(
        bench.event_names().is_empty(),
        "the first load replaces nothing"
    );
}

#[test]
fn the_body_goes_along_where_there_is_one() {
    let mut bench = Bench::new();
    for (body, expected) in [
        (Replay::Empty, false),
        (Replay::Again, true),
        (Replay::Once, true),
    ] {
        let outline = outline("POST", ORDERS).with_body(body);
        bench.run(outline, [Reply::status(201)]).unwrap();
        assert_eq!(bench.sent.last().unwrap().with_body, expected, "{body:?}");
    }
}

#[test]
fn a_failing_provider_is_the_callers_error_and_is_asked_again_next_time() {
    let cause = std::io::Error::other("the vault is sealed");
    let failure = ProviderError::new("asked the vault").with_source(cause);
    let mut bench = Bench::new().provide([Err(failure)]);

    let error = bench.get([]).unwrap_err();
    assert!(matches!(error, Error::Provider(_)), "{error:?}");
    assert_eq!(error.code(), "provider.failed");
    let text = "no credentials from the provider: asked the vault";
    assert_eq!(error.to_string(), text);
    assert_eq!(error.source().unwrap().to_string(), "the vault is sealed");

    bench.get([Reply::status(200)]).unwrap();
    assert_eq!(bench.asked, [None, None]);
}

#[test]
fn many_exchanges_share_one_errand() {
    let mut bench = Bench::new();
    let mut exchanges: Vec<_> = (0..20)
        .map(|_| Exchange::new(outline("GET", ORDERS)))
        .collect();
    let mut errands = Vec::new();
    for exchange in &mut exchanges {
        let Step::Settle { errand, time_left } = exchange.next(&mut bench.auth, bench.now) else {
            panic!("nothing is loaded yet");
        };
        assert_eq!(errand.work(), Work::Load { newer_than: None });
        assert_eq!(time_left, None);
        errands.push(errand);
    }
    assert!(errands.windows(2).all(|pair| pair[0] == pair[1]));

    // One is dropped while it waits; asking again changes nothing.
    exchanges.pop();
    for exchange in &mut exchanges {
        let again = exchange.next(&mut bench.auth, bench.now);
        assert!(matches!(again, Step::Settle { errand, .. } if errand == errands[0]));
    }
    bench.auth.loaded(errands[0], Ok(loaded(PASSWORD, 1)));
    assert!(!bench.auth.is_open(errands[0]));
    for exchange in &mut exchanges {
        assert!(matches!(bench.next(exchange), Step::Send(_)));
    }
    assert!(bench.asked.is_empty());
}

#[test]
fn a_failed_errand_fails_everyone_who_waited_for_it() {
    let mut bench = Bench::new();
    let mut exchanges = [(); 3].map(|()| Exchange::new(outline("GET", ORDERS)));
    let steps: Vec<_> = exchanges
        .iter_mut()
        .map(|exchange| exchange.next(&mut bench.auth, bench.now))
        .collect();
    let Step::Settle { errand, .. } = steps[0] else {
        panic!("nothing is loaded yet");
    };
    bench
        .auth
        .loaded(errand, Err(ProviderError::new("no vault")));
    for exchange in &mut exchanges {
        let step = bench.next(exchange);
        assert!(
            matches!(&step, Step::Fail(Error::Provider(error)) if error.to_string().ends_with("no vault")),
            "{step:?}"
        );
    }
    assert!(bench.asked.is_empty());
}

#[test]
fn an_answer_that_comes_after_install_is_dropped() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    let Step::Settle { errand, .. } = exchange.next(&mut bench.auth, bench.now) else {
        panic!("nothing is loaded yet");
    };
    bench.auth.install(basic("installed"));
    assert!(!bench.auth.is_open(errand));
    bench.auth.loaded(errand, Ok(loaded("from before", 99)));
    bench
        .auth
        .loaded(errand, Err(ProviderError::new("from before")));

    bench
        .drive(&mut exchange, &mut [Reply::status(200)].into())
        .unwrap();
    assert_eq!(bench.passwords(), [Some("installed".to_owned())]);
    let fingerprint = bench.auth.fingerprint().unwrap();
    assert_eq!(fingerprint.generation(), Generation::FIRST);
}

#[test]
fn a_stale_errand_is_never_mistaken_for_the_open_one() {
    let mut bench = Bench::new();
    let mut first = Exchange::new(outline("GET", ORDERS));
    let Step::Settle { errand: stale, .. } = first.next(&mut bench.auth, bench.now) else {
        panic!("nothing is loaded yet");
    };
    bench.auth.loaded(stale, Err(ProviderError::new("down")));
    let mut second = Exchange::new(outline("GET", ORDERS));
    let Step::Settle { errand: open, .. } = second.next(&mut bench.auth, bench.now) else {
        panic!("nothing is loaded yet");
    };
    assert_ne!(stale, open);
    bench.auth.loaded(stale, Ok(loaded("late", 1)));
    assert!(bench.auth.is_open(open) && bench.auth.fingerprint().is_none());
    // The first one failed with its own errand, although another is open.
    assert!(matches!(
        first.next(&mut bench.auth, bench.now),
        Step::Fail(Error::Provider(_))
    ));
}

#[test]
fn only_a_newer_generation_replaces_what_is_held() {
    // (what the provider yields after a 401, what is held then)
    let table = [
        (loaded("same number", 5), PASSWORD),
        (loaded("lower number", 4), PASSWORD),
        (loaded("higher number", 6), "higher number"),
        (loaded("far higher number", 900), "far higher number"),
        (loaded(PASSWORD, 6), PASSWORD),
    ];
    for (answer, expected) in table {
        let mut bench = Bench::new().provide([Ok(loaded(PASSWORD, 5)), Ok(answer)]);
        let replies = [Reply::status(401), Reply::status(200)];
        let needed = if expected == PASSWORD { 1 } else { 2 };
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        let mut replies = replies.into_iter().take(needed).collect();
        let end = bench.drive(&mut exchange, &mut replies);
        assert_eq!(end.is_ok(), needed == 2, "{expected}");
        bench.get([Reply::status(200)]).unwrap();
        let last = bench.passwords().pop().unwrap();
        assert_eq!(last.as_deref(), Some(expected));
        let rotated = usize::from(expected != PASSWORD);
        let events = bench.event_names();
        let count = events.iter().filter(|name| **name == "credentials.rotated");
        assert_eq!(count.count(), rotated, "{expected}: {events:?}");
    }
}

#[test]
fn installed_credentials_are_used_from_the_next_sending_on() {
    let mut bench = Bench::new();
    bench.get([Reply::status(200)]).unwrap();
    bench.auth.install(basic("installed"));
    let fingerprint = bench.auth.fingerprint().unwrap();
    assert_eq!(fingerprint.generation(), Generation::new(2));
    assert_eq!(
        (fingerprint.principal(), fingerprint.source()),
        ("jdoe", "given")
    );
    bench.get([Reply::status(200)]).unwrap();
    assert_eq!(bench.passwords()[1].as_deref(), Some("installed"));
    assert_eq!(bench.event_names(), ["credentials.rotated"]);
    assert_eq!(bench.asked, [None]);
}

#[test]
fn no_time_left_means_nothing_is_sent() {
    let mut bench = Bench::new();
    for credentials in [None, Some(basic(PASSWORD))] {
        if let Some(credentials) = credentials {
            bench.auth.install(credentials);
        }
        let end = bench.run(
            outline("GET", ORDERS).with_time_limit(Some(Duration::ZERO)),
            [],
        );
        assert!(is_fault(&end, Fault::Timeout), "{end:?}");
    }
    assert!(bench.asked.is_empty());

    let later = outline("GET", ORDERS).with_time_limit(Some(seconds(3)));
    bench.run(later, [Reply::status(200)]).unwrap();
    assert_eq!(bench.sent[0].time_left, Some(seconds(3)));
}

#[test]
fn a_time_limit_counts_from_the_first_question() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS).with_time_limit(Some(seconds(3))));
    bench.pass(seconds(60));
    bench.next(&mut exchange);
    assert_eq!(bench.sent[0].time_left, Some(seconds(3)));
}

#[test]
fn the_deadline_holds_while_somebody_else_loads() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS).with_time_limit(Some(seconds(5))));
    let step = exchange.next(&mut bench.auth, bench.now);
    assert!(
        matches!(step, Step::Settle { time_left: Some(left), .. } if left == seconds(5)),
        "{step:?}"
    );
    bench.pass(seconds(5));
    let end = bench.drive(&mut exchange, &mut [].into());
    // It is the provider that took too long, not the network.
    assert_eq!(code(&end), "provider.failed", "{end:?}");
}

#[test]
fn credentials_are_a_provider_of_themselves() {
    let credentials = basic(PASSWORD);
    let both: [Box<dyn CredentialsProvider>; 3] = [
        Box::new(credentials.clone()),
        Box::new(bw_auth_core::Credentials::from(credentials.clone())),
        Box::new(std::sync::Arc::new(credentials)),
    ];
    for provider in both {
        for newer_than in [None, Some(Generation::FIRST)] {
            let loaded = provider.load(newer_than).unwrap();
            assert_eq!(loaded.generation(), Generation::FIRST);
        }
    }
}

#[test]
fn a_broken_network_is_told_apart_by_its_kind() {
    let kinds = [
        (Fault::Body, "transport.body", true),
        (Fault::Closed, "transport.closed", true),
        (Fault::Connect, "transport.connect", true),
        (Fault::Dns, "transport.dns", true),
        (Fault::Other, "transport.other", false),
        (Fault::Protocol, "transport.protocol", false),
        (Fault::Proxy, "transport.proxy", false),
        (Fault::Timeout, "transport.timeout", true),
        (Fault::Tls, "transport.tls", false),
    ];
    let mut bench = Bench::new();
    for (fault, expected, retryable) in kinds {
        let end = bench.get([Reply::Broken(fault)]);
        assert_eq!(code(&end), expected);
        let error = end.unwrap_err();
        assert_eq!(error.fault(), Some(fault));
        assert_eq!(error.is_retryable(), retryable, "{fault:?}");
        assert_eq!((error.wait(), error.answer().is_none()), (None, true));
    }
    assert_eq!(bench.sent.len(), kinds.len(), "none is sent twice");
}

#[test]
fn the_authenticator_shows_its_credentials_by_name_only() {
    let mut auth = Authenticator::new(environment(), Policy::default());
    auth.install(basic(PASSWORD));
    let text = format!("{auth:?}");
    assert!(text.contains("jdoe"), "{text}");
    assert_no_secret_in(PASSWORD, &text);
}

#[test]
fn a_sending_tells_what_came_before_it() {
    let policy = Policy::default().with_redirect_limit(3);
    let mut bench = Bench::with_policy(policy);
    let mut dispatch = |exchange: &mut Exchange| loop {
        match exchange.next(&mut bench.auth, bench.now) {
            Step::Send(dispatch) => {
                let place = [("location", dispatch.url().as_str())];
                let head = Head::new(302, &place);
                exchange.responded(&mut bench.auth, bench.now, head);
                return (dispatch.at_once(), dispatch.crossed_origin());
            }
            Step::Settle { errand, .. } => bench.auth.loaded(errand, Ok(loaded("secret", 1))),
            step => panic!("{step:?}"),
        }
    };
    let mut first = Exchange::new(outline("GET", ORDERS));
    assert_eq!(
        dispatch(&mut first),
        (false, false),
        "it waited for the provider"
    );
    let mut second = Exchange::new(outline("GET", ORDERS));
    assert_eq!(dispatch(&mut second), (true, false));
    assert_eq!(dispatch(&mut second), (false, false), "a hop");
}
