//! `Timer`: a clock that can wait.

use core::time::Duration;

use async_trait::async_trait;
use bw_auth_core::{Clock, Now, SystemClock};

/// A clock that can wait without blocking. Tests bring one that they move by hand.
#[async_trait]
pub trait Timer: Clock {
    /// Returns after that time has passed on this clock.
    async fn sleep(&self, wait: Duration);
}

/// The system's clock, and tokio's timer to wait with. It is what a client uses unless it is given another.
#[derive(Clone, Debug, Default)]
pub struct SystemTimer(SystemClock);

impl Clock for SystemTimer {
    fn now(&self) -> Now {
        self.0.now()
    }
}

#[async_trait]
impl Timer for SystemTimer {
    async fn sleep(&self, wait: Duration) {
        tokio::time::sleep(wait).await;
    }
}
