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
use crate::waiting::{Place, Waiting};

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

/// Polled at these times, of which the first is the beginning. Whether it goes on, where before the second of them what it waits
/// for has asked to be polled, and the last who was there has left.
fn goes_on(polls: &[u32], could_go_on: bool, was_left: bool) -> bool {
    let (clock, callers) = (ByHand::default(), Waiting::default());
    let asks = RefCell::new(Waker::noop().clone());
    let future = poll_fn(|context| {
        asks.replace(context.waker().clone());
        Poll::<()>::Pending
    });
    let mut limit = TimeLimit::of(Duration::from_secs(10), &clock, &callers);
    let mut limited = pin!(limit.within(future));
    let (mut last, other) = (Some(Place::among(&callers)), Place::among(&callers));
    let _there = (!was_left).then_some(other);
    let mut polled = Poll::Pending;
    for (at, poll) in polls.iter().enumerate() {
        assert!(polled.is_pending());
        clock.0.store(*poll, Ordering::SeqCst);
        if at == 1 {
            last = None;
            if could_go_on {
                asks.borrow().wake_by_ref();
            }
        }
        polled = limited
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
    }
    drop(last);
    polled.is_pending()
}

#[test]
fn what_is_attended_to_ends_in_time() {
    for was_left in [false, true] {
        assert!(goes_on(&[0, 39], false, was_left));
        assert!(!goes_on(&[0, 40], false, was_left));
        assert!(!goes_on(&[0, 4000], false, was_left), "whoever comes");
        // It was polled as soon as there was anything to do.
        assert!(!goes_on(&[0, 3, 40], true, was_left));
    }
}

#[test]
fn what_could_have_gone_on_has_its_time_once_more() {
    assert!(goes_on(&[0, 4, 40], true, true));
    assert!(goes_on(&[0, 38, 40], true, true));
    assert!(goes_on(&[0, 38, 77], true, true));
    assert!(!goes_on(&[0, 38, 78], true, true));
    assert!(goes_on(&[0, 4000], true, true));
}

/// A lost packet, a slow answer, a busy runtime.
#[test]
fn what_was_late_although_somebody_was_there_has_its_own_time() {
    assert!(!goes_on(&[0, 4, 40], true, false));
    assert!(!goes_on(&[0, 19, 40], true, false));
    assert!(goes_on(&[0, 20, 40], true, false), "nobody polled it");
}
