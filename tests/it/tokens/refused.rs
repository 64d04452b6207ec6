//! A service that refuses a token: 401, and 403, which is about something else.

use bw_auth_core::{Endpoint, Error, Service};
use bw_auth_sandbox::{Credential, Fault};
use bw_auth_tests::{Call, Driver, Payload};
use bytes::Bytes;
use http::Method;

use super::stage::{Stage, client, own};
use crate::conformance::accepted::echo;

pub(super) fn a_revoked_token_is_replaced_once<D: Driver>() {
    let stage = Stage::new();
    let with_echo = client(&stage.sandbox, "CLI-echo").role("sandbox-echo");
    let driver = D::start(stage.setup_for("CLI-echo", with_echo));
    driver.get(Endpoint::subscriptions()).unwrap();
    for tokens in 2..=3 {
        stage.sandbox.revoke_tokens();
        stage.advance(60);
        let body = Payload::Bytes(Bytes::from_static(b"replayable"));
        let call = Call::new(Method::POST, echo()).payload(body);
        let reply = driver.run(call).unwrap();
        assert_eq!(reply.outcome.attempts(), 2);
        assert_eq!(stage.sandbox.token_requests(), tokens);
    }
    let revoked = Credential::RevokedToken("CLI-echo".into());
    assert_eq!(
        stage.sandbox.count(|request| request.credential == revoked),
        2
    );
    let whole = stage.sandbox.requests();
    let mut posts = whole
        .iter()
        .filter(|request| request.path.contains("sandbox-echo"));
    assert!(posts.all(|request| request.body_length == Some(10)));
}

pub(super) fn a_stream_is_not_sent_again<D: Driver>() {
    let stage = Stage::new();
    let with_echo = client(&stage.sandbox, "CLI-echo").role("sandbox-echo");
    let driver = D::start(stage.setup_for("CLI-echo", with_echo));
    driver.get(Endpoint::subscriptions()).unwrap();
    stage.sandbox.revoke_tokens();
    let stream =
        || Call::new(Method::POST, echo()).payload(Payload::Stream(Bytes::from_static(b"once")));
    let error = driver.run(stream()).unwrap_err();
    let Error::Rejected(rejection) = &error else {
        panic!("{error:?}")
    };
    assert!(rejection.not_replayed());
    assert_eq!(driver.run(stream()).unwrap().outcome.attempts(), 1);
    assert_eq!(stage.sandbox.token_requests(), 2);
}

pub(super) fn a_new_token_that_is_refused_too<D: Driver>() {
    let stage = Stage::new();
    let driver = D::start(stage.setup.clone());
    stage.service_fault(Fault::status(401).always());
    let error = driver.get(Endpoint::subscriptions()).unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    assert_eq!(
        (stage.answered(401), stage.sandbox.token_requests()),
        (2, 2)
    );
    for _ in 0..20 {
        driver.get(Endpoint::subscriptions()).unwrap_err();
    }
    assert_eq!(stage.sandbox.token_requests(), 2);
    assert_eq!(
        stage.answered(401),
        6,
        "four more, and then sending stopped"
    );
}

pub(super) fn fetches_after_401_are_half_a_minute_apart<D: Driver>() {
    let stage = Stage::new();
    let driver = D::start(stage.setup.clone());
    for tokens in [2, 2, 2] {
        stage.sandbox.revoke_tokens();
        let end = driver.get(Endpoint::subscriptions());
        assert!(stage.sandbox.token_requests() <= tokens, "{end:?}");
    }
    stage.advance(30);
    driver.reset_rejections();
    assert_eq!(driver.get(Endpoint::subscriptions()).unwrap().status, 200);
    assert_eq!(stage.sandbox.token_requests(), 3);
}

pub(super) fn forbidden_costs_no_token<D: Driver>() {
    let stage = Stage::new();
    let with_role = client(&stage.sandbox, "CLI-porting").role("Porting");
    let driver = D::start(stage.setup_for("CLI-porting", with_role));
    let calls = || Endpoint::path(Service::Voice, "/accounts/{accountId}/calls").unwrap();
    for _ in 0..50 {
        let error = driver.get(calls()).unwrap_err();
        assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
        assert!(
            error
                .to_string()
                .contains("the token has the roles [Porting]"),
            "{error}"
        );
        stage.advance(10);
    }
    assert_eq!(stage.sandbox.token_requests(), 1);
    assert_eq!(stage.answered(403), 50);

    // The role takes another token to show, which is the caller's to ask for.
    let with_roles = client(&stage.sandbox, "CLI-porting").role("HttpVoice");
    stage.sandbox.add_client(with_roles);
    driver.get(calls()).unwrap_err();
    driver.set_credentials(own("CLI-porting"));
    stage.sandbox.revoke_tokens();
    driver.get(calls()).unwrap();
    assert_eq!(stage.sandbox.token_requests(), 2);
}
