//! 401 and 403: what a caller is told, and that nothing is sent twice.

use bw_auth_core::{Cause, Endpoint, Error, Generation, Service};
use bw_auth_sandbox::{ApiUser, Credential, Echo, Fault, Sandbox};
use bw_auth_testkit::assert_no_secret_in;
use bw_auth_tests::{Call, Driver, Payload, Setup, assert_no_secret};
use bytes::Bytes;
use http::Method;

use super::accepted::echo;

pub(super) fn wrong_password<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let setup = Setup::with_pair(&sandbox, sandbox.username(), "not-the-password");
    let events = setup.events.clone();
    let client = D::start(setup);
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    let Error::Rejected(rejection) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(error.code(), "auth.rejected");
    assert_eq!(rejection.answer().status(), 401);
    assert_eq!(rejection.generation(), Generation::FIRST);
    assert_eq!(rejection.account().unwrap().as_str(), sandbox.account_id());
    assert_eq!(rejection.environment(), "sandbox");
    assert!(
        rejection.causes().contains(&Cause::Secret) && rejection.causes().contains(&Cause::Account)
    );
    assert!(!rejection.not_replayed());
    assert!(!error.is_retryable());
    let text = error.to_string();
    assert!(
        text.contains(sandbox.account_id()) && text.contains("case sensitive"),
        "{text}"
    );
    assert_eq!(sandbox.requests().len(), 1, "a refused secret is sent once");
    assert_eq!(
        sandbox.requests()[0].credential,
        Credential::WrongPassword(sandbox.username().into())
    );
    assert_eq!(events.names(), ["auth.rejected"]);
}

pub(super) fn case_matters_in_both_halves<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_user(ApiUser::new("jdoe", "Secret").account(sandbox.account_id()));
    sandbox.add_user(ApiUser::new("JDOE", "secret").account(sandbox.account_id()));
    for (username, password, accepted) in [
        ("jdoe", "Secret", true),
        ("JDOE", "secret", true),
        ("jdoe", "secret", false),
        ("JDOE", "Secret", false),
        ("Jdoe", "Secret", false),
    ] {
        let client = D::start(Setup::with_pair(&sandbox, username, password));
        let answer = client.get(Endpoint::subscriptions());
        assert_eq!(answer.is_ok(), accepted, "{username} {password}");
    }
}

pub(super) fn wrong_account<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    let error = client
        .for_account("920013".parse().unwrap())
        .get(Endpoint::subscriptions())
        .unwrap_err();
    let Error::Rejected(rejection) = error else {
        panic!("{error:?}")
    };
    assert_eq!(rejection.account().unwrap().as_str(), "920013");
    assert_eq!(
        client.get(Endpoint::subscriptions()).unwrap().status,
        200,
        "the account that is right goes on"
    );
    assert_eq!(sandbox.requests().len(), 2);
}

pub(super) fn missing_role<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    let numbers =
        Endpoint::path(Service::Numbers, "/accounts/{accountId}/inserviceNumbers").unwrap();
    let error = client.get(numbers).unwrap_err();
    let Error::Forbidden(forbidden) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(error.code(), "auth.forbidden");
    assert_eq!(forbidden.answer().status(), 403);
    assert_eq!(forbidden.answer().code(), Some("1001"));
    assert!(
        forbidden
            .answer()
            .description()
            .is_some_and(|text| text.contains("Access Denied"))
    );
    assert!(error.to_string().contains("role"), "{error}");

    let messages = Endpoint::path(Service::Messaging, "/users/{accountId}/messages").unwrap();
    let error = client.get(messages).unwrap_err();
    assert_eq!(
        error.answer().unwrap().code(),
        Some("forbidden"),
        "the JSON services' shape is read too"
    );
    assert_eq!(sandbox.requests().len(), 2, "403 is asked for once");
}

pub(super) fn raw_status_makes_them_responses<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    for status in [401, 403, 429] {
        sandbox.script(
            Fault::status(status)
                .header("retry-after", "7")
                .body("as it came"),
        );
        let reply = client
            .run(Call::get(Endpoint::subscriptions()).raw_status())
            .unwrap();
        assert_eq!(reply.status, status);
        assert_eq!(reply.body.unwrap(), b"as it came");
        assert_eq!(reply.outcome.retry_after().is_some(), status == 429);
    }
}

pub(super) fn an_echoed_header_is_redacted<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    for echo in [Echo::Plain, Echo::Json, Echo::Xml] {
        for status in [401, 403, 429] {
            sandbox.script(Fault::echo_authorization(status, echo));
            let get = || client.get(Endpoint::subscriptions());
            let error = assert_no_secret(sandbox.password(), get).unwrap_err();
            let answer = error.answer().unwrap();
            let body = String::from_utf8_lossy(answer.body());
            assert!(body.contains("[redacted]"), "{echo:?}: {body}");
            let fields: Vec<_> = answer.fields().collect();
            assert_no_secret_in(sandbox.password(), format!("{body} {fields:?}"));
            client.reset_rejections();
        }
    }
}

pub(super) fn a_stream_is_not_sent_again<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::with_pair(
        &sandbox,
        sandbox.username(),
        "not-the-password",
    ));
    let stream = Payload::Stream(Bytes::from_static(b"once"));
    let error = client
        .run(Call::new(Method::POST, echo()).payload(stream))
        .unwrap_err();
    let Error::Rejected(rejection) = error else {
        panic!("{error:?}")
    };
    assert!(
        !rejection.not_replayed(),
        "there was nothing newer to send it with"
    );
    assert_eq!(sandbox.requests().len(), 1);
}
