//! A token endpoint, or a store, that never answers: whoever has a token goes on with it, and nobody waits for longer than
//! was allowed.

use std::future::{Future as _, pending};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use bw_auth_async::Client;
use bw_auth_core::{BoxError, ClientCredentials, Endpoint, StoredToken, TokenKey};
use bw_auth_sandbox::{Fault, LoggedRequest, Sandbox};
use bw_auth_tests::{Call, Setup, Whole};

use super::dropped::{sandbox, set_up};
use super::stage::{LONG, Stage, TOKEN_ENDPOINT, client as oauth_client, own};

fn brief() -> Call {
    Call::get(Endpoint::subscriptions()).timeout(Duration::from_millis(800))
}

/// One account is refused, and no other token is to be had: that is nothing to the others.
pub(super) fn while_a_wrong_account_waits<D: Whole>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of_client(&sandbox));
    client.get(Endpoint::subscriptions()).unwrap();
    sandbox.script_for(TOKEN_ENDPOINT, Fault::hang().always());
    let wrong = client.for_account("920013".parse().unwrap());
    thread::scope(|scope| {
        scope.spawn(|| wrong.run(brief()).unwrap_err());
        assert!(sandbox.wait_for(LONG, |log| log.iter().any(|one| one.fault.is_some())));
        assert_eq!(client.run(brief()).unwrap().status, 200);
    });
}

/// In the last part of its life a token is renewed first. It is used all the same when that takes too long.
pub(super) fn in_the_last_window<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    client.get(Endpoint::subscriptions()).unwrap();
    stage.advance(3590);
    stage.token_fault(Fault::hang().always());
    thread::scope(|scope| {
        let limited = Call::get(Endpoint::subscriptions()).timeout(Duration::from_secs(2));
        let request = scope.spawn(|| client.run(limited));
        let asked = |log: &[LoggedRequest]| log.iter().any(|one| one.fault.is_some());
        assert!(stage.sandbox.wait_for(LONG, asked));
        // The client's own clock says when half of its time is over, once it has been asked. In blocking it is the token
        // request itself that has no longer.
        while !request.is_finished() && !stage.clock.slept().contains(&Duration::from_secs(1)) {
            thread::yield_now();
        }
        stage.advance(1);
        assert_eq!(request.join().unwrap().unwrap().status, 200);
    });
}

/// A request's own limit is no verdict on the endpoint: others are not told to wait for it.
pub(super) fn for_a_request_with_a_limit<D: Whole>() {
    for account in [true, false] {
        let sandbox = Sandbox::start().unwrap();
        sandbox.script_for(TOKEN_ENDPOINT, Fault::hang());
        let setup = Setup::of_client(&sandbox);
        let client = D::start(Setup {
            account: setup.account.clone().filter(|_| account),
            ..setup
        });
        let error = client.run(brief()).unwrap_err();
        assert_eq!(error.code(), "token.unreachable");
        let stats = client.stats();
        assert_eq!((stats.token_requests, stats.token_failures), (1, 0));
    }
}

/// An answer that breaks off is an end, with a cause, and not one more try after another.
pub(super) fn is_not_what_breaks_off<D: Whole>() {
    for doubted in [false, true] {
        let sandbox = Sandbox::start().unwrap();
        let client = D::start(Setup::of_client(&sandbox));
        if doubted {
            client.get(Endpoint::subscriptions()).unwrap();
            let id = sandbox.client_id();
            assert!(sandbox.add_client_secret(id, "second-secret"));
            client.set_credentials(ClientCredentials::new(id, "second-secret".to_owned()).unwrap());
        }
        let before = client.stats().token_requests;
        sandbox.script_for(TOKEN_ENDPOINT, Fault::close_after_bytes(400).always());
        match client.run(brief()) {
            Ok(reply) => assert!(doubted && reply.status == 200),
            Err(error) => assert_eq!((error.code(), doubted), ("token.unusable", false)),
        }
        let stats = client.stats();
        assert_eq!(
            (stats.token_requests - before, stats.token_failures),
            (1, 1)
        );
    }
}

