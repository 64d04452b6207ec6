//! The time limit of work that goes on when its callers go away.

use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Poll, ready};
use core::time::Duration;

use crate::timer::Timer;
use crate::waiting::Waiting;

/// How long work may take. What passes while it could go on, and nobody is there to poll it, does not count.
pub(crate) struct TimeLimit<'a> {
    clock: &'a dyn Timer,
    waiting: &'a Waiting,
    /// What has been made up for.
    neglected: Duration,
    end: Pin<Box<dyn Future<Output = ()> + Send + 'a>>,
}

impl<'a> TimeLimit<'a> {
    pub(crate) fn of(limit: Duration, clock: &'a dyn Timer, waiting: &'a Waiting) -> Self {
        Self {
            clock,
            waiting,
            neglected: waiting.neglected(),
            end: clock.sleep(limit),
        }
    }

    /// What comes of the future, if it ends in time.
    pub(crate) async fn within<T>(&mut self, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        poll_fn(|context| {
            loop {
                if let Poll::Ready(output) = future.as_mut().poll(context) {
                    return Poll::Ready(Some(output));
                }
                ready!(self.end.as_mut().poll(context));
                let neglected = self.waiting.neglected();
                let lost = neglected.saturating_sub(self.neglected);
                if lost < WORTH_MAKING_UP {
                    return Poll::Ready(None);
                }
                self.neglected = neglected;
                self.end = self.clock.sleep(lost);
            }
        })
        .await
    }
}

/// Whoever is there needs less to come to it.
const WORTH_MAKING_UP: Duration = Duration::from_millis(50);
