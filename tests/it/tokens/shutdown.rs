//! A multi-thread runtime that is shut down while a worker of it is busy: it takes tasks still, but resolves no names.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use bw_auth_async::Client;
use bw_auth_core::{Generation, Loaded, ProviderError};
use bw_auth_sandbox::Sandbox;
use bw_auth_tests::TestClock;
use tokio::runtime::Builder;

use super::dropped::{get, polled, sandbox, set_up};
use super::stage::{TOKEN_ENDPOINT, client as oauth_client, own};

/// Counts how often it is asked, and leaves the answer to the threads of the runtime.
#[derive(Debug)]
struct Offloading(Arc<AtomicUsize>);

#[bw_auth_async::async_trait]
impl bw_auth_async::CredentialsProvider for Offloading {
    async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let credentials = tokio::task::spawn_blocking(|| own("CLI-shut-down"));
        let credentials = credentials.await;
        let credentials = credentials.map_err(|error| ProviderError::new(error.to_string()))?;
        Ok(Loaded::new(credentials, Generation::FIRST))
    }
}

/// Its token endpoint has a name to resolve.
fn client(
    sandbox: &Sandbox,
    clock: &TestClock,
    provider: impl bw_auth_async::CredentialsProvider + 'static,
) -> Client {
    sandbox.add_client(oauth_client(sandbox, "CLI-shut-down"));
    let token_url = format!("{}{TOKEN_ENDPOINT}", sandbox.url()).replace("127.0.0.1", "localhost");
    let environment = sandbox.environment().with_token_url(&token_url).unwrap();
    let builder = set_up(Client::builder(provider), sandbox, clock);
    builder.environment(environment).build().unwrap()
}

/// Polls a request a few times in such a runtime.
fn request_at_the_end(client: &Client) {
    let mut ending = Builder::new_multi_thread();
    let ending = ending.worker_threads(1).enable_all().build().unwrap();
    let (begun, has_begun) = mpsc::channel();
    let (let_go, release) = mpsc::channel::<()>();
    let (done, is_done) = mpsc::channel();
    let client = client.clone();
    ending.spawn(async move {
        begun.send(()).unwrap();
        // Without giving way to the runtime, which so cannot end this worker.
        release.recv().unwrap();
        done.send(polled(get(&client), 9).await).unwrap();
    });
    has_begun.recv().unwrap();
    ending.shutdown_background();
    let_go.send(()).unwrap();
    // It says nothing if it ends with its runtime.
    assert_ne!(is_done.recv_timeout(Duration::from_secs(60)), Ok(true));
}

#[test]
fn what_is_lost_with_it_is_nobodys_failure() {
    let (sandbox, clock) = sandbox();
    let client = client(&sandbox, &clock, own("CLI-shut-down"));
    request_at_the_end(&client);
    let living = Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(living.block_on(get(&client)), 200);
    assert_eq!(sandbox.token_requests(), 1);
    assert_eq!(client.stats().token_failures, 0);
}

#[test]
fn nothing_is_begun_in_it_twice() {
    let (sandbox, clock) = sandbox();
    let loads = Arc::new(AtomicUsize::new(0));
    let client = client(&sandbox, &clock, Offloading(Arc::clone(&loads)));
    request_at_the_end(&client);
    assert_eq!(loads.load(Ordering::SeqCst), 1);
    let living = Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(living.block_on(get(&client)), 200);
    assert_eq!(loads.load(Ordering::SeqCst), 2);
}