/// An endpoint that hangs is asked once in a while, and does not hold up one request after the other.
pub(super) fn is_tried_and_left_alone<D: Whole>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of_client(&sandbox));
    client.get(Endpoint::subscriptions()).unwrap();
    let id = sandbox.client_id();
    assert!(sandbox.add_client_secret(id, "second-secret"));
    client.set_credentials(ClientCredentials::new(id, "second-secret".to_owned()).unwrap());
    sandbox.script_for(TOKEN_ENDPOINT, Fault::hang().always());
    for _ in 0..4 {
        client.get(Endpoint::subscriptions()).unwrap();
    }
    let stats = client.stats();
    // The first, and what the first of the four waited for, or the first two of them.
    assert!(stats.token_requests <= 3, "{stats:?}");
}

/// A request that renews the token beside itself leaves its caller half of what is left of the time, to read the body in.
pub(super) fn beside_a_request_with_a_limit<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    client.get(Endpoint::subscriptions()).unwrap();
    stage.advance(3300);
    stage.token_fault(Fault::hang().always());
    // Not so small that it is there at once.
    stage.service_fault(Fault::huge_body(300_000, 200));
    let before = stage.clock.slept().len();
    // Less than twice the five seconds that there are for it otherwise.
    let limit = Duration::from_secs(8);
    thread::scope(|scope| {
        let limited = Call::get(Endpoint::subscriptions()).timeout(limit);
        let request = scope.spawn(|| client.run(limited));
        let both =
            |log: &[LoggedRequest]| log.iter().filter(|one| one.fault.is_some()).count() == 2;
        assert!(stage.sandbox.wait_for(LONG, both));
        // In async the wait is the clock's; in blocking it is the token request itself that has no longer.
        while !request.is_finished() {
            stage.clock.advance(Duration::from_millis(100));
            thread::yield_now();
        }
        let reply = request.join().unwrap().unwrap();
        let length = reply.body.map(|body| body.len());
        assert_eq!((reply.status, length), (200, Some(300_000)));
    });
    let waits = &stage.clock.slept()[before..];
    // In async the endpoint's own time is the clock's too, and nobody waits for its end.
    let mut waited = waits.iter().filter(|wait| **wait != ENDPOINTS_TIME);
    assert!(waited.all(|wait| *wait <= limit / 2), "{waits:?}");
}

/// As long as a token request may take.
const ENDPOINTS_TIME: Duration = Duration::from_secs(10);

/// A store of the async client's, which never answers. In blocking there is no way out of a call.
#[derive(Debug)]
struct Hung;

#[bw_auth_async::async_trait]
impl bw_auth_async::TokenStore for Hung {
    async fn load(&self, _key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        pending().await
    }

    async fn save(&self, _key: &TokenKey, _token: &StoredToken) -> Result<(), BoxError> {
        pending().await
    }
}

#[tokio::test]
async fn a_store_that_never_answers_is_waited_for_a_moment_each_time() {
    let (sandbox, clock) = sandbox();
    sandbox.add_client(oauth_client(&sandbox, "CLI-hung"));
    let client = set_up(Client::builder(own("CLI-hung")), &sandbox, &clock);
    let client = client.token_store(Hung).build().unwrap();
    // Half of what is left when the token is there is for the store.
    let limited = client
        .get(Endpoint::subscriptions())
        .timeout(Duration::from_secs(5));
    let mut call = pin!(async { limited.send().await.unwrap().status().as_u16() });
    let mut context = Context::from_waker(Waker::noop());
    assert!(call.as_mut().poll(&mut context).is_pending());
    clock.advance(Duration::from_millis(1_999));
    assert!(call.as_mut().poll(&mut context).is_pending());
    assert_eq!(sandbox.token_requests(), 0);
    clock.advance(Duration::from_millis(1));
    // The token is fetched then, and its saving given up in the same way.
    while sandbox.token_requests() == 0 {
        assert!(call.as_mut().poll(&mut context).is_pending());
        tokio::task::yield_now().await;
    }
    let before = clock.slept().len();
    let status = loop {
        if let Poll::Ready(status) = call.as_mut().poll(&mut context) {
            break status;
        }
        if clock.slept().len() > before {
            clock.advance(Duration::from_millis(1_500));
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(status, 200);
    assert_eq!(clock.slept()[before..], [Duration::from_millis(1_500)]);
}
