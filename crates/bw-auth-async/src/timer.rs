//! `Timer`: a clock that can wait.

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;

use async_trait::async_trait;
use bw_auth_core::{Clock, Now, SystemClock};

/// A clock that can wait without blocking. Tests bring one that they move by hand.
#[async_trait]
pub trait Timer: Clock {
    /// Returns after that time has passed on this clock.
    async fn sleep(&self, wait: Duration);
}

/// What comes of the future, if it ends within that time on this clock. Both are dropped then.
pub(crate) async fn within<T>(
    timer: &dyn Timer,
    limit: Duration,
    future: impl Future<Output = T>,
) -> Option<T> {
    let (mut future, mut late) = (pin!(future), timer.sleep(limit));
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => late.as_mut().poll(context).map(|()| None),
    })
    .await
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
