//! The time limit of work that goes on when its callers go away.

use core::future::{Future, poll_fn};
use core::mem;
use core::pin::{Pin, pin};
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::sync::Arc;
use std::task::Wake;

use crate::timer::Timer;
use crate::waiting::Waiting;

#[cfg(test)]
mod tests;

/// How long work may take. Where it could have gone on, and nobody was there for a while, it has that time once more from then on.
pub(crate) struct TimeLimit<'a> {
    limit: Duration,
    clock: &'a dyn Timer,
    callers: &'a Waiting,
    end: Pin<Box<dyn Future<Output = ()> + Send + 'a>>,
    polled_at: Duration,
    is_renewed: bool,
    /// What is waited for has asked to be polled since it last was.
    could_go_on: Arc<AtomicBool>,
}

impl<'a> TimeLimit<'a> {
    pub(crate) fn of(limit: Duration, clock: &'a dyn Timer, callers: &'a Waiting) -> Self {
        callers.take_left();
        Self {
            limit,
            clock,
            callers,
            end: clock.sleep(limit),
            polled_at: clock.now().elapsed,
            is_renewed: false,
            could_go_on: Arc::default(),
        }
    }

    /// What comes of the future, if it ends in time.
    pub(crate) async fn within<T>(&mut self, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        poll_fn(|context| {
            let could_go_on = self.could_go_on.swap(false, Ordering::SeqCst);
            let now = self.clock.now().elapsed;
            let unattended = now.saturating_sub(mem::replace(&mut self.polled_at, now));
            let neglect = match self.callers.take_left() {
                true => NEGLECT,
                false => LONG_NEGLECT,
            };
            let waker = Waker::from(Arc::new(Asking {
                could_go_on: Arc::clone(&self.could_go_on),
                waker: context.waker().clone(),
            }));
            let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
            if let Poll::Ready(output) = polled {
                return Poll::Ready(Some(output));
            }
            if could_go_on && unattended >= neglect && !self.is_renewed {
                self.is_renewed = true;
                self.end = self.clock.sleep(self.limit);
            }
            self.end.as_mut().poll(context).map(|()| None)
        })
        .await
    }
}

/// Tells what is waited for from the end of the time, which wakes too.
struct Asking {
    could_go_on: Arc<AtomicBool>,
    waker: Waker,
}

impl Wake for Asking {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.could_go_on.store(true, Ordering::SeqCst);
        self.waker.wake_by_ref();
    }
}

/// A time in which nobody was there.
const NEGLECT: Duration = Duration::from_secs(1);
/// Somebody was there and did not come to it, or what it waits for was long in coming: which of them cannot be told here. Whoever
/// is polled comes to it sooner, in a busy runtime too, and networks and servers seldom take as long without failing.
const LONG_NEGLECT: Duration = Duration::from_secs(5);
