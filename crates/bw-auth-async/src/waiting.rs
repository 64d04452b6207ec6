//! Waiting: everybody who waits for an errand, as the one waker that its work is polled with.

use core::mem;
use core::sync::atomic::{AtomicU64, Ordering};
use core::task::Waker;
use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Wake;

use crate::timer::Timer;

/// Who waits, and since when the work has asked to be polled, if it has.
pub(crate) struct Waiting {
    clock: Arc<dyn Timer>,
    places: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    due_since: Option<Duration>,
    neglected: Duration,
    callers: BTreeMap<u64, Waker>,
}

impl Waiting {
    pub(crate) fn new(clock: Arc<dyn Timer>) -> Self {
        Self {
            clock,
            places: AtomicU64::default(),
            state: Mutex::default(),
        }
    }

    /// Whether the work is to be polled. It is not any more, for whoever asks next.
    pub(crate) fn take_due(&self) -> bool {
        let now = self.clock.now().elapsed;
        let mut state = self.state();
        let Some(since) = state.due_since.take() else {
            return false;
        };
        state.neglected += now.saturating_sub(since);
        true
    }

    pub(crate) fn is_due(&self) -> bool {
        self.state().due_since.is_some()
    }

    /// How long work was to be polled, all in all, with nobody there to do it.
    pub(crate) fn neglected(&self) -> Duration {
        self.state().neglected
    }

    /// Has every caller look for itself. One that still waits then comes back to its place.
    pub(crate) fn wake_all(&self) {
        // Bound first: a waker is foreign code, which is not called under the lock.
        let callers = mem::take(&mut self.state().callers);
        callers.into_values().for_each(Waker::wake);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The work calls it from wherever it has been waiting for something.
impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let now = self.clock.now().elapsed;
        self.state().due_since.get_or_insert(now);
        self.wake_all();
    }
}

/// One caller's place among those who wait, for as long as it waits.
pub(crate) struct Place<'a> {
    waiting: &'a Waiting,
    number: u64,
}

impl<'a> Place<'a> {
    pub(crate) fn among(waiting: &'a Waiting) -> Self {
        Self {
            waiting,
            number: waiting.places.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// From now on, this is how to wake the caller.
    pub(crate) fn keep(&self, waker: &Waker) {
        let waker = waker.clone();
        // Bound, so that the one before is dropped after the lock is released: with it may go a whole task.
        let _before = self.waiting.state().callers.insert(self.number, waker);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let _waker = self.waiting.state().callers.remove(&self.number);
    }
}
