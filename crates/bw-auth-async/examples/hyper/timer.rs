//! Time as the driver needs it: the moment of a decision, a wait, and a limit to what it does.

use core::fmt::Debug;
use core::future::Future;
use core::pin::Pin;
use core::time::Duration;
use std::hash::{BuildHasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

use bw_auth_core::{Clock, Now};
use tokio::time::Instant;

/// A clock that can wait. A test brings one that does not really wait.
pub trait Timer: Clock {
    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The operating system's clocks, and tokio to wait with.
#[derive(Debug)]
pub struct SystemTimer {
    start: Instant,
    random: RandomState,
}

impl Default for SystemTimer {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            random: RandomState::new(),
        }
    }
}

impl Clock for SystemTimer {
    fn now(&self) -> Now {
        let elapsed = self.start.elapsed();
        Now {
            elapsed,
            unix: SystemTime::now().duration_since(UNIX_EPOCH).ok(),
            // It spreads retries over time and guards nothing, so a keyed hash is random enough.
            random: self.random.hash_one(elapsed),
        }
    }
}

impl Timer for SystemTimer {
    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(wait))
    }
}

/// The end of the time that is left; `None` when there is no end.
pub fn end(time_left: Option<Duration>) -> Option<Instant> {
    Instant::now().checked_add(time_left?)
}

/// What the work yields, or `None` when it is not done by then.
pub async fn by<T>(end: Option<Instant>, work: impl Future<Output = T>) -> Option<T> {
    match end {
        Some(end) => tokio::time::timeout_at(end, work).await.ok(),
        None => Some(work.await),
    }
}
