//! Streams in several pieces: what is sent is what was declared, to the byte, or the request fails.

use std::collections::VecDeque;
use std::io::{self, Cursor, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use bw_auth_async::reqwest::Body as Stream;
use bw_auth_blocking::Body;
use bw_auth_core::{BasicCredentials, Error};
use bw_auth_sandbox::{ApiUser, Sandbox};
use bw_auth_tests::{Driver, OverAsync, OverBlocking, Setup};
use bytes::Bytes;
use http::Method;

use crate::conformance::accepted::echo;

/// Yields one piece after the other; in between it is not ready, as a file or a socket is not.
struct Pieces {
    left: VecDeque<&'static [u8]>,
    rested: bool,
}

impl futures_core::Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.rested = !self.rested;
        if self.rested {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.left.pop_front().map(Bytes::from_static).map(Ok))
    }
}

/// Yields one piece after the other, never two at once.
fn reader(pieces: &[&'static [u8]]) -> Box<dyn Read + Send> {
    let mut all: Box<dyn Read + Send> = Box::new(io::empty());
    for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
        all = Box::new(all.chain(Cursor::new(*piece)));
    }
    all
}

struct Both {
    sandbox: Sandbox,
    over_async: OverAsync,
    over_blocking: OverBlocking,
}

impl Both {
    fn new() -> Self {
        let sandbox = Sandbox::start().unwrap();
        let user = ApiUser::new("jdoe", "Secret").account(sandbox.account_id());
        sandbox.add_user(user.role("sandbox-echo"));
        let pair = BasicCredentials::new("jdoe", "Secret").unwrap();
        let setup = || Setup::with_provider(&sandbox, std::sync::Arc::new(pair.clone()));
        Self {
            over_async: OverAsync::start(setup()),
            over_blocking: OverBlocking::start(setup()),
            sandbox,
        }
    }

    /// What becomes of a POST over each, async first.
    fn post(&self, pieces: &[&'static [u8]], declared: Option<&str>) -> [Result<u16, Error>; 2] {
        let stream = Pieces {
            left: pieces.iter().copied().collect(),
            rested: false,
        };
        let mut request = self.over_async.client().request(Method::POST, echo());
        if let Some(length) = declared {
            request = request.header("content-length", length);
        }
        let sent = request.body(Stream::wrap_stream(stream)).send();
        let over_async = self.over_async.runtime().block_on(sent);
        let mut request = self.over_blocking.client().request(Method::POST, echo());
        if let Some(length) = declared {
            request = request.header("content-length", length);
        }
        let over_blocking = request.body(Body::Reader(reader(pieces))).send();
        [
            over_async.map(|response| response.status().as_u16()),
            over_blocking.map(|response| response.status().as_u16()),
        ]
    }
}

#[test]
fn of_the_declared_length() {
    let both = Both::new();
    for (pieces, declared, length) in [
        (&[&b"hello"[..], b"world"][..], Some("10"), 10),
        (&[b"hello", b"", b"world", b""], Some("10"), 10),
        (&[b"hello", b"world"], None, 10),
        (&[], Some("0"), 0),
        (&[b""], Some("0"), 0),
    ] {
        both.sandbox.clear_log();
        for end in both.post(pieces, declared) {
            assert_eq!(end.unwrap(), 201, "{pieces:?} {declared:?}");
        }
        let requests = both.sandbox.requests();
        assert_eq!(requests.len(), 2);
        for request in requests {
            assert_eq!(request.body_length, Some(length), "{pieces:?} {declared:?}");
        }
    }
}

#[test]
fn of_another_length_than_declared() {
    let both = Both::new();
    for declared in ["0", "4", "5", "7", "9", "11"] {
        for end in both.post(&[b"hello", b"world"], Some(declared)) {
            assert_eq!(
                end.unwrap_err().code(),
                "transport.body",
                "{declared} of 10"
            );
        }
    }
    let whole = |request: &bw_auth_sandbox::LoggedRequest| request.status == Some(201);
    assert_eq!(both.sandbox.count(whole), 0, "no part passed for the whole");
}
