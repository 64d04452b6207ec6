//! `TestClock`: time that passes only when a test says so, or when somebody waits.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bw_auth_core::{Clock, Now};
use bw_auth_sandbox::SandboxClock;

/// A clock whose waiting takes no time: it moves itself, and the sandbox's clock with it, and notes how long it was to
/// wait.
#[derive(Clone, Debug)]
pub struct TestClock {
    sandbox: SandboxClock,
    start: Duration,
    slept: Arc<Mutex<Vec<Duration>>>,
}

impl TestClock {
    #[must_use]
    pub fn beside(sandbox: &SandboxClock) -> Self {
        Self {
            sandbox: sandbox.clone(),
            start: sandbox.now(),
            slept: Arc::default(),
        }
    }

    pub fn advance(&self, by: Duration) {
        self.sandbox.advance(by);
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
        self.wait(wait);
    }
}

impl bw_auth_blocking::Timer for TestClock {
    fn sleep(&self, wait: Duration) {
        self.wait(wait);
    }
}
