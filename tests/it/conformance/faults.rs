//! Servers that misbehave: bounded time, bounded memory, and an error with a type.

use std::io::ErrorKind;
use std::time::Duration;

use bw_auth_core::{Endpoint, Error, Fault as Kind};
use bw_auth_sandbox::{Fault, Sandbox};
use bw_auth_tests::{Call, Driver, Payload, Setup};
use http::Method;

use super::accepted::echo;

pub(super) fn no_answer<D: Driver>() {
    let (sandbox, client) = impatient::<D>();
    sandbox.script(Fault::hang());
    assert_timeout(&client.get(Endpoint::subscriptions()).unwrap_err());
    assert_eq!(sandbox.requests().len(), 1);
}

pub(super) fn a_byte_at_a_time<D: Driver>() {
    let (sandbox, client) = impatient::<D>();
    sandbox.script(Fault::drip(Duration::from_millis(100)));
    assert_timeout(&client.get(Endpoint::subscriptions()).unwrap_err());
    assert_eq!(sandbox.requests().len(), 1);
}

pub(super) fn no_answer_to_a_request_with_its_own_limit<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    sandbox.script(Fault::hang());
    let call = Call::get(Endpoint::subscriptions()).timeout(Duration::from_millis(300));
    assert_timeout(&client.run(call).unwrap_err());
}

pub(super) fn a_time_limit_beyond_all_clocks<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let mut setup = Setup::of(&sandbox);
    setup.timeout = Duration::MAX;
    let client = D::start(setup);
    let plain = || Call::get(Endpoint::subscriptions());
    // The first one waits for the provider, and is limited otherwise than the second.
    for call in [plain(), plain(), plain().timeout(Duration::MAX)] {
        assert_eq!(client.run(call).unwrap().status, 200);
    }
}

pub(super) fn closed_at_any_point<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    client.get(Endpoint::subscriptions()).unwrap();
    let whole = client.get(Endpoint::subscriptions()).unwrap().body.unwrap();
    let (mut in_head, mut in_body) = (0, 0);
    for bytes in [0, 1, 5, 9, 15, 17, 40, 80, 120, 160, 200, 300, 400, 500] {
        sandbox.clear_log();
        sandbox.script(Fault::close_after_bytes(bytes));
        match client.get(Endpoint::subscriptions()) {
            Err(Error::Transport(broken)) => {
                assert!(
                    matches!(broken.kind(), Kind::Closed | Kind::Protocol),
                    "{bytes}: {broken:?}"
                );
                in_head += 1;
            }
            Err(error) => panic!("{bytes}: {error:?}"),
            Ok(reply) => {
                assert!(
                    reply.body.is_none_or(|body| body == whole),
                    "half a body passes for a whole one"
                );
                in_body += 1;
            }
        }
        assert!(
            sandbox.requests().len() <= 1,
            "{bytes}: a request that may have been carried out is not repeated"
        );
    }
    assert!(in_head > 3 && in_body > 3, "{in_head} {in_body}");
}

pub(super) fn garbage<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    for bytes in [
        b"SSH-2.0-OpenSSH_9.9\r\n".as_slice(),
        b"\x00\x01\x02\x03\xff\xfe\r\n\r\n",
        b"HTTP/1.1 999999 Nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nbroken name: x\r\ncontent-length: 0\r\n\r\n",
    ] {
        sandbox.script(Fault::garbage(bytes));
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        assert_eq!(error.fault(), Some(Kind::Protocol), "{bytes:?}: {error:?}");
    }
}

pub(super) fn a_stream_that_fails<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    for kind in [
        ErrorKind::BrokenPipe,
        ErrorKind::ConnectionRefused,
        ErrorKind::InvalidData,
        ErrorKind::NotFound,
        ErrorKind::Other,
        ErrorKind::PermissionDenied,
        ErrorKind::TimedOut,
        ErrorKind::UnexpectedEof,
        ErrorKind::WouldBlock,
    ] {
        let call = Call::new(Method::POST, echo()).payload(Payload::Broken(kind));
        let error = client.run(call).unwrap_err();
        assert_eq!(error.fault(), Some(Kind::Body), "{kind:?}: {error:?}");
    }
}

pub(super) fn huge_header<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    sandbox.script(Fault::huge_header(1024 * 1024));
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert_eq!(error.fault(), Some(Kind::Protocol), "{error:?}");
}

pub(super) fn huge_error_body<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    for status in [401, 403, 429] {
        sandbox.script(Fault::huge_body(1024 * 1024 * 1024, status));
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        let answer = error.answer().unwrap();
        assert_eq!(answer.status(), status);
        assert!(!answer.is_complete());
        assert_eq!(answer.body().len(), 16 * 1024);
    }
}

pub(super) fn error_body_that_never_ends<D: Driver>() {
    let (sandbox, client) = impatient::<D>();
    // A head that is sent at once, and a body that is not.
    sandbox.script(Fault::garbage(
        b"HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\ncontent-length: 1000000\r\n\r\nAcc"
            .as_slice(),
    ));
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    let Error::Forbidden(forbidden) = error else {
        panic!("{error:?}")
    };
    assert!(!forbidden.answer().is_complete());
}

pub(super) fn the_client_is_usable_afterwards<D: Driver>() {
    let (sandbox, client) = impatient::<D>();
    for fault in [
        Fault::hang(),
        Fault::close(),
        Fault::close_after_bytes(60),
        Fault::garbage(b"nonsense\r\n\r\n".as_slice()),
        Fault::huge_header(1024 * 1024),
        Fault::huge_body(64 * 1024 * 1024, 403),
        Fault::status(401),
    ] {
        sandbox.script(fault);
        client.get(Endpoint::subscriptions()).unwrap_err();
        assert_eq!(client.run(patient()).unwrap().status, 200);
    }
}

/// A client that waits a third of a second, for servers that never answer.
fn impatient<D: Driver>() -> (Sandbox, D) {
    let sandbox = Sandbox::start().unwrap();
    let mut setup = Setup::of(&sandbox);
    setup.timeout = Duration::from_millis(333);
    let client = D::start(setup);
    // The first request pays for the handshake.
    client.run(patient()).unwrap();
    sandbox.clear_log();
    (sandbox, client)
}

fn patient() -> Call {
    Call::get(Endpoint::subscriptions()).timeout(Duration::from_secs(60))
}

fn assert_timeout(error: &Error) {
    assert_eq!(
        (error.fault(), error.code()),
        (Some(Kind::Timeout), "transport.timeout"),
        "{error:?}"
    );
    assert!(error.is_retryable());
}
