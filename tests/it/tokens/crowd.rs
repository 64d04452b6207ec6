//! A thousand callers at once: at the start, across an expiry, and when their token is revoked.

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

pub(super) fn revoked_in_flight<D: Pooled>() {
    let stage = Stage::new();
    let client = D::start_pooled(stage.setup.clone());
    client.get(Endpoint::subscriptions()).unwrap();
    stage.sandbox.revoke_tokens();
    stage.token_fault(Fault::delay(Duration::from_secs(1)));
    let ends = D::crowd(vec![client.clone(); CALLERS], || {
        assert!(has_token_requests(&stage.sandbox, 2));
        stage.advance(1);
    });
    assert!(ends.into_iter().all(|end| end.unwrap() == 200));
    assert_eq!(stage.sandbox.token_requests(), 2);
    let refused = stage.answered(401);
    assert!(
        (1..=CALLERS).contains(&refused),
        "each is refused once at most: {refused}"
    );
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

fn has_token_requests(sandbox: &Sandbox, count: usize) -> bool {
    let is_for_token = |request: &&LoggedRequest| request.path == TOKEN_ENDPOINT;
    sandbox.wait_for(LONG, |log| log.iter().filter(is_for_token).count() >= count)
}

const CALLERS: usize = 1000;
