//! Home: the runtime in which the work was begun, and without which it may not go on.
//!
//! What the work waits for, a socket or a timer, is that runtime's. It may have ended, and then the work panics. It may also
//! live on with nobody to drive it, which cannot be told from an answer that is long in coming; so its callers are asked
//! for a sign of life, and where none comes the work is begun anew in another.

use core::future::Future;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use core::time::Duration;

use bw_auth_core::client::Session;
use bw_auth_core::{Errand, Now};
use tokio::runtime::{self, Handle, RuntimeFlavor};
use tokio::task::JoinHandle;

use super::Flight;
use crate::timer::Timer;

/// Where work was begun, and is polled, whoever does it: so all that it waits for is that runtime's.
pub(super) struct Home {
    runtime: Option<Handle>,
    /// When a caller was last polled there.
    alive_at: Duration,
    /// Since when the callers there have been asked for a sign of life.
    asked_at: Option<Duration>,
}

impl Home {
    pub(super) fn here(now: Now) -> Self {
        Self {
            runtime: Handle::try_current().ok(),
            alive_at: now.elapsed,
            asked_at: None,
        }
    }

    /// Whether this is the place. A caller that is polled here is a sign of life.
    pub(super) fn is_here(&mut self, now: Now) -> bool {
        let is_here = self.id() == here();
        if is_here {
            (self.alive_at, self.asked_at) = (now.elapsed, None);
        }
        is_here
    }

    /// The runtime, to be polled in.
    pub(super) fn runtime(&self) -> Option<Handle> {
        self.runtime.clone()
    }

    fn id(&self) -> Option<runtime::Id> {
        self.runtime.as_ref().map(Handle::id)
    }

    fn bears(&mut self, now: Now) -> Finding {
        let silent_since = |moment: Duration| now.elapsed.saturating_sub(moment) >= MOST_SILENCE;
        match self.asked_at {
            Some(asked_at) if silent_since(asked_at) => Finding::Dead,
            None if silent_since(self.alive_at) => {
                self.asked_at = Some(now.elapsed);
                Finding::Asked
            }
            _ => Finding::Alive,
        }
    }
}

/// What became of a question for a sign of life.
enum Finding {
    Alive,
    Asked,
    Dead,
}

impl Flight {
    /// Whether the work is another runtime's, be it that somebody polls it there just now.
    pub(super) fn is_elsewhere(&self, errand: Errand) -> bool {
        let state = self.state();
        let running = state.running.as_ref();
        running.is_some_and(|running| running.errand == errand && running.home.id() != here())
    }

    /// Asks the callers in the runtime of the work whether they are alive. Gives the work up if they have not shown it.
    ///
    /// At worst, if all of them have gone and the answer takes longer than some six seconds, it is asked for once more than needed.
    pub(super) fn ask_for_a_sign(&self, session: &Session<dyn Timer>, errand: Errand) {
        // What is given up is dropped once the locks are released.
        let (finding, _given_up) = session.decide(|_, now| {
            let mut state = self.state();
            let finding = match &mut state.running {
                Some(running) if running.errand == errand && running.work.is_some() => {
                    running.home.bears(now)
                }
                _ => Finding::Alive,
            };
            let given_up = matches!(finding, Finding::Dead).then(|| state.running.take());
            (finding, given_up)
        });
        if !matches!(finding, Finding::Alive) {
            self.waiting.wake_all();
        }
    }
}

/// The wait between two looks at work that is elsewhere.
#[derive(Default)]
pub(super) struct Silence<'a>(Option<Pin<Box<dyn Future<Output = ()> + Send + 'a>>>);

impl<'a> Silence<'a> {
    /// Ready when it is time for another look; the next one begins then.
    pub(super) fn poll(&mut self, timer: &'a dyn Timer, context: &mut Context<'_>) -> Poll<()> {
        let wait = self.0.get_or_insert_with(|| timer.sleep(MOST_SILENCE));
        let polled = wait.as_mut().poll(context);
        if polled.is_ready() {
            self.0 = None;
        }
        polled
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

const MOST_SILENCE: Duration = Duration::from_secs(2);
