//! A caller that goes away, or panics, while it fetches the token for all.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use bw_auth_async::{Client, ClientBuilder};
use bw_auth_core::{Endpoint, Generation, Loaded, ProviderError};
use bw_auth_sandbox::{Sandbox, SandboxClock};
use bw_auth_tests::{
    Driver as _, InlineStore, OverBlocking, Setup, Shelf, TestClock, TokenSetup, Whole as _,
};

use super::stage::{client as oauth_client, own};

/// A client with an OAuth client of its own, so that what it asks for can be told from what others do.
pub(super) fn client(
    sandbox: &Sandbox,
    id: &str,
    clock: &TestClock,
    store: Option<Arc<Shelf>>,
) -> Client {
    sandbox.add_client(oauth_client(sandbox, id));
    let mut builder = set_up(Client::builder(own(id)), sandbox, clock);
    if let Some(store) = store {
        builder = builder.token_store(InlineStore(store));
    }
    builder.build().unwrap()
}

pub(super) fn set_up(
    builder: ClientBuilder,
    sandbox: &Sandbox,
    clock: &TestClock,
) -> ClientBuilder {
    builder
        .environment(sandbox.environment())
        .account(sandbox.account_id().parse().unwrap())
        .add_root_pem(sandbox.ca_pem())
        .timer(clock.clone())
        // What has been opened in one runtime, reqwest would use in another as well.
        .configure_http(|http| http.no_proxy().pool_max_idle_per_host(0))
}

pub(super) fn sandbox() -> (Sandbox, TestClock) {
    let time = SandboxClock::manual(1_795_000_000);
    let sandbox = Sandbox::builder().clock(time.clone()).start().unwrap();
    (sandbox, TestClock::moved_by_hand(&time))
}

pub(super) async fn get(client: &Client) -> u16 {
    let response = client.get(Endpoint::subscriptions()).send().await.unwrap();
    response.status().as_u16()
}

/// Polls a future a number of times, then drops it. Whether it was finished by then.
pub(super) async fn polled<F: Future>(future: F, times: usize) -> bool {
    let mut future = pin!(future);
    let mut left = times;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        future.as_mut().poll(context).map(|_| true)
    })
    .await
}

/// Panics not at once, but when it is polled again.
#[derive(Debug)]
struct Panicking(Arc<AtomicUsize>);

#[bw_auth_async::async_trait]
impl bw_auth_async::CredentialsProvider for Panicking {
    async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        std::panic::resume_unwind(Box::new("a provider's own fault"));
    }
}

#[tokio::test]
async fn a_panic_that_comes_later_is_its_callers() {
    let sandbox = Sandbox::start().unwrap();
    let loads = Arc::new(AtomicUsize::new(0));
    let client = Client::builder(Panicking(Arc::clone(&loads)))
        .environment(sandbox.environment())
        .account(sandbox.account_id().parse().unwrap())
        .build()
        .unwrap();
    let panicked = tokio::spawn(async move { get(&client).await }).await;
    assert!(panicked.unwrap_err().is_panic());
    assert_eq!(loads.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn dropped_at_any_point_it_costs_no_second_token_request() {
    let (sandbox, clock) = sandbox();
    for polls in 0.. {
        let client = client(&sandbox, &format!("CLI-{polls}"), &clock, None);
        let finished = polled(get(&client), polls).await;
        assert_eq!(get(&client).await, 200, "after {polls} polls");
        assert_eq!(sandbox.token_requests(), polls + 1, "after {polls} polls");
        if finished {
            assert!(polls > 3, "it was dropped on the way there and back");
            return;
        }
    }
}

#[tokio::test]
async fn dropped_at_any_point_it_holds_up_none_of_those_who_wait() {
    let (sandbox, clock) = sandbox();
    for polls in 1.. {
        let client = client(&sandbox, &format!("CLI-{polls}"), &clock, None);
        let mut performing = Box::pin(get(&client));
        let mut context = Context::from_waker(Waker::noop());
        assert!(performing.as_mut().poll(&mut context).is_pending());
        let mut waiting: Vec<Pin<Box<dyn Future<Output = u16>>>> = Vec::new();
        for _ in 0..20 {
            let mut caller: Pin<Box<dyn Future<Output = u16>>> = Box::pin(get(&client));
            assert!(caller.as_mut().poll(&mut context).is_pending());
            waiting.push(caller);
        }
        let finished = polled(performing, polls).await;
        for caller in waiting {
            assert_eq!(caller.await, 200, "after {polls} polls");
        }
        assert_eq!(sandbox.token_requests(), polls, "after {polls} polls");
        if finished {
            return;
        }
    }
}

#[tokio::test]
async fn dropped_at_any_point_beside_its_own_request_it_leaves_the_renewal_to_the_next() {
    let (sandbox, clock) = sandbox();
    for polls in 0.. {
        let client = client(&sandbox, &format!("CLI-{polls}"), &clock, None);
        client.warm_up().await.unwrap();
        clock.advance(Duration::from_secs(3300));
        let finished = polled(get(&client), polls).await;
        assert_eq!(get(&client).await, 200, "after {polls} polls");
        let life = client.stats().token_life;
        assert_eq!(life, Some(Duration::from_secs(3600)), "after {polls} polls");
        assert_eq!(
            sandbox.token_requests(),
            2 * (polls + 1),
            "after {polls} polls"
        );
        if finished {
            assert!(polls > 1, "it was dropped on the way there and back");
            return;
        }
    }
}

#[tokio::test]
async fn a_panic_in_it_hurts_only_its_caller() {
    let (sandbox, clock) = sandbox();
    let store = Arc::new(Shelf::default());
    store.panic(1);
    let client = client(&sandbox, "CLI-panic", &clock, Some(Arc::clone(&store)));
    let callers: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { get(&client).await })
        })
        .collect();
    let mut panicked = 0;
    for caller in callers {
        match caller.await {
            Ok(status) => assert_eq!(status, 200),
            Err(error) => panicked += usize::from(error.is_panic()),
        }
    }
    assert_eq!(panicked, 1);
    assert_eq!((store.loads(), sandbox.token_requests()), (2, 1));
}

#[test]
fn a_panic_in_a_thread_hurts_only_its_caller() {
    let sandbox = Sandbox::start().unwrap();
    let store = Arc::new(Shelf::default());
    store.panic(1);
    let tokens = TokenSetup {
        store: Some(Arc::clone(&store) as _),
        ..TokenSetup::default()
    };
    let client = OverBlocking::start_with_tokens(Setup::of_client(&sandbox), tokens);
    let callers: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            thread::spawn(move || client.get(Endpoint::subscriptions()).unwrap().status)
        })
        .collect();
    let ends: Vec<_> = callers.into_iter().map(thread::JoinHandle::join).collect();
    let answered = ends.iter().filter(|end| matches!(end, Ok(200))).count();
    assert_eq!(answered, 49);
    assert_eq!((store.loads(), sandbox.token_requests()), (2, 1));
}
