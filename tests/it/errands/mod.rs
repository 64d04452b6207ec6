//! Errands: what many callers wait for is done once, whichever of them goes on, is held, is dropped or gives up.
//!
//! The wakers here only note that they were called, so each step of a wait is seen without waiting for anything.

mod hung;
mod hung_threads;
mod polled;

use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use bw_auth_async::{Client, CredentialsProvider, Generation, Loaded, ProviderError, async_trait};
use bw_auth_core::{BasicCredentials, Clock, Error, Now};
use http::{HeaderValue, Uri};
use tokio::sync::Notify;

/// Says that it was begun, and answers when it is told to.
#[derive(Debug, Default)]
struct Gated {
    pair: Option<BasicCredentials>,
    asked: AtomicUsize,
    begun: Notify,
    gate: Notify,
}

impl Gated {
    fn with(pair: BasicCredentials) -> Arc<Self> {
        Arc::new(Self {
            pair: Some(pair),
            ..Self::default()
        })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl CredentialsProvider for Gated {
    async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.begun.notify_one();
        self.gate.notified().await;
        Ok(Loaded::new(self.pair.clone().unwrap(), Generation::FIRST))
    }
}

/// A waker that notes its call.
#[derive(Default)]
struct Noted(AtomicBool);

impl Wake for Noted {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

type Authorizing<'a> = Pin<Box<dyn Future<Output = Result<HeaderValue, Error>> + Send + 'a>>;

/// A caller that is polled by hand.
struct Caller<'a> {
    future: Authorizing<'a>,
    woken: Arc<Noted>,
}

impl<'a> Caller<'a> {
    fn of(client: &'a Client, uri: &'a Uri) -> Self {
        Self {
            future: Box::pin(client.authorize(uri)),
            woken: Arc::default(),
        }
    }

    fn poll(&mut self) -> Poll<Result<HeaderValue, Error>> {
        let waker = Waker::from(Arc::clone(&self.woken));
        self.future.as_mut().poll(&mut Context::from_waker(&waker))
    }

    /// Whether it was woken since the last time.
    fn woken(&self) -> bool {
        self.woken.0.swap(false, Ordering::SeqCst)
    }
}

const OLD: &str = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
const NEW: &str = "Basic amRvZTpTZWNyZXQ=";

fn old_pair() -> BasicCredentials {
    BasicCredentials::new("Aladdin", "open sesame").unwrap()
}

fn new_pair() -> BasicCredentials {
    BasicCredentials::new("jdoe", "Secret").unwrap()
}

fn listed() -> Uri {
    Uri::from_static("https://dashboard.bandwidth.com/api/accounts/920012/orders")
}

/// Its waits never end, so that only what a test does lets a caller go on.
#[derive(Debug, Default)]
struct Forever(bw_auth_async::SystemTimer);

impl Clock for Forever {
    fn now(&self) -> Now {
        self.0.now()
    }
}

#[async_trait]
impl bw_auth_async::Timer for Forever {
    async fn sleep(&self, _wait: Duration) {
        pending().await
    }
}

fn client(provider: impl CredentialsProvider + 'static) -> Client {
    Client::builder(provider)
        .timer(Forever::default())
        .build()
        .unwrap()
}
