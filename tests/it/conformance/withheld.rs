//! What our own rules do not send at all.

use bw_auth_core::{AccountId, Endpoint, Environment, Error, Service, Withheld};
use bw_auth_sandbox::Sandbox;
use bw_auth_tests::{Call, Driver, RawServer, Setup};
use bytes::Bytes;

pub(super) fn own_header<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let setup = Setup::of(&sandbox);
    let events = setup.events.clone();
    let client = D::start(setup);
    let call = Call::get(Endpoint::subscriptions()).field("authorization", "Bearer of-the-caller");
    let error = client.run(call).unwrap_err();
    assert!(
        matches!(error, Error::Withheld(Withheld::AuthorizationPresent)),
        "{error:?}"
    );
    assert!(!format!("{error} {error:?}").contains("of-the-caller"));
    assert!(sandbox.requests().is_empty());
    assert_eq!(events.names(), ["withheld"]);
}

pub(super) fn origin_off_the_list<D: Driver>() {
    let (sandbox, other) = (Sandbox::start().unwrap(), Sandbox::start().unwrap());
    let setup = Setup::of(&sandbox);
    let events = setup.events.clone();
    let client = D::start(setup);
    let host = sandbox.url().replace("127.0.0.1", "localhost");
    for url in [
        other.url(),
        host,
        "https://dashboard.bandwidth.com.example".into(),
    ] {
        let request = http::Request::get(format!("{url}/api/accounts/1/orders"))
            .body(Bytes::new())
            .unwrap();
        let error = client.send(request).unwrap_err();
        assert!(
            matches!(error, Error::Withheld(Withheld::ForeignOrigin { .. })),
            "{url}: {error:?}"
        );
        let error = client
            .get(Endpoint::url(&format!("{url}/api/x")).unwrap())
            .unwrap_err();
        assert_eq!(error.code(), "withheld.foreign_origin");
    }
    assert!(events.names().len() >= 3 && events.names().iter().all(|name| *name == "withheld"));
    assert!(sandbox.requests().is_empty() && other.requests().is_empty());
}

pub(super) fn plain_http<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let plain = RawServer::answering(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let client = D::start(Setup::of(&sandbox));
    let request = http::Request::get(format!("http://{}/api/x", plain.address()))
        .body(Bytes::new())
        .unwrap();
    assert_eq!(
        client.send(request).unwrap_err().code(),
        "withheld.insecure"
    );
    assert_eq!(plain.connections(), 0);
}

pub(super) fn loopback_http_by_name<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let plain = RawServer::answering(
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok",
    );
    let proxy = RawServer::answering(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let mut setup = Setup::of(&sandbox);
    setup.environment = Environment::custom("local")
        .with_loopback_http(Service::Numbers, &format!("http://{}/api", plain.address()))
        .unwrap();
    setup.proxy = Some(format!("http://{}", proxy.address()));
    let client = D::start(setup);
    assert_eq!(
        client.get(Endpoint::subscriptions()).unwrap().body.unwrap(),
        b"ok"
    );
    let received = String::from_utf8(plain.received())
        .unwrap()
        .to_ascii_lowercase();
    assert_eq!(received.matches("\r\nauthorization: basic ").count(), 1);
    assert_eq!(
        proxy.connections(),
        0,
        "a proxy would see the header of a plain request"
    );
}

pub(super) fn userinfo_in_the_url<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    let url = sandbox
        .url()
        .replace("https://", "https://jdoe:secret-in-url@");
    let request = http::Request::get(format!("{url}/api/accounts/1/orders"))
        .body(Bytes::new())
        .unwrap();
    let error = client.send(request).unwrap_err();
    assert_eq!(error.code(), "withheld.userinfo");
    assert!(!format!("{error} {error:?}").contains("secret-in-url"));
    assert!(sandbox.requests().is_empty());
}

pub(super) fn no_account<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let mut setup = Setup::of(&sandbox);
    setup.account = None;
    let client = D::start(setup);
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert!(
        matches!(error, Error::Withheld(Withheld::AccountMissing)),
        "{error:?}"
    );
    let account: AccountId = sandbox.account_id().parse().unwrap();
    assert_eq!(
        client
            .for_account(account)
            .get(Endpoint::subscriptions())
            .unwrap()
            .status,
        200
    );
}

pub(super) fn service_that_the_environment_lacks<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let mut setup = Setup::of(&sandbox);
    setup.environment = Environment::test();
    let client = D::start(setup);
    let messages = Endpoint::path(Service::Messaging, "/users/{accountId}/messages").unwrap();
    let error = client.get(messages).unwrap_err();
    assert!(
        matches!(error, Error::Withheld(Withheld::ServiceMissing { .. })),
        "{error:?}"
    );
    assert!(
        error.to_string().contains("test") && error.to_string().contains("messaging"),
        "{error}"
    );
}

pub(super) fn a_request_that_cannot_be_put_together<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    let error = client
        .run(Call::get(Endpoint::subscriptions()).field("x-broken", "line\nbreak"))
        .unwrap_err();
    assert_eq!(error.code(), "request.header");
    assert!(!error.is_retryable());
    assert!(sandbox.requests().is_empty());
}
