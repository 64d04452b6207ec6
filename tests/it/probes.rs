//! A probe whose request comes to nothing gives its place to the next.

use std::future::{Future, pending, ready};
use std::io::{self, Read};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use bw_auth_async::AuthorizationLayer;
use bw_auth_blocking::ureq::{self, Agent, SendBody};
use bw_auth_blocking::{AuthorizationMiddleware, Body, Client};
use bw_auth_core::{BasicCredentials, Endpoint};
use bw_auth_sandbox::{Sandbox, SandboxClock};
use bw_auth_tests::{Driver, OverBlocking, Setup, TestClock};
use http::{Method, Request, Response};
use tower_layer::Layer;
use tower_service::Service;

/// A client beneath the layer that refuses everything, or never answers.
#[derive(Clone, Default)]
struct Refusing {
    calls: Arc<AtomicUsize>,
    hangs: Arc<AtomicBool>,
}

impl Service<Request<()>> for Refusing {
    type Response = Response<()>;
    type Error = std::convert::Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<()>, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _request: Request<()>) -> Self::Future {
        self.calls.fetch_add(1, Ordering::SeqCst);
        if self.hangs.load(Ordering::SeqCst) {
            return Box::pin(pending());
        }
        Box::pin(ready(Ok(Response::builder().status(401).body(()).unwrap())))
    }
}

#[tokio::test]
async fn of_a_layer_whose_call_is_dropped() {
    let clock = SandboxClock::manual(1_795_000_000);
    let client =
        bw_auth_async::Client::builder(BasicCredentials::new("jdoe", "wrong-password").unwrap())
            .timer(TestClock::beside(&clock))
            .build()
            .unwrap();
    let beneath = Refusing::default();
    let mut service = AuthorizationLayer::new(client).layer(beneath.clone());
    let request = || {
        Request::get("https://dashboard.bandwidth.com/api/x")
            .body(())
            .unwrap()
    };
    for _ in 0..5 {
        service.call(request()).await.unwrap();
    }
    service.call(request()).await.unwrap_err();
    clock.advance(STOP);
    beneath.hangs.store(true, Ordering::SeqCst);
    {
        let mut probe = pin!(service.call(request()));
        std::future::poll_fn(|context| {
            assert!(probe.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
    }
    assert_eq!(beneath.calls.load(Ordering::SeqCst), 6);
    beneath.hangs.store(false, Ordering::SeqCst);
    let response = service.call(request()).await.unwrap();
    assert_eq!(response.status(), 401, "the next one is let through");
}

/// Panics when it is read.
struct Panicking;

impl Read for Panicking {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        panic!("a reader with a bug")
    }
}

/// A blocking client that has been refused until sending stopped, when the stop is over.
fn stopped() -> (Sandbox, OverBlocking) {
    let clock = SandboxClock::manual(1_795_000_000);
    let sandbox = Sandbox::builder().clock(clock.clone()).start().unwrap();
    let mut setup = Setup::with_pair(&sandbox, sandbox.username(), "wrong-password");
    setup.clock = Some(TestClock::beside(&clock));
    let client = OverBlocking::start(setup);
    let code = || client.get(Endpoint::subscriptions()).unwrap_err().code();
    for _ in 0..5 {
        assert_eq!(code(), "auth.rejected");
    }
    assert_eq!(code(), "auth.rejected_earlier");
    clock.advance(STOP);
    (sandbox, client)
}

fn assert_next_is_let_through(client: &OverBlocking) {
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert_eq!(error.code(), "auth.rejected", "{error}");
}

#[test]
fn of_a_blocking_call_that_panics() {
    let (_sandbox, over) = stopped();
    let client: Client = over.client().clone();
    let probe = thread::spawn(move || {
        let request = client.request(Method::POST, Endpoint::subscriptions());
        request.body(Body::from_reader(Panicking)).send()
    });
    assert!(probe.join().is_err());
    assert_next_is_let_through(&over);
}

#[test]
fn of_a_middleware_beneath_which_something_panics() {
    let (sandbox, over) = stopped();
    let url = format!(
        "{}/api/accounts/{}/subscriptions",
        sandbox.url(),
        sandbox.account_id()
    );
    let agent: Agent = Agent::config_builder()
        .middleware(AuthorizationMiddleware::new(over.client().clone()))
        .middleware(
            |_: Request<SendBody<'_>>, _: ureq::middleware::MiddlewareNext<'_>| {
                panic!("a middleware with a bug")
            },
        )
        .build()
        .into();
    let probe = thread::spawn(move || agent.get(&url).call());
    assert!(probe.join().is_err());
    assert_next_is_let_through(&over);
}

/// How long sending stops after five refusals.
const STOP: Duration = Duration::from_secs(30);
