//! Callers in several runtimes, who share one client and so one token request.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use bw_auth_async::Client;
use bw_auth_core::{ClientCredentials, Generation, Loaded, ProviderError};
use bw_auth_sandbox::{Fault, Sandbox};
use bw_auth_tests::{Shelf, TestClock};
use tokio::runtime::{Builder, Handle, Runtime};

use super::dropped::{client, get, polled, sandbox, set_up};
use super::stage::{TOKEN_ENDPOINT, client as oauth_client, own};

/// Driven only while a test is in it.
pub(super) fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// One caller, whose future outlives the visits to its runtime.
pub(super) struct Call {
    pub(super) future: Pin<Box<dyn Future<Output = u16> + Send>>,
    woken: Arc<Woken>,
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Call {
    pub(super) fn of(client: &Client) -> Self {
        let client = client.clone();
        Self {
            future: Box::pin(async move { get(&client).await }),
            woken: Arc::default(),
        }
    }

    /// Lets that runtime look at its sockets, then polls the call once in it.
    pub(super) fn poll(&mut self, runtime: &Runtime) -> Poll<u16> {
        runtime.block_on(tokio::task::yield_now());
        self.poll_in(runtime.handle())
    }

    /// The same without a look, for whoever is in another runtime.
    pub(super) fn poll_in(&mut self, runtime: &Handle) -> Poll<u16> {
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

    /// Lets that runtime look at its sockets until there is something for the call to do.
    pub(super) fn until_woken(&self, runtime: &Runtime) {
        while !self.woken.0.swap(false, Ordering::SeqCst) {
            runtime.block_on(tokio::task::yield_now());
        }
    }

    /// Goes on until the sandbox has been asked for a token.
    pub(super) fn until_asked(&mut self, runtime: &Runtime, sandbox: &Sandbox) {
        while sandbox.token_requests() == 0 {
            assert!(self.poll(runtime).is_pending());
        }
    }
}

pub(super) fn wait(clock: &TestClock, seconds: u64) {
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
fn what_is_lost_with_one_is_nobodys_failure() {
    let (sandbox, clock) = sandbox();
    let client = client(&sandbox, "CLI-lost", &clock, None);
    sandbox.script_for(TOKEN_ENDPOINT, Fault::hang());
    let (ending, living) = (runtime(), runtime());
    let mut first = Call::of(&client);
    // Dropped with the runtime, some before and some after what the request needs of it.
    let second = Arc::new(Mutex::new(Call::of(&client)));
    let watch = || PolledAtTheEnd(Arc::clone(&second), living.handle().clone());
    let spawn_some = || (0..16).for_each(|_| drop(ending.spawn(watch().never())));
    spawn_some();
    first.until_asked(&ending, &sandbox);
    spawn_some();
    assert!(second.lock().unwrap().poll(&living).is_pending());
    drop(ending);
    let second = Arc::into_inner(second).unwrap().into_inner().unwrap();
    assert_eq!(living.block_on(second.future), 200);
    assert_eq!(sandbox.token_requests(), 2);
    assert_eq!(client.stats().token_failures, 0);
}

/// Everything that the work waits for belongs to one runtime, whoever has polled it: so nothing is lost with another.
#[test]
fn what_others_have_polled_ends_with_its_own_alone() {
    for store in [false, true] {
        for ends in [false, true] {
            let (sandbox, clock) = sandbox();
            let store = store.then(|| Arc::new(Shelf::default()));
            let client = client(&sandbox, "CLI-mixed", &clock, store);
            sandbox.script_for(TOKEN_ENDPOINT, Fault::delay(Duration::from_secs(1)));
            let (home, other) = (runtime(), runtime());
            let (mut first, mut second) = (Call::of(&client), Call::of(&client));
            assert!(first.poll(&home).is_pending());
            // The connection is made, and the request sent, while the other one polls.
            while sandbox.token_requests() == 0 {
                home.block_on(tokio::task::yield_now());
                assert!(second.poll(&other).is_pending());
            }
            drop(second);
            let left = (!ends).then_some(other);
            clock.advance(Duration::from_secs(1));
            assert_eq!(home.block_on(first.future), 200);
            assert_eq!(sandbox.token_requests(), 1);
            drop(left);
        }
    }
}

/// Polls a call in another runtime while its own ends.
struct PolledAtTheEnd(Arc<Mutex<Call>>, Handle);

impl PolledAtTheEnd {
    async fn never(self) {
        std::future::pending::<()>().await;
        drop(self);
    }
}

impl Drop for PolledAtTheEnd {
    fn drop(&mut self) {
        let _ = self.0.lock().unwrap().poll_in(&self.1);
    }
}

#[test]
fn a_provider_that_fails_with_one_is_asked_anew() {
    /// The first time, it leaves the answer to a task that never has one.
    #[derive(Debug)]
    struct Leaving(AtomicUsize, ClientCredentials);
    #[bw_auth_async::async_trait]
    impl bw_auth_async::CredentialsProvider for Leaving {
        async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
            if self.0.fetch_add(1, Ordering::SeqCst) == 0 {
                let left = tokio::spawn(std::future::pending::<()>()).await;
                left.map_err(|error| ProviderError::new(error.to_string()))?;
            }
            Ok(Loaded::new(self.1.clone(), Generation::FIRST))
        }
    }
    let (sandbox, clock) = sandbox();
    sandbox.add_client(oauth_client(&sandbox, "CLI-leaving"));
    let provider = Leaving(AtomicUsize::new(0), own("CLI-leaving"));
    let client = set_up(Client::builder(provider), &sandbox, &clock)
        .build()
        .unwrap();
    let (ending, living) = (runtime(), runtime());
    let mut first = Call::of(&client);
    assert!(first.poll(&ending).is_pending());
    let mut second = Call::of(&client);
    assert!(second.poll(&living).is_pending());
    drop(ending);
    assert_eq!(living.block_on(second.future), 200);
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
        // To ask, and to have had no answer.
        assert!(second.poll(&driven).is_pending());
        wait(&clock, 1);
        assert_eq!(driven.block_on(second.future), 200, "held: {is_held}");
        assert_eq!(sandbox.token_requests(), 2);
        if let Some(first) = held {
            assert_eq!(left.block_on(first.future), 200);
            assert_eq!(sandbox.token_requests(), 2);
        }
    }
}

#[test]
fn who_comes_while_it_is_polled_in_another_looks_again_by_itself() {
    /// The first time it stays in its first poll until it is let go, and then has no answer.
    #[derive(Debug)]
    struct Long(Sender<()>, Mutex<Receiver<()>>, AtomicUsize);
    #[bw_auth_async::async_trait]
    impl bw_auth_async::CredentialsProvider for Long {
        async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
            if self.2.fetch_add(1, Ordering::SeqCst) == 0 {
                self.0.send(()).unwrap();
                self.1.lock().unwrap().recv().unwrap();
                std::future::pending::<()>().await;
            }
            Ok(Loaded::new(own("CLI-long"), Generation::FIRST))
        }
    }
    let (sandbox, clock) = sandbox();
    sandbox.add_client(oauth_client(&sandbox, "CLI-long"));
    let (begun, has_begun) = mpsc::channel();
    let (let_go, release) = mpsc::channel();
    let provider = Long(begun, Mutex::new(release), AtomicUsize::new(0));
    let client = set_up(Client::builder(provider), &sandbox, &clock);
    let client = client.build().unwrap();
    let (left, driven) = (runtime(), runtime());
    let (mut first, mut second) = (Call::of(&client), Call::of(&client));
    thread::scope(|scope| {
        let polling = scope.spawn(|| assert!(first.poll(&left).is_pending()));
        has_begun.recv().unwrap();
        assert!(second.poll(&driven).is_pending());
        let_go.send(()).unwrap();
        polling.join().unwrap();
    });
    for _ in 0..3 {
        wait(&clock, 2);
        assert!(second.woken.0.load(Ordering::SeqCst), "nothing wakes it");
        assert!(second.poll_if_woken(&driven).is_pending());
    }
    assert_eq!(driven.block_on(second.future), 200);
}

#[test]
fn what_goes_on_in_one_is_waited_for_in_another() {
    let (sandbox, clock) = sandbox();
    let client = client(&sandbox, "CLI-alive", &clock, None);
    sandbox.script_for(TOKEN_ENDPOINT, Fault::delay(Duration::from_secs(9)));
    let (home, other) = (runtime(), runtime());
    let mut first = Call::of(&client);
    first.until_asked(&home, &sandbox);
    let mut second = Call::of(&client);
    for _ in 0..8 {
        assert!(second.poll(&other).is_pending());
        // It is driven, whether or not anybody there still waits.
        home.block_on(tokio::task::yield_now());
        wait(&clock, 1);
    }
    wait(&clock, 1);
    assert_eq!(home.block_on(first.future), 200);
    assert_eq!(other.block_on(second.future), 200);
    assert_eq!(sandbox.token_requests(), 1);
}
