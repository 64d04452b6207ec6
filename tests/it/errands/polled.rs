//! Who polls the work, and who goes on when that one does not any more.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, OnceLock};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use bw_auth_async::{Client, CredentialsProvider, Generation, Loaded, ProviderError, async_trait};
use bw_auth_core::{BasicCredentials, Endpoint};
use bw_auth_sandbox::Sandbox;
use tokio::sync::Notify;

use super::{Caller, Gated, NEW, OLD, client, listed, new_pair, old_pair};

#[tokio::test]
async fn a_caller_that_is_held_in_a_select_holds_up_nobody() {
    let sandbox = Sandbox::start().unwrap();
    let pair = BasicCredentials::new(sandbox.username(), sandbox.password()).unwrap();
    let provider = Gated::with(pair);
    let client = sandboxed(&sandbox, Arc::clone(&provider));
    let mut first = pin!(client.get(Endpoint::subscriptions()).send());
    tokio::select! {
        _ = &mut first => panic!("the provider has not answered"),
        () = provider.begun.notified() => {
            provider.gate.notify_one();
            let second = client.get(Endpoint::subscriptions()).send().await;
            assert_eq!(second.unwrap().status(), 200);
        }
    }
    assert_eq!(first.await.unwrap().status(), 200);
    assert_eq!(provider.asked(), 1);
}

#[test]
fn a_hundred_callers_go_on_beside_a_first_one_that_is_only_held() {
    let provider = Gated::with(old_pair());
    let (client, uri) = (client(Arc::clone(&provider)), listed());
    let mut callers: Vec<_> = (0..100).map(|_| Caller::of(&client, &uri)).collect();
    for caller in &mut callers {
        assert!(caller.poll().is_pending());
    }
    provider.gate.notify_one();
    for (place, caller) in callers.iter_mut().enumerate().rev() {
        assert!(caller.woken(), "caller {place}");
        let Poll::Ready(header) = caller.poll() else {
            panic!("caller {place} waits, and the first was not polled again")
        };
        assert_eq!(header.unwrap(), OLD);
    }
    assert_eq!(provider.asked(), 1);
}

#[test]
fn the_others_go_on_when_the_one_that_was_polled_last_is_dropped() {
    /// Has to wait twice.
    #[derive(Debug, Default)]
    struct Twice {
        begun: AtomicUsize,
        gate: Notify,
    }
    #[async_trait]
    impl CredentialsProvider for Twice {
        async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
            self.begun.fetch_add(1, Ordering::SeqCst);
            self.gate.notified().await;
            self.gate.notified().await;
            Ok(Loaded::new(old_pair(), Generation::FIRST))
        }
    }
    let provider = Arc::new(Twice::default());
    let (client, uri) = (client(Arc::clone(&provider)), listed());
    let mut first = Caller::of(&client, &uri);
    let mut last = Caller::of(&client, &uri);
    assert!(first.poll().is_pending());
    assert!(last.poll().is_pending());
    provider.gate.notify_one();
    assert!(first.woken() && last.woken());
    // The one polls the work, and the other finds that it does not want to be polled again.
    assert!(last.poll().is_pending());
    assert!(first.poll().is_pending());
    drop(last);
    provider.gate.notify_one();
    assert!(first.woken(), "nobody else is left to go on");
    let Poll::Ready(header) = first.poll() else {
        panic!("the work is not done")
    };
    assert_eq!(header.unwrap(), OLD);
    assert_eq!(provider.begun.load(Ordering::SeqCst), 1);
}

