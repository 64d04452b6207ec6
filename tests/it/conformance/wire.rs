//! The form of what leaves: length, method, target, and the fields that are not the caller's to choose.

use bw_auth_core::{Endpoint, Environment, Error, Fault, RequestError, Service};
use bw_auth_sandbox::{ApiUser, Sandbox};
use bw_auth_tests::{Call, Driver, Payload, RawServer, Setup};
use bytes::Bytes;
use http::{Method, Request};

use super::accepted::echo;

pub(super) fn no_body_has_length_zero<D: Driver>() {
    // RFC 9110 §8.6: a length where content is expected, and none where it is not.
    for (method, expected) in [
        (Method::POST, Some("0")),
        (Method::PUT, Some("0")),
        (Method::PATCH, Some("0")),
        (Method::GET, None),
        (Method::HEAD, None),
        (Method::DELETE, None),
    ] {
        for payload in [Payload::None, Payload::Bytes(Bytes::new())] {
            let head = sent::<D>(Call::new(method.clone(), orders()).payload(payload));
            assert_eq!(values(&head, "content-length"), Vec::from_iter(expected));
            assert_eq!(values(&head, "transfer-encoding"), [""; 0], "{head}");
        }
    }
}

pub(super) fn methods_of_any_name<D: Driver>() {
    for (name, payload) in [
        ("PURGE", Payload::None),
        ("REPORT", Payload::Bytes(Bytes::from_static(b"12345"))),
    ] {
        let method = Method::from_bytes(name.as_bytes()).unwrap();
        let head = sent::<D>(Call::new(method, orders()).payload(payload));
        assert!(
            head.starts_with(&format!("{name} /api/accounts/1/orders http/1.1").to_lowercase()),
            "{head}"
        );
    }
}

pub(super) fn fields_that_are_not_the_callers<D: Driver>() {
    let server = RawServer::answering(OK);
    let client = D::start(at(&server));
    for (name, shown) in [
        ("connection", "Connection"),
        ("host", "Host"),
        ("keep-alive", "Keep-Alive"),
        ("proxy-authorization", "Proxy-…"),
        ("proxy-connection", "Proxy-…"),
        ("te", "TE"),
        ("trailer", "Trailer"),
        ("transfer-encoding", "Transfer-Encoding"),
        ("upgrade", "Upgrade"),
    ] {
        let call = Call::get(orders()).field(name, "evil.example");
        let error = client.run(call).unwrap_err();
        assert!(
            matches!(error, Error::Request(RequestError::Field { name }) if name == shown),
            "{name}: {error:?}"
        );
        assert_eq!(error.code(), "request.field");
        let request = Request::get(format!("http://{}/api/x", server.address()));
        let request = request.header(name, "evil.example");
        let error = client.send(request.body(Bytes::new()).unwrap());
        assert_eq!(error.unwrap_err().code(), "request.field");
    }
    assert_eq!(server.connections(), 0);
}

pub(super) fn a_length_is_right_or_refused<D: Driver>() {
    let five = Bytes::from_static(b"12345");
    for (payload, wrong) in [
        (Payload::None, "5"),
        (Payload::Bytes(five.clone()), "4"),
        (Payload::Bytes(five.clone()), "+5"),
        (Payload::Stream(five.clone()), "5, 5"),
    ] {
        let server = RawServer::answering(OK);
        let call = Call::new(Method::POST, orders()).field("content-length", wrong);
        let error = D::start(at(&server))
            .run(call.payload(payload))
            .unwrap_err();
        assert_eq!(error.code(), "request.field", "{wrong}");
        assert_eq!(server.connections(), 0);
    }
    for payload in [Payload::Bytes(five.clone()), Payload::Stream(five)] {
        let call = Call::new(Method::POST, orders()).field("content-length", "5");
        let head = sent::<D>(call.payload(payload));
        assert_eq!(values(&head, "content-length"), ["5"]);
        assert_eq!(values(&head, "transfer-encoding"), [""; 0]);
    }
}

pub(super) fn a_stream_shorter_than_declared<D: Driver>() {
    let server = RawServer::answering(OK);
    let payload = Payload::Stream(Bytes::from_static(b"12345"));
    let call = Call::new(Method::POST, orders()).field("content-length", "6");
    let error = D::start(at(&server))
        .run(call.payload(payload))
        .unwrap_err();
    assert_eq!(error.fault(), Some(Fault::Body), "{error:?}");
}

pub(super) fn a_stream_longer_than_declared<D: Driver>() {
    for declared in ["0", "1", "4"] {
        let server = RawServer::answering(OK);
        let payload = Payload::Stream(Bytes::from_static(b"12345"));
        let call = Call::new(Method::POST, orders()).field("content-length", declared);
        let error = D::start(at(&server))
            .run(call.payload(payload))
            .unwrap_err();
        assert_eq!(error.fault(), Some(Fault::Body), "{declared}: {error:?}");
    }
}

pub(super) fn a_stream_of_any_method_is_sent<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_user(
        ApiUser::new("jdoe", "Secret")
            .account(sandbox.account_id())
            .role("sandbox-echo"),
    );
    let client = D::start(Setup::with_pair(&sandbox, "jdoe", "Secret"));
    for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::DELETE] {
        for declared in [None, Some("5")] {
            let payload = Payload::Stream(Bytes::from_static(b"12345"));
            let mut call = Call::new(method.clone(), echo()).payload(payload);
            if let Some(length) = declared {
                call = call.field("content-length", length);
            }
            sandbox.clear_log();
            assert_eq!(client.run(call).unwrap().status, 200, "{method}");
            let requests = sandbox.requests();
            assert_eq!(requests[0].body_length, Some(5), "{method} {declared:?}");
        }
    }
}

pub(super) fn a_query_too_long_for_a_url<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    let call = Call::get(Endpoint::subscriptions()).query("q", "x".repeat(65_534));
    let error = client.run(call).unwrap_err();
    assert!(
        matches!(error, Error::Request(RequestError::Query)),
        "{error:?}"
    );
    assert!(sandbox.requests().is_empty());
}

/// The head of the one request that is sent for this call, in lower case.
fn sent<D: Driver>(call: Call) -> String {
    let server = RawServer::answering(OK);
    assert_eq!(D::start(at(&server)).run(call).unwrap().status, 200);
    assert_eq!(server.connections(), 1);
    String::from_utf8(server.received())
        .unwrap()
        .to_ascii_lowercase()
}

fn values<'a>(head: &'a str, name: &str) -> Vec<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .filter_map(|(found, value)| (found == name).then_some(value))
        .collect()
}

fn at(server: &RawServer) -> Setup {
    let sandbox = Sandbox::start().unwrap();
    let mut setup = Setup::of(&sandbox);
    setup.environment = Environment::custom("local")
        .with_loopback_http(
            Service::Numbers,
            &format!("http://{}/api", server.address()),
        )
        .unwrap();
    setup
}

fn orders() -> Endpoint {
    Endpoint::path(Service::Numbers, "/accounts/1/orders").unwrap()
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
