//! A thousand callers at once: at the start, across an expiry, and when their token is revoked.

use std::thread;
use std::time::Duration;

use bw_auth_core::{Endpoint, Error};
use bw_auth_sandbox::{Fault, LoggedRequest, Sandbox};

use super::pool::{CONNECTIONS, Pooled};
use super::stage::{LONG, Stage, TOKEN_ENDPOINT};

pub(super) fn at_the_start_and_across_an_expiry<D: Pooled>() {
    let stage = Stage::new();
    let client = D::start_pooled(stage.setup.clone());
    for lives in 1..=2 {
        // Held back until all are there, so that they do wait together.
        stage.token_fault(Fault::delay(Duration::from_secs(1)));
        let ends = D::crowd(vec![client.clone(); CALLERS], || {
            assert!(has_token_requests(&stage.sandbox, lives));
            stage.advance(1);
        });
        assert!(ends.into_iter().all(|end| end.unwrap() == 200));
        assert_eq!(stage.sandbox.token_requests(), lives);
        assert_eq!(stage.answered(200), lives * CALLERS);
        stage.advance(3600);
    }
    assert_eq!(
        stage.sandbox.count(|request| request.status == Some(401)),
        0
    );
    let connections = stage
        .sandbox
        .requests()
        .iter()
        .map(|request| request.connection)
        .max();
    assert!(
        connections.unwrap() < 4 * CONNECTIONS as u64,
        "{connections:?}"
    );
}

/// All of them are on their way when their token is revoked: some at the service, which has let them in already, and the
/// rest waiting for a connection.
pub(super) fn revoked_in_flight<D: Pooled>() {
    let stage = Stage::new();
    let client = D::start_pooled(stage.setup.clone());
    client.get(Endpoint::subscriptions()).unwrap();
    let at_the_service = CONNECTIONS as u64;
    stage.service_fault(Fault::delay(Duration::from_secs(1)).times(at_the_service));
    let ends = D::crowd(vec![client.clone(); CALLERS], || {
        assert!(stage.sandbox.wait_for(LONG, |log| {
            log.iter().filter(|one| one.fault.is_some()).count() == CONNECTIONS
        }));
        while client.stats().sent < 1 + CALLERS as u64 {
            thread::yield_now();
        }
        stage.sandbox.revoke_tokens();
        stage.advance(1);
    });
    assert!(ends.into_iter().all(|end| end.unwrap() == 200));
    assert_eq!(stage.sandbox.token_requests(), 2);
    let refused = CALLERS - CONNECTIONS;
    assert_eq!(stage.answered(401), refused, "each of them once");
    assert_eq!(stage.answered(200), 1 + CALLERS);
}

pub(super) fn revoked_in_flight_and_the_next_token_too<D: Pooled>() {
    let stage = Stage::new();
    let client = D::start_pooled(stage.setup.clone());
    client.get(Endpoint::subscriptions()).unwrap();
    // Every token is refused from now on.
    stage.service_fault(Fault::status(401).always());
    let ends = D::crowd(vec![client.clone(); CALLERS], || ());
    for end in ends {
        assert!(matches!(
            end.unwrap_err(),
            Error::Rejected(_) | Error::RejectedEarlier(_)
        ));
    }
    assert_eq!(stage.sandbox.token_requests(), 2);
    let refused = stage.answered(401);
    assert!(
        refused <= 2 * CALLERS,
        "each is sent again once at most: {refused}"
    );
}

/// As many connections as there are callers at once, and not one for each request.
pub(super) fn callers_at_once_share_their_connections<D: Pooled>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
                }
            });
        }
    });
    let requests = stage.sandbox.requests();
    let connections = requests.iter().map(|request| request.connection).max();
    // A request that is made in the moment in which another ends may find the connection still busy.
    assert!(connections < Some(60), "{connections:?}");
}

fn has_token_requests(sandbox: &Sandbox, count: usize) -> bool {
    let is_for_token = |request: &&LoggedRequest| request.path == TOKEN_ENDPOINT;
    sandbox.wait_for(LONG, |log| log.iter().filter(is_for_token).count() >= count)
}

const CALLERS: usize = 1000;
