//! A 401 when newer credentials are at hand, and what else happens between a client and its provider.

use std::sync::Arc;

use bw_auth_core::{BasicCredentials, Endpoint, Error, Generation};
use bw_auth_sandbox::{ApiUser, Credential, Sandbox};
use bw_auth_tests::{Call, Driver, Payload, Rotating, Setup};
use bytes::Bytes;
use http::Method;

use super::accepted::echo;

pub(super) fn a_newer_secret_is_tried_once<D: Driver>() {
    let (sandbox, provider) = rotated_sandbox();
    let setup = Setup::with_provider(&sandbox, provider.clone());
    let events = setup.events.clone();
    let client = D::start(setup);
    client.get(Endpoint::subscriptions()).unwrap();
    sandbox.set_password("jdoe", "second");
    provider.put("jdoe", "second");
    let reply = client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(reply.outcome.attempts(), 2);
    assert_eq!(provider.asked(), 2, "once at start, once after the 401");
    assert_eq!(sandbox.requests().len(), 3);
    assert_eq!(events.names(), ["credentials.rotated"]);

    let body = Payload::Bytes(Bytes::from_static(b"replayable"));
    sandbox.set_password("jdoe", "third");
    provider.put("jdoe", "third");
    sandbox.clear_log();
    client
        .run(Call::new(Method::POST, echo()).payload(body))
        .unwrap();
    let lengths: Vec<_> = sandbox
        .requests()
        .iter()
        .map(|request| request.body_length)
        .collect();
    assert_eq!(
        lengths,
        [Some(10), Some(10)],
        "the whole body went both times"
    );
}

pub(super) fn a_newer_secret_that_is_refused_too<D: Driver>() {
    let (sandbox, provider) = rotated_sandbox();
    let client = D::start(Setup::with_provider(&sandbox, provider.clone()));
    client.get(Endpoint::subscriptions()).unwrap();
    sandbox.set_password("jdoe", "elsewhere");
    provider.put("jdoe", "second");
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    let Error::Rejected(rejection) = error else {
        panic!("{error:?}")
    };
    assert_eq!(
        rejection.generation(),
        Generation::new(2),
        "the one refused last"
    );
    assert_eq!(sandbox.requests().len(), 3);
    // Within a minute there is no use in asking again for the same account.
    client.get(Endpoint::subscriptions()).unwrap_err();
    assert_eq!(provider.asked(), 2);
}

pub(super) fn a_stream_cannot_be_replayed<D: Driver>() {
    let (sandbox, provider) = rotated_sandbox();
    let client = D::start(Setup::with_provider(&sandbox, provider.clone()));
    client.get(Endpoint::subscriptions()).unwrap();
    sandbox.set_password("jdoe", "second");
    provider.put("jdoe", "second");
    let stream = || Payload::Stream(Bytes::from_static(b"once"));
    let error = client
        .run(Call::new(Method::POST, echo()).payload(stream()))
        .unwrap_err();
    let Error::Rejected(rejection) = &error else {
        panic!("{error:?}")
    };
    assert!(rejection.not_replayed());
    assert!(
        error.to_string().contains("send the request anew"),
        "{error}"
    );
    client
        .run(Call::new(Method::POST, echo()).payload(stream()))
        .unwrap();
    assert_eq!(sandbox.requests().len(), 3);
}

pub(super) fn credentials_set_at_run_time<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_user(ApiUser::new("jdoe", "first").account(sandbox.account_id()));
    let client = D::start(Setup::with_pair(&sandbox, "jdoe", "first"));
    let clone = client.clone();
    client.get(Endpoint::subscriptions()).unwrap();
    sandbox.set_password("jdoe", "second");
    client.set_credentials(BasicCredentials::new("jdoe", "second").unwrap());
    clone.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(sandbox.count(|request| request.status == Some(401)), 0);

    sandbox.add_user(ApiUser::new("other", "own").account(sandbox.account_id()));
    let other = client.with_credentials(BasicCredentials::new("other", "own").unwrap());
    other.get(Endpoint::subscriptions()).unwrap();
    client.get(Endpoint::subscriptions()).unwrap();
    let names: Vec<_> = sandbox
        .requests()
        .into_iter()
        .map(|request| request.credential)
        .collect();
    let expected = ["jdoe", "jdoe", "other", "jdoe"].map(|name| Credential::Accepted(name.into()));
    assert_eq!(names, expected);
}

pub(super) fn one_pool_for_all_credentials<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    for tenant in 0..20 {
        let name = format!("tenant-{tenant}");
        sandbox.add_user(ApiUser::new(&name, "Secret123").account(sandbox.account_id()));
        let own = client.with_credentials(BasicCredentials::new(&name, "Secret123").unwrap());
        own.get(Endpoint::subscriptions()).unwrap();
    }
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 20);
    // A request that is made in the moment in which another ends may find the connection still busy.
    let connections = requests.iter().map(|request| request.connection).max();
    assert!(connections < Some(10), "{connections:?}");
}

pub(super) fn no_credentials_to_be_had<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let provider = Arc::new(Rotating::default());
    let client = D::start(Setup::with_provider(&sandbox, provider.clone()));
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert!(matches!(error, Error::Provider(_)), "{error:?}");
    assert_eq!(error.code(), "provider.failed");
    assert!(
        sandbox.requests().is_empty(),
        "nothing goes out without credentials"
    );
    provider.put(sandbox.username(), sandbox.password());
    client.get(Endpoint::subscriptions()).unwrap();
}

pub(super) fn many_callers_load_once<D: Driver>() {
    let (sandbox, provider) = rotated_sandbox();
    let client = D::start(Setup::with_provider(&sandbox, provider.clone()));
    std::thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| client.get(Endpoint::subscriptions()).unwrap());
        }
    });
    assert_eq!(provider.asked(), 1);
    assert_eq!(sandbox.requests().len(), 32);
}

fn rotated_sandbox() -> (Sandbox, Arc<Rotating>) {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_user(
        ApiUser::new("jdoe", "first")
            .account(sandbox.account_id())
            .role("sandbox-echo"),
    );
    (sandbox, Rotating::starting_with("jdoe", "first"))
}
