//! What becomes of an async client whose callers are dropped, or whose provider panics.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bw_auth_async::{
    Client, CredentialsProvider, Generation, Loaded, Offloaded, ProviderError, async_trait,
};
use bw_auth_core::{BasicCredentials, Endpoint};
use bw_auth_sandbox::{Fault, Sandbox, SandboxClock};
use bw_auth_tests::{Rotating, TestClock};

/// Answers after being polled a few times; counts how often it was begun and finished.
#[derive(Debug, Default)]
struct Slow {
    pair: Option<BasicCredentials>,
    begun: AtomicUsize,
    finished: AtomicUsize,
    panics: AtomicUsize,
}

impl Slow {
    fn of(sandbox: &Sandbox) -> Self {
        let pair = BasicCredentials::new(sandbox.username(), sandbox.password()).unwrap();
        Self {
            pair: Some(pair),
            ..Self::default()
        }
    }
}

#[async_trait]
impl CredentialsProvider for Slow {
    async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        for _ in 0..4 {
            tokio::task::yield_now().await;
        }
        let panics = self.panics.load(Ordering::SeqCst);
        if panics > 0 {
            self.panics.store(panics - 1, Ordering::SeqCst);
            panic!("a provider with a bug");
        }
        self.finished.fetch_add(1, Ordering::SeqCst);
        Ok(Loaded::new(self.pair.clone().unwrap(), Generation::FIRST))
    }
}

fn client(sandbox: &Sandbox, provider: impl CredentialsProvider + 'static) -> Client {
    Client::builder(provider)
        .environment(sandbox.environment())
        .account(sandbox.account_id().parse().unwrap())
        .add_root_pem(sandbox.ca_pem())
        .configure_http(|http| http.no_proxy())
        .build()
        .unwrap()
}

