//! Revocations that come at a bad moment: how soon a client finds back, and whom it hurts until then.

use std::sync::Arc;

use bw_auth_core::Endpoint;
use bw_auth_sandbox::Fault;
use bw_auth_tests::{Shelf, TokenSetup, Whole};

use super::stage::Stage;

fn kept_in(store: &Arc<Shelf>) -> TokenSetup {
    TokenSetup {
        store: Some(Arc::clone(store) as _),
        ..TokenSetup::default()
    }
}

/// After how many seconds, with a request in each, one is answered.
fn seconds_to_recover<D: Whole>(stage: &Stage, client: &D) -> Option<u64> {
    (0..=300).find(|_| {
        let ended = client.get(Endpoint::subscriptions());
        if ended.is_err() {
            stage.advance(1);
        }
        ended.is_ok()
    })
}

/// A 401 that no fresh token was tried for says nothing about the account, so it opens no breaker.
pub(super) fn while_the_token_endpoint_fails_once<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    client.get(Endpoint::subscriptions()).unwrap();
    stage.sandbox.revoke_tokens();
    stage.token_fault(Fault::status(503));
    for _ in 0..6 {
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        assert_eq!(error.code(), "auth.rejected");
    }
    stage.advance(1);
    assert_eq!(seconds_to_recover(&stage, &client), Some(0));
}

/// One fetch in half a minute is all that 401s make for, and no more than that is lost.
pub(super) fn just_after_a_wrong_account<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    client.get(Endpoint::subscriptions()).unwrap();
    let wrong = client.for_account("920013".parse().unwrap());
    wrong.get(Endpoint::subscriptions()).unwrap_err();
    stage.advance(5);
    stage.sandbox.revoke_tokens();
    assert_eq!(seconds_to_recover(&stage, &client), Some(25));
}

/// What a store has may have been revoked together with what was refused.
pub(super) fn together_with_what_a_store_has<D: Whole>() {
    let stage = Stage::new();
    let store = Arc::new(Shelf::default());
    let one = D::start_with_tokens(stage.setup.clone(), kept_in(&store));
    let other = D::start_with_tokens(stage.setup.clone(), kept_in(&store));
    one.get(Endpoint::subscriptions()).unwrap();
    other.get(Endpoint::subscriptions()).unwrap();
    other.invalidate_token();
    other.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(stage.sandbox.token_requests(), 2);
    stage.sandbox.revoke_tokens();
    stage.advance(60);
    assert_eq!(seconds_to_recover(&stage, &one), Some(0));
}

/// That a doubt was cured once is not held against anybody later.
pub(super) fn for_the_second_time<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    client.get(Endpoint::subscriptions()).unwrap();
    stage.sandbox.revoke_tokens();
    client.get(Endpoint::subscriptions()).unwrap();
    stage.advance(5);
    stage.sandbox.revoke_tokens();
    assert_eq!(seconds_to_recover(&stage, &client), Some(25));
    // And an hour later, when the endpoint is down as well.
    stage.advance(3400);
    stage.token_fault(Fault::status(503));
    client.get(Endpoint::subscriptions()).unwrap();
    stage.sandbox.revoke_tokens();
    for _ in 0..6 {
        client.get(Endpoint::subscriptions()).unwrap_err();
    }
    stage.advance(2);
    assert_eq!(seconds_to_recover(&stage, &client), Some(0));
}

/// Whatever became of the request that a token was fetched for: hours later it is held against nobody.
pub(super) fn long_after_a_fetch_that_was_for_nothing<D: Whole>() {
    for status in [403, 404, 500] {
        let stage = Stage::new();
        let client = D::start(stage.setup.clone());
        client.get(Endpoint::subscriptions()).unwrap();
        stage.sandbox.revoke_tokens();
        // The sending with the new token ends so.
        stage.service_fault(Fault::status(401));
        stage.service_fault(Fault::status(status));
        let _ = client.get(Endpoint::subscriptions());
        for _ in 0..3 {
            stage.advance(3599);
            client
                .get(Endpoint::order(stage.sandbox.order_id().parse().unwrap()))
                .unwrap();
        }
        stage.sandbox.revoke_tokens();
        assert_eq!(seconds_to_recover(&stage, &client), Some(0), "{status}");
    }
}
