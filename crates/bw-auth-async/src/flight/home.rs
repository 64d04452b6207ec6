//! Home: the runtime in which the work was begun, and without which it may not go on.
//!
//! What the work waits for, a socket or a timer, is that runtime's. It may have ended, and then the work panics. It may also
//! live on with nobody to drive it, which cannot be told from an answer that is long in coming; so it is given a task that
//! does nothing, and where that is not run the work is begun anew in another.

use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::sync::Arc;

use bw_auth_core::client::Session;
use bw_auth_core::{Errand, Now};
use tokio::runtime::{self, Handle, RuntimeFlavor};
use tokio::task::JoinHandle;

use super::{Flight, Labour};
use crate::timer::Timer;

/// Where work was begun, and is polled, whoever does it: so all that it waits for is that runtime's.
pub(super) struct Home {
    runtime: Option<Handle>,
    asked: Option<Question>,
}

/// Whether the runtime is driven.
struct Question {
    at: Duration,
    answered: Arc<AtomicBool>,
}

impl Home {
    pub(super) fn here() -> Self {
        Self {
            runtime: Handle::try_current().ok(),
            asked: None,
        }
    }

    /// The work, to be polled from anywhere.
    pub(super) fn of_work(&self, mut work: Labour) -> Labour {
        let runtime = self.runtime.clone();
        Box::pin(poll_fn(move |context| {
            let _at_home = runtime.as_ref().map(Handle::enter);
            work.as_mut().poll(context)
        }))
    }

    pub(super) fn id(&self) -> Option<runtime::Id> {
        self.runtime.as_ref().map(Handle::id)
    }

    /// Whether it has been asked, and has not answered for too long. Asks, if it has not been or has answered.
    fn is_silent(&mut self, now: Now) -> bool {
        let Some(runtime) = &self.runtime else {
            return false;
        };
        match &self.asked {
            Some(asked) if !asked.answered.load(Ordering::SeqCst) => {
                now.elapsed.saturating_sub(asked.at) >= MOST_SILENCE
            }
            _ => {
                let answered = Arc::default();
                let answer = Arc::clone(&answered);
                runtime.spawn(async move { AtomicBool::store(&answer, true, Ordering::SeqCst) });
                self.asked = Some(Question {
                    at: now.elapsed,
                    answered,
                });
                false
            }
        }
    }
}

impl Flight {
    /// Whether the work is another runtime's, be it that somebody polls it there just now.
    pub(super) fn is_elsewhere(&self, errand: Errand) -> bool {
        let state = self.state();
        let running = state.running.as_ref();
        running.is_some_and(|running| running.errand == errand && running.home.id() != here())
    }

    /// Gives the work up if nobody drives its runtime. What it has asked for already is then asked for once more.
    pub(super) fn look_after(&self, session: &Session<dyn Timer>, errand: Errand) {
        // What is given up is dropped once the locks are released.
        let given_up = session.decide(|_, now| {
            let mut state = self.state();
            let is_lost = match &mut state.running {
                // Whoever polls it just now is alive.
                Some(running) if running.errand == errand && running.work.is_some() => {
                    running.home.is_silent(now)
                }
                _ => false,
            };
            is_lost.then(|| state.running.take())
        });
        if given_up.is_some() {
            self.waiting.wake_all();
        }
    }
}

/// The looks at work that is elsewhere, and the waits between them.
#[derive(Default)]
pub(super) struct Looks<'a>(Option<Pin<Box<dyn Future<Output = ()> + Send + 'a>>>);

impl<'a> Looks<'a> {
    /// Ready when it is time for a look: at first, and when a wait is over.
    pub(super) fn poll(&mut self, timer: &'a dyn Timer, context: &mut Context<'_>) -> Poll<()> {
        let is_time = match &mut self.0 {
            None => true,
            Some(wait) => wait.as_mut().poll(context).is_ready(),
        };
        if is_time {
            self.0 = Some(timer.sleep(MOST_SILENCE));
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

/// The runtime of work, as the work knows it.
pub(crate) struct OwnRuntime(Option<Handle>);

impl OwnRuntime {
    pub(crate) fn current() -> Self {
        Self(Handle::try_current().ok())
    }

    /// Whether it has ended, or is about to, so that an error may be no more than that.
    pub(crate) fn has_ended(&self) -> bool {
        let Some(runtime) = &self.0 else {
            return false;
        };
        // Such a runtime takes no more tasks. One of many threads does, until they are done with what they are at; but it
        // resolves no more names.
        is_cancelled(runtime.spawn(async {}))
            || (runtime.runtime_flavor() != RuntimeFlavor::CurrentThread
                && is_cancelled(runtime.spawn_blocking(|| ())))
    }
}

fn is_cancelled(task: JoinHandle<()>) -> bool {
    let polled = pin!(task).poll(&mut Context::from_waker(Waker::noop()));
    matches!(polled, Poll::Ready(Err(error)) if error.is_cancelled())
}

pub(super) fn here() -> Option<runtime::Id> {
    Handle::try_current().ok().map(|runtime| runtime.id())
}

const MOST_SILENCE: Duration = Duration::from_secs(1);