/// Polls a future a number of times, then drops it. Whether it was finished by then.
async fn polled<F: Future>(future: F, times: usize) -> bool {
    let mut future = pin!(future);
    let mut left = times;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

#[tokio::test]
async fn a_caller_dropped_at_any_point_costs_nothing() {
    let sandbox = Sandbox::start().unwrap();
    for polls in 0.. {
        let provider = Arc::new(Slow::of(&sandbox));
        let client = client(&sandbox, Arc::clone(&provider));
        let finished = polled(client.get(Endpoint::subscriptions()).send(), polls).await;
        let response = client.get(Endpoint::subscriptions()).send().await.unwrap();
        assert_eq!(response.status(), 200, "after {polls} polls");
        assert_eq!(
            provider.begun.load(Ordering::SeqCst),
            1,
            "after {polls} polls"
        );
        assert_eq!(
            provider.finished.load(Ordering::SeqCst),
            1,
            "after {polls} polls"
        );
        if finished {
            assert!(polls > 4, "it was dropped inside the provider and after it");
            return;
        }
    }
}

#[tokio::test]
async fn waiting_callers_go_on_when_the_one_who_loads_is_dropped() {
    let sandbox = Sandbox::start().unwrap();
    let provider = Arc::new(Slow::of(&sandbox));
    let client = client(&sandbox, Arc::clone(&provider));
    let mut performing = Box::pin(client.get(Endpoint::subscriptions()).send());
    let mut waiting: Vec<Pin<Box<dyn Future<Output = _> + Send>>> = Vec::new();
    for _ in 0..100 {
        waiting.push(Box::pin(client.get(Endpoint::subscriptions()).send()));
    }
    let mut context = Context::from_waker(Waker::noop());
    assert!(performing.as_mut().poll(&mut context).is_pending());
    assert_eq!(provider.begun.load(Ordering::SeqCst), 1);
    for caller in &mut waiting {
        assert!(caller.as_mut().poll(&mut context).is_pending());
    }
    drop(performing);
    for caller in waiting {
        assert_eq!(caller.await.unwrap().status(), 200);
    }
    assert_eq!(
        provider.begun.load(Ordering::SeqCst),
        1,
        "the work goes on, it is not begun again"
    );
    assert_eq!(sandbox.requests().len(), 100);
}

#[tokio::test]
async fn a_provider_that_panics_hurts_only_its_caller() {
    let sandbox = Sandbox::start().unwrap();
    let provider = Arc::new(Slow::of(&sandbox));
    provider.panics.store(1, Ordering::SeqCst);
    let client = client(&sandbox, Arc::clone(&provider));
    let first = tokio::spawn({
        let client = client.clone();
        async move { client.get(Endpoint::subscriptions()).send().await }
    });
    assert!(first.await.unwrap_err().is_panic());
    assert_eq!(
        client
            .get(Endpoint::subscriptions())
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(provider.begun.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_provider_that_never_answers_costs_no_more_than_the_time_allowed() {
    #[derive(Debug)]
    struct Never;
    #[async_trait]
    impl CredentialsProvider for Never {
        async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
            std::future::pending().await
        }
    }
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox, Never);
    let error = client
        .get(Endpoint::subscriptions())
        .timeout(Duration::from_millis(200))
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), "provider.failed");
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_blocking_provider_can_be_offloaded() {
    let sandbox = Sandbox::start().unwrap();
    let provider = Rotating::starting_with(sandbox.username(), sandbox.password());
    let client = client(&sandbox, Offloaded::new(Arc::clone(&provider)));
    let requests = (0..20).map(|_| client.get(Endpoint::subscriptions()).send());
    for request in requests {
        assert_eq!(request.await.unwrap().status(), 200);
    }
    assert_eq!(provider.asked(), 1);
}

#[test]
fn a_blocking_provider_that_panics_hurts_only_its_caller() {
    #[derive(Debug)]
    struct Once(Rotating, AtomicUsize);
    impl bw_auth_core::CredentialsProvider for Once {
        fn load(&self, newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
            assert!(
                self.1.fetch_add(1, Ordering::SeqCst) > 0,
                "a provider with a bug"
            );
            self.0.load(newer_than)
        }
    }
    let sandbox = Sandbox::start().unwrap();
    let provider = Rotating::default();
    provider.put(sandbox.username(), sandbox.password());
    let client = bw_auth_blocking::Client::builder(Arc::new(Once(provider, AtomicUsize::new(0))))
        .environment(sandbox.environment())
        .account(sandbox.account_id().parse().unwrap())
        .add_root_pem(sandbox.ca_pem())
        .configure_http(|settings| settings.proxy(None))
        .build()
        .unwrap();
    let first = std::thread::spawn({
        let client = client.clone();
        move || client.get(Endpoint::subscriptions()).send()
    });
    assert!(first.join().is_err());
    assert_eq!(
        client
            .get(Endpoint::subscriptions())
            .send()
            .unwrap()
            .status(),
        200
    );
}

#[tokio::test]
async fn a_probe_whose_caller_is_dropped_gives_its_place_to_the_next() {
    let clock = SandboxClock::manual(1_795_000_000);
    let sandbox = Sandbox::builder().clock(clock.clone()).start().unwrap();
    let client = Client::builder(BasicCredentials::new(sandbox.username(), "wrong").unwrap())
        .environment(sandbox.environment())
        .account(sandbox.account_id().parse().unwrap())
        .add_root_pem(sandbox.ca_pem())
        .configure_http(|http| http.no_proxy())
        .timer(TestClock::beside(&clock))
        .build()
        .unwrap();
    let code = async || {
        let request = client.get(Endpoint::subscriptions()).send();
        request.await.unwrap_err().code()
    };
    for _ in 0..5 {
        assert_eq!(code().await, "auth.rejected");
    }
    assert_eq!(code().await, "auth.rejected_earlier");
    clock.advance(Duration::from_secs(30));
    sandbox.script(Fault::hang());
    {
        let mut probe = pin!(client.get(Endpoint::subscriptions()).send());
        std::future::poll_fn(|context| {
            assert!(probe.as_mut().poll(context).is_pending());
            context.waker().wake_by_ref();
            if sandbox.requests().len() == 6 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
    assert_eq!(code().await, "auth.rejected", "the next one is let through");
}
