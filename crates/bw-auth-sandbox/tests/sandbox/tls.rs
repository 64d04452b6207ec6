use std::net::TcpListener;

use bw_auth_sandbox::{Certificate, Sandbox};
use rustls::CertificateError;

use crate::client::connect;

const HOSTS: [&str; 14] = [
    "bandwidth.com",
    "dashboard.bandwidth.com",
    "messaging.bandwidth.com",
    "api.bandwidth.com",
    "test.api.bandwidth.com",
    "test.dashboard.bandwidth.com",
    "test.voice.bandwidth.com",
    "test.evs.bandwidth.com",
    "api.webrtc.bandwidth.com",
    "management.id.bandwidth.com",
    "call-verification.bandwidth.com",
    "localhost",
    "127.0.0.1",
    "::1",
];

fn refusal(certificate: Certificate, name: &str) -> rustls::Error {
    let sandbox = Sandbox::builder().certificate(certificate).start().unwrap();
    let error = connect(&sandbox, sandbox.address(), name).unwrap_err();
    error.downcast::<rustls::Error>().unwrap()
}

#[test]
fn the_certificate_is_good_for_every_documented_host() {
    let sandbox = Sandbox::start().unwrap();
    for host in HOSTS {
        let stream = connect(&sandbox, sandbox.address(), host).unwrap();
        assert_eq!(stream.conn.alpn_protocol(), Some(b"http/1.1".as_slice()));
    }
    for host in ["example.com", "bandwidth.com.example", "127.0.0.2"] {
        assert!(
            connect(&sandbox, sandbox.address(), host).is_err(),
            "{host}"
        );
    }
}

#[test]
fn a_broken_certificate_is_broken_in_the_way_that_was_asked_for() {
    use CertificateError as Reason;
    let reason = |certificate| match refusal(certificate, "dashboard.bandwidth.com") {
        rustls::Error::InvalidCertificate(reason) => reason,
        other => panic!("{other}"),
    };
    assert!(matches!(
        reason(Certificate::Expired),
        Reason::Expired | Reason::ExpiredContext { .. }
    ));
    assert!(matches!(
        reason(Certificate::UnknownCa),
        Reason::UnknownIssuer | Reason::BadSignature
    ));
    for host in HOSTS {
        assert!(matches!(
            refusal(Certificate::WrongHost, host),
            rustls::Error::InvalidCertificate(
                Reason::NotValidForName | Reason::NotValidForNameContext { .. }
            )
        ));
    }
}

#[test]
fn it_can_listen_on_ipv6() {
    // A machine without IPv6 has nothing to test.
    if TcpListener::bind("[::1]:0").is_err() {
        return;
    }
    let sandbox = Sandbox::builder()
        .listen("[::1]:0".parse().unwrap())
        .start()
        .unwrap();
    assert!(sandbox.url().starts_with("https://[::1]:"));
    connect(&sandbox, sandbox.address(), "::1").unwrap();
}
