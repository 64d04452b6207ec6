//! Callers in several runtimes, who share one client and so one token request.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use bw_auth_async::Client;
use bw_auth_sandbox::{Fault, Sandbox};
use bw_auth_tests::TestClock;
use tokio::runtime::{Builder, Runtime};

use super::dropped::{client, get, polled, sandbox};
use super::stage::TOKEN_ENDPOINT;

/// Driven only while a test is in it.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// One caller, whose future outlives the visits to its runtime.
struct Call<'a> {
    future: Pin<Box<dyn Future<Output = u16> + 'a>>,
    woken: Arc<Woken>,
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl<'a> Call<'a> {
    fn of(client: &'a Client) -> Self {
        Self {
            future: Box::pin(get(client)),
            woken: Arc::default(),
        }
    }

    /// Lets that runtime look at its sockets, then polls the call once in it.
    fn poll(&mut self, runtime: &Runtime) -> Poll<u16> {
        runtime.block_on(tokio::task::yield_now());
        let _here = runtime.enter();
        let waker = Waker::from(Arc::clone(&self.woken));
        self.future.as_mut().poll(&mut Context::from_waker(&waker))
    }

    fn poll_if_woken(&mut self, runtime: &Runtime) -> Poll<u16> {
        match self.woken.0.swap(false, Ordering::SeqCst) {
            true => self.poll(runtime),
            false => Poll::Pending,
        }
    }

    /// Goes on until the sandbox has been asked for a token.
    fn until_asked(&mut self, runtime: &Runtime, sandbox: &Sandbox) {
        while sandbox.token_requests() == 0 {
            assert!(self.poll(runtime).is_pending());
        }
    }
}

fn wait(clock: &TestClock, seconds: u64) {
    clock.advance(Duration::from_secs(seconds));
}

#[test]
fn what_was_begun_in_one_that_has_ended_is_begun_anew() {
    let (sandbox, clock) = sandbox();
    let client = client(&sandbox, "CLI-ended", &clock, None);
    let first = runtime();
    assert!(!first.block_on(polled(get(&client), 3)));
    drop(first);
    assert_eq!(runtime().block_on(get(&client)), 200);
}

#[test]
fn what_was_begun_in_one_that_nobody_drives_any_more_is_begun_anew() {
    for is_held in [true, false] {
        let (sandbox, clock) = sandbox();
        let client = client(&sandbox, "CLI-left", &clock, None);
        sandbox.script_for(TOKEN_ENDPOINT, Fault::hang());
        let (left, driven) = (runtime(), runtime());
        let mut first = Call::of(&client);
        first.until_asked(&left, &sandbox);
        let held = is_held.then_some(first);

        let mut second = Call::of(&client);
        // To notice the silence, to ask, and to have had no answer.
        for _ in 0..3 {
            assert!(second.poll(&driven).is_pending());
            wait(&clock, 2);
        }
        assert_eq!(driven.block_on(second.future), 200, "held: {is_held}");
        assert_eq!(sandbox.token_requests(), 2);
        if let Some(first) = held {
            assert_eq!(left.block_on(first.future), 200);
            assert_eq!(sandbox.token_requests(), 2);
        }
    }
}

#[test]
fn what_goes_on_in_one_is_waited_for_in_another() {
    let (sandbox, clock) = sandbox();
    let client = client(&sandbox, "CLI-alive", &clock, None);
    sandbox.script_for(TOKEN_ENDPOINT, Fault::delay(Duration::from_secs(20)));
    let (home, other) = (runtime(), runtime());
    let mut first = Call::of(&client);
    first.until_asked(&home, &sandbox);
    let mut second = Call::of(&client);
    for _ in 0..9 {
        assert!(second.poll(&other).is_pending());
        // Asked for a sign of life, or not yet.
        assert!(first.poll_if_woken(&home).is_pending());
        wait(&clock, 2);
    }
    wait(&clock, 2);
    assert_eq!(home.block_on(first.future), 200);
    assert_eq!(other.block_on(second.future), 200);
    assert_eq!(sandbox.token_requests(), 1);
}
