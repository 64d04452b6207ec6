//! Errors of a caller's own stream, which run code of the caller's wherever they are printed.

use std::fmt;
use std::io::{self, Read};
use std::pin::Pin;
use std::sync::mpsc;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use bw_auth_async::reqwest::Body as Stream;
use bw_auth_blocking::Body;
use bw_auth_core::{BoxError, Endpoint};
use bw_auth_sandbox::Sandbox;
use bw_auth_tests::{Driver, OverAsync, OverBlocking, Setup};
use bytes::Bytes;
use http::Method;

/// What somebody derives who keeps the client at hand for another try.
#[derive(Debug)]
struct Upload<C> {
    #[allow(dead_code, reason = "it is there to be printed")]
    client: C,
}

impl<C> fmt::Display for Upload<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the upload failed")
    }
}

impl<C: fmt::Debug> std::error::Error for Upload<C> {}

/// Asks something while it is printed, from another thread, as any other caller of the client might.
struct Nosy<F>(F);

impl<F: Fn() + Clone + Send + 'static> fmt::Display for Nosy<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = thread::spawn(self.0.clone()).join();
        f.write_str(asked.map_or("it panicked", |()| "it was answered"))
    }
}

impl<F: Fn() + Clone + Send + 'static> fmt::Debug for Nosy<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<F: Fn() + Clone + Send + 'static> std::error::Error for Nosy<F> {}

/// A stream that fails at once.
struct Failing(Option<BoxError>);

impl futures_core::Stream for Failing {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.get_mut().0.take().map(Err))
    }
}

impl Read for Failing {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        Err(self
            .0
            .take()
            .map_or_else(|| io::ErrorKind::Other.into(), io::Error::other))
    }
}

/// The code of the error that a run ends with, and what it says of its cause.
fn end_of(run: impl FnOnce() -> Result<u16, bw_auth_core::Error> + Send + 'static) -> String {
    let (done, is_done) = mpsc::channel();
    thread::spawn(move || {
        let error = run().unwrap_err();
        let mut text = error.code().to_owned();
        let mut cause = std::error::Error::source(&error);
        while let Some(next) = cause {
            text += &format!(" {next}");
            cause = next.source();
        }
        done.send(text)
    });
    is_done.recv_timeout(PATIENCE).expect("it hangs")
}

fn over_async(error: impl FnOnce(&bw_auth_async::Client) -> BoxError) -> String {
    let sandbox = Sandbox::start().unwrap();
    let over = OverAsync::start(Setup::of(&sandbox));
    let stream = Failing(Some(error(over.client())));
    end_of(move || {
        let request = over
            .client()
            .request(Method::POST, Endpoint::subscriptions());
        let sent = request.body(Stream::wrap_stream(stream)).send();
        let response = over.runtime().block_on(sent)?;
        Ok(response.status().as_u16())
    })
}

fn over_blocking(error: impl FnOnce(&bw_auth_blocking::Client) -> BoxError) -> String {
    let sandbox = Sandbox::start().unwrap();
    let over = OverBlocking::start(Setup::of(&sandbox));
    let reader = Failing(Some(error(over.client())));
    end_of(move || {
        let request = over
            .client()
            .request(Method::POST, Endpoint::subscriptions());
        let response = request.body(Body::from_reader(reader)).send()?;
        Ok(response.status().as_u16())
    })
}

#[test]
fn an_error_that_holds_the_client() {
    let texts = [
        over_async(|client| {
            Box::new(Upload {
                client: client.clone(),
            })
        }),
        over_blocking(|client| {
            Box::new(Upload {
                client: client.clone(),
            })
        }),
    ];
    for text in texts {
        assert!(text.starts_with("transport.body"), "{text}");
        assert!(text.contains("the upload failed"), "{text}");
    }
}

#[test]
fn an_error_that_asks_the_client_while_it_is_printed() {
    let texts = [
        over_async(|client| {
            let client = client.clone();
            Box::new(Nosy(move || drop(client.fingerprint())))
        }),
        over_blocking(|client| {
            let client = client.clone();
            Box::new(Nosy(move || drop(client.fingerprint())))
        }),
    ];
    for text in texts {
        assert!(text.starts_with("transport.body"), "{text}");
        assert!(text.contains("it was answered"), "{text}");
    }
}

/// Nothing waits for this: it only tells a hang from a slow machine.
const PATIENCE: Duration = Duration::from_secs(120);
