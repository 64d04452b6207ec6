//! DNS, TCP, TLS and proxies: each fault is told apart by the error alone.

use std::net::TcpListener;

use bw_auth_core::{Endpoint, Environment, Error, Fault as Kind, Service};
use bw_auth_sandbox::{Certificate, Sandbox};
use bw_auth_tests::{Driver, RawServer, Setup};

pub(super) fn unknown_host<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    // RFC 6761 §6.4: never resolves.
    assert_fault::<D>(
        at(&sandbox, "https://no-such-host.invalid/api"),
        Kind::Dns,
        "transport.dns",
    );
}

pub(super) fn closed_port<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let closed = format!("https://{}/api", nobody_listens());
    assert_fault::<D>(at(&sandbox, &closed), Kind::Connect, "transport.connect");
}

pub(super) fn unknown_authority<D: Driver>() {
    let sandbox = Sandbox::builder()
        .certificate(Certificate::UnknownCa)
        .start()
        .unwrap();
    assert_fault::<D>(Setup::of(&sandbox), Kind::Tls, "transport.tls");
    assert!(sandbox.requests().is_empty());
}

pub(super) fn expired_certificate<D: Driver>() {
    let sandbox = Sandbox::builder()
        .certificate(Certificate::Expired)
        .start()
        .unwrap();
    assert_fault::<D>(Setup::of(&sandbox), Kind::Tls, "transport.tls");
    assert!(sandbox.requests().is_empty());
}

pub(super) fn certificate_for_another_host<D: Driver>() {
    let sandbox = Sandbox::builder()
        .certificate(Certificate::WrongHost)
        .start()
        .unwrap();
    assert_fault::<D>(Setup::of(&sandbox), Kind::Tls, "transport.tls");
    assert!(sandbox.requests().is_empty());
}

pub(super) fn no_tls_at_the_other_end<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let plain = RawServer::answering(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    assert_fault::<D>(
        at(&sandbox, &format!("https://{}/api", plain.address())),
        Kind::Tls,
        "transport.tls",
    );
    assert!(!plain.received().windows(6).any(|bytes| bytes == b"Basic "));
}

pub(super) fn closed_during_the_handshake<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let silent = RawServer::answering(b"");
    let base = format!("https://{}/api", silent.address());
    assert_fault::<D>(at(&sandbox, &base), Kind::Closed, "transport.closed");
}

pub(super) fn the_proxy_sees_no_header<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let mut setup = Setup::of(&sandbox);
    setup.environment = Environment::production();
    setup.proxy = Some(sandbox.proxy_url());
    D::start(setup).get(Endpoint::subscriptions()).unwrap();
    let seen = sandbox.proxy_requests();
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].method.as_str(), seen[0].status), ("CONNECT", 200));
    assert_eq!(seen[0].target, "dashboard.bandwidth.com:443");
    assert!(
        !seen[0]
            .header_names
            .iter()
            .any(|name| name.contains("authorization")),
        "{seen:?}"
    );
}

pub(super) fn a_proxy_that_refuses<D: Driver>() {
    for status in [403, 407, 502] {
        let sandbox = Sandbox::builder().proxy_refuses(status).start().unwrap();
        let mut setup = Setup::of(&sandbox);
        setup.environment = Environment::production();
        setup.proxy = Some(sandbox.proxy_url());
        assert_fault::<D>(setup, Kind::Proxy, "transport.proxy");
        assert!(sandbox.requests().is_empty());
    }
}

pub(super) fn a_proxy_that_is_not_there<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let mut setup = Setup::of(&sandbox);
    setup.environment = Environment::production();
    for proxy in [
        format!("http://{}", nobody_listens()),
        "http://no-such-host.invalid:8080".into(),
    ] {
        setup.proxy = Some(proxy);
        assert_fault::<D>(setup.clone(), Kind::Proxy, "transport.proxy");
    }
}

pub(super) fn a_proxy_that_talks_nonsense<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let mut setup = Setup::of(&sandbox);
    setup.environment = Environment::production();
    for answer in [
        b"".as_slice(),
        b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
        b"HTTP/1.1 999999 Nonsense\r\n\r\n",
    ] {
        let proxy = RawServer::answering(answer);
        setup.proxy = Some(format!("http://{}", proxy.address()));
        assert_fault::<D>(setup.clone(), Kind::Proxy, "transport.proxy");
    }
}

fn assert_fault<D: Driver>(setup: Setup, kind: Kind, code: &str) {
    let error = D::start(setup).get(Endpoint::subscriptions()).unwrap_err();
    let Error::Transport(broken) = &error else {
        panic!("{error:?}")
    };
    assert_eq!((broken.kind(), error.code()), (kind, code), "{error:?}");
    assert_eq!(error.fault(), Some(kind));
    assert!(
        std::error::Error::source(&error).is_some(),
        "the HTTP library's own words are kept: {error:?}"
    );
    assert!(
        !format!("{error:?}").contains("/accounts/"),
        "no URL is shown: {error:?}"
    );
}

fn at(sandbox: &Sandbox, base: &str) -> Setup {
    let mut setup = Setup::of(sandbox);
    setup.environment = Environment::custom("elsewhere")
        .with_origin(Service::Numbers, base)
        .unwrap();
    setup
}

/// An address at which nobody listens: it was free a moment ago, and is not asked for again.
fn nobody_listens() -> std::net::SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap()
}
