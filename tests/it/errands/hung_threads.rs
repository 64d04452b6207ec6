//! A blocking provider that does not return while others wait for it.

use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, ThreadId};
use std::time::Duration;

use bw_auth_blocking::ureq::Agent;
use bw_auth_blocking::{AuthorizationMiddleware, Client, CredentialsProvider, SystemTimer, Timer};
use bw_auth_core::{Clock, Environment, Error, Generation, Loaded, Now, ProviderError, Service};
use bw_auth_tests::RawServer;
use http::Uri;

use super::{NEW, listed, new_pair, old_pair};

/// A blocking provider that says when it is asked, and answers when it is told to.
#[derive(Debug)]
struct Stuck {
    begun: Sender<()>,
    release: Mutex<Receiver<()>>,
}

impl CredentialsProvider for Stuck {
    fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
        self.begun.send(()).unwrap();
        // Also when the test has failed and its end of the channel is gone.
        let _ = self.release.lock().unwrap().recv();
        Ok(Loaded::new(old_pair(), Generation::FIRST))
    }
}

fn stuck() -> (Stuck, Receiver<()>, Sender<()>) {
    let (begun, has_begun) = mpsc::channel();
    let (let_go, release) = mpsc::channel();
    let release = Mutex::new(release);
    (Stuck { begun, release }, has_begun, let_go)
}

/// Tells which thread asks it for the time.
#[derive(Debug)]
struct Observed {
    clock: SystemTimer,
    asked_by: Sender<ThreadId>,
}

impl Clock for Observed {
    fn now(&self) -> Now {
        // Nobody listens once the test is over.
        let _ = self.asked_by.send(thread::current().id());
        self.clock.now()
    }
}

impl Timer for Observed {
    fn sleep(&self, wait: Duration) {
        self.clock.sleep(wait);
    }
}

#[test]
fn other_credentials_release_the_threads_that_wait_for_a_hung_provider() {
    let (provider, has_begun, let_go) = stuck();
    let (asked_by, threads) = mpsc::channel();
    let clock = SystemTimer::default();
    let client = Client::builder(provider)
        .timer(Observed { clock, asked_by })
        .timeout(Duration::from_secs(10))
        .build()
        .unwrap();
    thread::scope(|scope| {
        let running = scope.spawn(|| client.authorize(&listed()));
        has_begun.recv().unwrap();
        let waiting = scope.spawn(|| client.authorize(&listed()));
        // Once for its first step and once to see whether the errand is open, which it does not let go of before it
        // waits.
        let id = waiting.thread().id();
        threads.iter().filter(|by| *by == id).take(2).for_each(drop);
        client.set_credentials(new_pair());
        let waited = waiting.join().unwrap();
        let_go.send(()).unwrap();
        assert_eq!(waited.unwrap(), NEW);
        assert_eq!(
            running.join().unwrap().unwrap(),
            NEW,
            "the late answer is void"
        );
    });
}

#[test]
fn a_newer_errand_does_not_wait_for_a_thread_that_hangs() {
    let server = RawServer::answering(
        b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    );
    let url = format!("http://{}", server.address());
    let environment = Environment::custom("loopback").with_loopback_http(Service::Numbers, &url);
    let (provider, has_begun, let_go) = stuck();
    let client = Client::builder(provider)
        .environment(environment.unwrap())
        .timeout(Duration::from_secs(10))
        .build()
        .unwrap();
    let uri: Uri = url.parse().unwrap();
    thread::scope(|scope| {
        let hung = scope.spawn(|| client.authorize(&uri));
        has_begun.recv().unwrap();
        client.set_credentials(new_pair());
        // A refusal in passing, after which the next request asks for newer credentials: an errand of its own.
        let settings = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None);
        let agent = AuthorizationMiddleware::new(client.clone()).into_agent(settings);
        let refused = agent.get(&uri).call();
        let asked = client.authorize(&uri);
        let_go.send(()).unwrap();
        assert_eq!(refused.unwrap().status(), 401);
        assert_eq!(asked.unwrap(), NEW);
        assert_eq!(hung.join().unwrap().unwrap(), NEW);
    });
}

#[test]
fn authorizing_waits_for_another_thread_no_longer_than_the_client_does() {
    let (provider, has_begun, let_go) = stuck();
    let client = Client::builder(provider)
        .timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    thread::scope(|scope| {
        let running = scope.spawn(|| client.authorize(&listed()));
        has_begun.recv().unwrap();
        let waited = client.authorize(&listed());
        let agent =
            AuthorizationMiddleware::new(client.clone()).into_agent(Agent::config_builder());
        let passed = agent.get(listed()).call();
        let_go.send(()).unwrap();
        assert!(matches!(waited.unwrap_err(), Error::Provider(_)));
        let bw_auth_blocking::ureq::Error::Other(passed) = passed.unwrap_err() else {
            panic!("it was sent")
        };
        assert!(matches!(passed.downcast_ref(), Some(Error::Provider(_))));
        running.join().unwrap().unwrap_err();
    });
}
