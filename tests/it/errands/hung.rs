//! An async provider that never answers.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll, Waker};

use bw_auth_async::{AuthorizationLayer, Client};
use bw_auth_core::Error;
use bw_auth_sandbox::Sandbox;
use bw_auth_tests::TestClock;
use http::{Request, Response};
use std::sync::Arc;
use tower_layer::Layer;
use tower_service::Service;

use super::{Caller, Gated, NEW, client, listed, new_pair, old_pair};

/// A client beneath the layer, at a service that refuses everybody.
#[derive(Clone)]
struct Refusing;

impl Service<Request<()>> for Refusing {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _request: Request<()>) -> Self::Future {
        ready(Ok(Response::builder().status(401).body(()).unwrap()))
    }
}

#[test]
fn other_credentials_release_whoever_waits_for_a_hung_provider() {
    let provider = Gated::with(old_pair());
    let (client, uri) = (client(Arc::clone(&provider)), listed());
    let (mut first, mut second) = (Caller::of(&client, &uri), Caller::of(&client, &uri));
    assert!(first.poll().is_pending());
    assert!(second.poll().is_pending());
    client.set_credentials(new_pair());
    for caller in [&mut second, &mut first] {
        assert!(caller.woken());
        let Poll::Ready(header) = caller.poll() else {
            panic!("it still waits for the provider that was replaced")
        };
        assert_eq!(header.unwrap(), NEW);
    }
    assert_eq!(provider.asked(), 1);
}

#[test]
fn a_newer_errand_does_not_wait_for_a_hung_one() {
    let (client, uri) = (client(Gated::with(old_pair())), listed());
    let mut hung = Caller::of(&client, &uri);
    assert!(hung.poll().is_pending());
    client.set_credentials(new_pair());
    // A refusal in passing, after which the next request asks for newer credentials: an errand of its own.
    let mut service = AuthorizationLayer::new(client.clone()).layer(Refusing);
    let mut passing = service.call(Request::get(&uri).body(()).unwrap());
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(refused) = passing.as_mut().poll(&mut context) else {
        panic!("it needs nobody")
    };
    assert_eq!(refused.unwrap().status(), 401);
    let Poll::Ready(header) = Caller::of(&client, &uri).poll() else {
        panic!("it waits for the provider that was replaced")
    };
    assert_eq!(header.unwrap(), NEW);
}

#[test]
fn authorizing_waits_no_longer_than_the_client_does() {
    let sandbox = Sandbox::start().unwrap();
    // Its waits take no time, so one poll shows whether there is a limit.
    let client = Client::builder(Gated::with(old_pair()))
        .timer(TestClock::beside(sandbox.clock()))
        .build()
        .unwrap();
    let uri = listed();
    let Poll::Ready(end) = Caller::of(&client, &uri).poll() else {
        panic!("it waits without a limit")
    };
    assert!(matches!(end.unwrap_err(), Error::Provider(_)));

    let mut service = AuthorizationLayer::new(client).layer(Refusing);
    let mut sending = service.call(Request::get(uri).body(()).unwrap());
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(end) = sending.as_mut().poll(&mut context) else {
        panic!("the layer waits without a limit")
    };
    let error = end.unwrap_err();
    assert!(matches!(error.downcast_ref(), Some(Error::Provider(_))));
}
