use core::cell::RefCell;
use core::future::poll_fn;
use core::sync::atomic::{AtomicU32, Ordering};
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::pin::pin;

use async_trait::async_trait;
use bw_auth_core::{Clock, Now};

use super::TimeLimit;
use crate::timer::Timer;

/// In quarters of a second, as the test sets it.
#[derive(Debug, Default)]
struct ByHand(AtomicU32);

impl ByHand {
    fn elapsed(&self) -> Duration {
        Duration::from_secs(1) / 4 * self.0.load(Ordering::SeqCst)
    }
}

impl Clock for ByHand {
    fn now(&self) -> Now {
        Now {
            elapsed: self.elapsed(),
            unix: None,
            random: 0,
        }
    }
}

#[async_trait]
impl Timer for ByHand {
    async fn sleep(&self, wait: Duration) {
        let end = self.elapsed() + wait;
        // Whoever waits on this clock is polled by the test.
        poll_fn(|_| match self.elapsed() < end {
            true => Poll::Pending,
            false => Poll::Ready(()),
        })
        .await
    }
}

/// Polled at these times, of which the first is the beginning. Whether it goes on, where what it waits for has asked to be
/// polled before the second of them.
fn goes_on(polls: &[u32], could_go_on: bool) -> bool {
    let clock = ByHand::default();
    let asks = RefCell::new(Waker::noop().clone());
    let future = poll_fn(|context| {
        asks.replace(context.waker().clone());
        Poll::<()>::Pending
    });
    let mut limit = TimeLimit::of(Duration::from_secs(10), &clock);
    let mut limited = pin!(limit.within(future));
    let mut polled = Poll::Pending;
    for (at, poll) in polls.iter().enumerate() {
        assert!(polled.is_pending());
        clock.0.store(*poll, Ordering::SeqCst);
        if could_go_on && at == 1 {
            asks.borrow().wake_by_ref();
        }
        polled = limited
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
    }
    polled.is_pending()
}

#[test]
fn what_is_attended_to_ends_in_time() {
    assert!(goes_on(&[0, 39], false));
    assert!(!goes_on(&[0, 40], false));
    assert!(!goes_on(&[0, 4000], false), "it hangs, whoever comes");
    // It was polled as soon as there was anything to do.
    assert!(!goes_on(&[0, 3, 40], true));
}

#[test]
fn what_could_have_gone_on_has_its_time_once_more() {
    assert!(goes_on(&[0, 38, 40], true));
    assert!(goes_on(&[0, 38, 77], true));
    assert!(!goes_on(&[0, 38, 78], true));
    assert!(goes_on(&[0, 4000], true));
}
