//! `TestClock`: time that passes only when a test says so, or when somebody waits.

use std::future::poll_fn;
use std::mem;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
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
    /// Who waits until when, where waiting is for somebody else's move.
    sleepers: Option<Arc<Mutex<Sleepers>>>,
}

/// Until when, and whom to wake then.
type Sleepers = Vec<(Duration, Waker)>;

impl TestClock {
    #[must_use]
    pub fn beside(sandbox: &SandboxClock) -> Self {
        Self {
            sandbox: sandbox.clone(),
            start: sandbox.now(),
            slept: Arc::default(),
            sleepers: None,
        }
    }

    /// A clock on which an async caller waits until the test has moved it so far. In blocking only a retry waits by the
    /// clock, and that takes no time on this one either.
    #[must_use]
    pub fn moved_by_hand(sandbox: &SandboxClock) -> Self {
        Self {
            sleepers: Some(Arc::default()),
            ..Self::beside(sandbox)
        }
    }

    pub fn advance(&self, by: Duration) {
        self.sandbox.advance(by);
        let Some(sleepers) = &self.sleepers else {
            return;
        };
        let now = self.sandbox.now();
        let due: Vec<_> = {
            let mut sleepers = sleepers.lock().expect("no test panics in here");
            let all = mem::take(&mut *sleepers).into_iter();
            let (due, later) = all.partition(|(end, _)| *end <= now);
            *sleepers = later;
            due
        };
        due.into_iter().for_each(|(_, waker)| waker.wake());
    }

    /// What was waited for, in order, or begun to be.
    #[must_use]
    pub fn slept(&self) -> Vec<Duration> {
        self.slept.lock().expect("no test panics in here").clone()
    }

    fn note(&self, wait: Duration) {
        let mut slept = self.slept.lock().expect("no test panics in here");
        slept.push(wait);
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
        // Before it is noted: a test moves the clock when it sees the note.
        let end = self.sandbox.now().saturating_add(wait);
        self.note(wait);
        let Some(sleepers) = &self.sleepers else {
            return self.advance(wait);
        };
        poll_fn(|context| {
            // Under the lock, so that no move comes between.
            let mut sleepers = sleepers.lock().expect("no test panics in here");
            if self.sandbox.now() >= end {
                return Poll::Ready(());
            }
            sleepers.push((end, context.waker().clone()));
            Poll::Pending
        })
        .await
    }
}

impl bw_auth_blocking::Timer for TestClock {
    fn sleep(&self, wait: Duration) {
        self.note(wait);
        self.advance(wait);
    }
}
