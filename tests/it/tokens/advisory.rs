//! The time before a token ends, in which it is renewed beside other work.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use bw_auth_core::{Endpoint, Error};
use bw_auth_sandbox::Fault;
use bw_auth_tests::{Shelf, TokenSetup, Whole};

use super::stage::{LONG, Stage};

pub(super) fn only_the_caller_that_renews_is_held_up<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    client.get(Endpoint::subscriptions()).unwrap();
    stage.advance(ADVISORY_FROM);
    stage.token_fault(Fault::delay(Duration::from_secs(1)));
    let finished = Mutex::new(Vec::new());
    let get = |name: &'static str| {
        let reply = client.get(Endpoint::subscriptions()).unwrap();
        assert_eq!((reply.status, reply.outcome.attempts()), (200, 1));
        finished.lock().unwrap().push(name);
    };
    thread::scope(|scope| {
        scope.spawn(|| get("renewing"));
        // Its own request comes first in blocking, and beside the other in async.
        assert!(stage.sandbox.wait_for(LONG, |log| {
            log.iter().any(|request| request.fault.is_some())
        }));
        let others: Vec<_> = (0..20).map(|_| scope.spawn(|| get("other"))).collect();
        others.into_iter().for_each(|other| other.join().unwrap());
        stage.advance(1);
    });
    let finished = finished.into_inner().unwrap();
    assert_eq!(finished.len(), 21);
    assert_eq!(finished.last(), Some(&"renewing"));
    assert_eq!(stage.sandbox.token_requests(), 2);
    assert_eq!(
        stage
            .sandbox
            .count(|request| request.token_number == Some(1)),
        22
    );
    client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(
        stage
            .sandbox
            .count(|request| request.token_number == Some(2)),
        1
    );
}

pub(super) fn an_endpoint_that_is_down_all_the_while_fails_no_request<D: Whole>() {
    let down: [(Fault, &str, &str); 3] = [
        (Fault::status(503), "token.unavailable", "status 503"),
        (Fault::status(429), "token.rate_limited", "limits the rate"),
        (Fault::close(), "token.unreachable", "no answer came"),
    ];
    for (fault, code, cause) in down {
        let stage = Stage::new();
        let client = D::start(stage.setup.clone());
        client.get(Endpoint::subscriptions()).unwrap();
        stage.advance(ADVISORY_FROM);
        stage.token_fault(fault.always());
        let mut tried_at = Vec::new();
        for second in 0..300 {
            let before = stage.sandbox.token_requests();
            let reply = client.get(Endpoint::subscriptions()).unwrap();
            assert_eq!(reply.status, 200, "{code} after {second} s");
            if stage.sandbox.token_requests() > before {
                tried_at.push(second);
            }
            stage.advance(1);
        }
        // Half a second, doubled up to half a minute, since this clock's random bits are zeros.
        let pauses = [0, 1, 2, 4, 8, 16, 32, 62, 92, 122, 152, 182, 212, 242, 272];
        assert_eq!(tried_at, pauses, "{code}");

        // The token is over, and the endpoint is left alone for another two seconds.
        let tries = stage.sandbox.token_requests();
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        assert_eq!(error.code(), code);
        assert_eq!(error.wait(), Some(Duration::from_secs(2)), "{error}");
        assert!(
            error.to_string().contains("the next try is in 2 s"),
            "{error}"
        );
        assert!(error.to_string().contains(cause), "{error}");
        assert_eq!(stage.sandbox.token_requests(), tries);
        stage.advance(2);
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        assert_eq!(stage.sandbox.token_requests(), tries + 1);
        assert_eq!(error.wait(), Some(Duration::from_secs(30)), "{error}");
        assert!(matches!(error, Error::Token(_)), "{error:?}");

        stage.sandbox.clear_script();
        client.get(Endpoint::subscriptions()).unwrap_err();
        stage.advance(30);
        assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
        assert_eq!(stage.answered(401), 0, "{code}");
    }
}

pub(super) fn a_panic_beside_a_request_is_nothing_to_it<D: Whole>() {
    let stage = Stage::new();
    let store = Arc::new(Shelf::default());
    let tokens = TokenSetup {
        store: Some(Arc::clone(&store) as _),
        ..TokenSetup::default()
    };
    let client = D::start_with_tokens(stage.setup.clone(), tokens);
    client.get(Endpoint::subscriptions()).unwrap();
    stage.advance(ADVISORY_FROM);
    store.panic(1);
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
    assert_eq!((store.loads(), stage.sandbox.token_requests()), (2, 1));
    // The next one sees to what is still to be done.
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
    assert_eq!((store.loads(), stage.sandbox.token_requests()), (3, 2));
}

/// The last five minutes of an hour, since this clock's random bits are zeros.
const ADVISORY_FROM: u64 = 3300;