#[test]
fn a_wake_is_not_lost_on_a_caller_that_comes_while_another_polls() {
    /// Asks to be polled again, then stays in its first poll until it is let go.
    #[derive(Debug)]
    struct Long {
        begun: Sender<()>,
        release: Mutex<Receiver<()>>,
    }
    #[async_trait]
    impl CredentialsProvider for Long {
        async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
            let mut polled = false;
            std::future::poll_fn(|context| {
                if polled {
                    return Poll::Ready(());
                }
                polled = true;
                context.waker().wake_by_ref();
                self.begun.send(()).unwrap();
                self.release.lock().unwrap().recv().unwrap();
                Poll::Pending
            })
            .await;
            Ok(Loaded::new(old_pair(), Generation::FIRST))
        }
    }
    let (begun, has_begun) = mpsc::channel();
    let (let_go, release) = mpsc::channel();
    let release = Mutex::new(release);
    let (client, uri) = (client(Long { begun, release }), listed());
    let (mut polling, mut coming) = (Caller::of(&client, &uri), Caller::of(&client, &uri));
    thread::scope(|scope| {
        let polling = scope.spawn(move || {
            assert!(polling.poll().is_pending());
            polling
        });
        has_begun.recv().unwrap();
        assert!(
            coming.poll().is_pending(),
            "it does not wait for the other's poll to end"
        );
        assert!(!coming.woken());
        let_go.send(()).unwrap();
        // Alive, but not polled any more.
        let _held = polling.join().unwrap();
        assert!(coming.woken());
        let Poll::Ready(header) = coming.poll() else {
            panic!("the work is not done")
        };
        assert_eq!(header.unwrap(), OLD);
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_on_several_threads_finish_one_errand() {
    #[derive(Debug, Default)]
    struct Yielding(AtomicUsize);
    #[async_trait]
    impl CredentialsProvider for Yielding {
        async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
            self.0.fetch_add(1, Ordering::SeqCst);
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            Ok(Loaded::new(old_pair(), Generation::FIRST))
        }
    }
    for _ in 0..20 {
        let provider = Arc::new(Yielding::default());
        let client = client(Arc::clone(&provider));
        let callers: Vec<_> = (0..50)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.authorize(&listed()).await })
            })
            .collect();
        for caller in callers {
            assert_eq!(caller.await.unwrap().unwrap(), OLD);
        }
        assert_eq!(provider.0.load(Ordering::SeqCst), 1);
    }
}

#[test]
fn a_provider_can_use_the_client_that_asks_it() {
    #[derive(Debug, Default)]
    struct Own(OnceLock<Client>);
    #[async_trait]
    impl CredentialsProvider for Own {
        async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
            let client = self.0.get().unwrap();
            assert!(client.fingerprint().is_none());
            client.set_credentials(new_pair());
            Ok(Loaded::new(old_pair(), Generation::FIRST))
        }
    }
    let provider = Arc::new(Own::default());
    let (client, uri) = (client(Arc::clone(&provider)), listed());
    provider.0.set(client.clone()).unwrap();
    let Poll::Ready(header) = Caller::of(&client, &uri).poll() else {
        panic!("nothing is left to wait for")
    };
    assert_eq!(header.unwrap(), NEW, "the answer came after the change");
}

#[test]
fn whoever_polls_a_provider_that_is_replaced_just_then_goes_on_at_once() {
    /// Never answers, and is replaced while it is polled.
    #[derive(Debug, Default)]
    struct Replaced(OnceLock<Client>);
    #[async_trait]
    impl CredentialsProvider for Replaced {
        async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
            self.0.get().unwrap().set_credentials(new_pair());
            std::future::pending().await
        }
    }
    let provider = Arc::new(Replaced::default());
    let (client, uri) = (client(Arc::clone(&provider)), listed());
    provider.0.set(client.clone()).unwrap();
    let Poll::Ready(header) = Caller::of(&client, &uri).poll() else {
        panic!("it waits for what was replaced")
    };
    assert_eq!(header.unwrap(), NEW);
}

fn sandboxed(sandbox: &Sandbox, provider: impl CredentialsProvider + 'static) -> Client {
    Client::builder(provider)
        .environment(sandbox.environment())
        .account(sandbox.account_id().parse().unwrap())
        .add_root_pem(sandbox.ca_pem())
        .timeout(Duration::from_secs(10))
        .configure_http(|http| http.no_proxy())
        .build()
        .unwrap()
}
