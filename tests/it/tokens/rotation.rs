//! Another secret in place of the one in use, which at Bandwidth is live beside it for a while.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use bw_auth_core::{ClientCredentials, Endpoint, Error};
use bw_auth_sandbox::{Credential, Fault};
use bw_auth_tests::{Driver, Rotating, Setup};

use super::stage::{Stage, client, own};

fn second() -> ClientCredentials {
    ClientCredentials::new("CLI-rotated", "battery-staple-horse".to_owned()).unwrap()
}

fn rotated() -> (Stage, Setup) {
    let stage = Stage::new();
    let rotated = client(&stage.sandbox, "CLI-rotated").second_secret("battery-staple-horse");
    let setup = stage.setup_for("CLI-rotated", rotated);
    (stage, setup)
}

pub(super) fn under_load_it_loses_no_request<D: Driver>() {
    let (stage, setup) = rotated();
    let client = D::start(setup);
    client.get(Endpoint::subscriptions()).unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let callers: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let mut after = 0;
                    while after < 10 {
                        after += u32::from(is_over.load(Ordering::SeqCst));
                        let reply = client.get(Endpoint::subscriptions()).unwrap();
                        assert_eq!((reply.status, reply.outcome.attempts()), (200, 1));
                    }
                })
            })
            .collect();
        client.set_credentials(second());
        // The old secret is gone, and nobody notices.
        let old = own("CLI-rotated");
        assert!(
            stage
                .sandbox
                .remove_client_secret("CLI-rotated", old.expose_client_secret())
        );
        is_over.store(true, Ordering::SeqCst);
        callers
            .into_iter()
            .for_each(|caller| caller.join().unwrap());
    });
    assert_eq!(stage.answered(401), 0);
    assert!(
        stage.sandbox.token_requests() <= 2,
        "{}",
        stage.sandbox.token_requests()
    );
}

pub(super) fn a_live_token_outlasts_its_secret<D: Driver>() {
    let (stage, setup) = rotated();
    let client = D::start(setup);
    client.get(Endpoint::subscriptions()).unwrap();
    stage.token_fault(Fault::status(503).always());
    client.set_credentials(second());
    for _ in 0..5 {
        assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
    }
    // Another client's token is another matter.
    client.set_credentials(own("CLI-other"));
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert!(matches!(error, Error::Token(_)), "{error:?}");
}

pub(super) fn a_provider_is_asked_when_its_secret_is_refused<D: Driver>() {
    let (stage, setup) = rotated();
    let provider = Arc::new(Rotating::default());
    provider.give(own("CLI-rotated"));
    let client = D::start(Setup {
        provider: provider.clone(),
        ..setup
    });
    client.get(Endpoint::subscriptions()).unwrap();
    let old = own("CLI-rotated");
    assert!(
        stage
            .sandbox
            .remove_client_secret("CLI-rotated", old.expose_client_secret())
    );
    provider.give(second());
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
    assert_eq!(provider.asked(), 1, "a live token needs no secret");
    stage.advance(3600);
    let reply = client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!((reply.status, reply.outcome.attempts()), (200, 1));
    assert_eq!(provider.asked(), 2);
    assert_eq!(
        stage.sandbox.token_requests(),
        3,
        "one with either secret, and the first"
    );
    let wrong = Credential::WrongClientSecret("CLI-rotated".into());
    assert_eq!(
        stage.sandbox.count(|request| request.credential == wrong),
        1
    );
}

pub(super) fn a_secret_that_nothing_newer_follows<D: Driver>() {
    let (stage, setup) = rotated();
    let provider = Arc::new(Rotating::default());
    provider.give(ClientCredentials::new("CLI-rotated", "wrong".to_owned()).unwrap());
    let client = D::start(Setup {
        provider: provider.clone(),
        ..setup
    });
    for _ in 0..50 {
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        assert_eq!(error.code(), "token.refused");
        assert!(error.wait().is_some(), "{error}");
    }
    assert_eq!(stage.sandbox.token_requests(), 1);
    assert_eq!(
        stage.sandbox.requests().len(),
        1,
        "nothing goes out without a token"
    );
    assert!(provider.asked() <= 2);
}
