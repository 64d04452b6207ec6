//! `TestClock`: time that passes only when a test says so, or when somebody waits.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bw_auth_core::{Clock, Now};
use bw_auth_sandbox::SandboxClock;
use tokio::sync::watch;

/// A clock whose waiting takes no time: it moves itself, and the sandbox's clock with it, and notes how long it was to
/// wait.
#[derive(Clone, Debug)]
pub struct TestClock {
    sandbox: SandboxClock,
    start: Duration,
    slept: Arc<Mutex<Vec<Duration>>>,
    /// Told of each move, where waiting is for somebody else's move.
    moves: Option<Arc<watch::Sender<()>>>,
}

impl TestClock {
    #[must_use]
    pub fn beside(sandbox: &SandboxClock) -> Self {
        Self {
            sandbox: sandbox.clone(),
            start: sandbox.now(),
            slept: Arc::default(),
            moves: None,
        }
    }

    /// A clock on which an async caller waits until the test has moved it so far. In blocking only a retry waits by the
    /// clock, and that takes no time on this one either.
    #[must_use]
    pub fn moved_by_hand(sandbox: &SandboxClock) -> Self {
        Self {
            moves: Some(Arc::default()),
            ..Self::beside(sandbox)
        }
    }

    pub fn advance(&self, by: Duration) {
        self.sandbox.advance(by);
        if let Some(moves) = &self.moves {
            moves.send_replace(());
        }
    }

    /// What was waited for, in order.
    #[must_use]
    pub fn slept(&self) -> Vec<Duration> {
        self.slept.lock().expect("no test panics in here").clone()
    }

    fn wait(&self, wait: Duration) {
        self.slept
            .lock()
            .expect("no test panics in here")
            .push(wait);
        self.advance(wait);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Now {
        let unix = self.sandbox.now();
        Now {
            elapsed: unix.saturating_sub(self.start),
            unix: Some(unix),
            random: 0,
        }
    }
}

#[async_trait]
impl bw_auth_async::Timer for TestClock {
    async fn sleep(&self, wait: Duration) {
        let Some(moves) = &self.moves else {
            return self.wait(wait);
        };
        let end = self.sandbox.now().saturating_add(wait);
        let mut moved = moves.subscribe();
        // The sender lives as long as this clock.
        while self.sandbox.now() < end && moved.changed().await.is_ok() {}
    }
}

impl bw_auth_blocking::Timer for TestClock {
    fn sleep(&self, wait: Duration) {
        self.wait(wait);
    }
}
