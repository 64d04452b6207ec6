//! Waiting: everybody who waits for an errand, as the one waker that its work is polled with.

use core::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use core::task::Waker;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Wake;

/// Who waits, and whether the work has asked to be polled since it last was.
#[derive(Default)]
pub(crate) struct Waiting {
    due: AtomicBool,
    /// Nobody was there at some time since somebody last asked for it.
    was_left: AtomicBool,
    places: AtomicU64,
    taken: AtomicUsize,
    callers: Mutex<BTreeMap<u64, Waker>>,
}

impl Waiting {
    /// Whether the work is to be polled. It is not any more, for whoever asks next.
    pub(crate) fn take_due(&self) -> bool {
        self.due.swap(false, Ordering::SeqCst)
    }

    pub(crate) fn is_due(&self) -> bool {
        self.due.load(Ordering::SeqCst)
    }

    /// Whether there was a time without any caller. It is told once.
    pub(crate) fn take_left(&self) -> bool {
        self.was_left.swap(false, Ordering::SeqCst)
    }

    /// Has every caller look for itself. One that still waits then comes back to its place.
    pub(crate) fn wake_all(&self) {
        // Bound first: a waker is foreign code, which is not called under the lock.
        let callers = core::mem::take(&mut *self.callers());
        callers.into_values().for_each(Waker::wake);
    }

    fn callers(&self) -> MutexGuard<'_, BTreeMap<u64, Waker>> {
        self.callers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The work calls it from wherever it has been waiting for something.
impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.due.store(true, Ordering::SeqCst);
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
        waiting.taken.fetch_add(1, Ordering::SeqCst);
        Self {
            waiting,
            number: waiting.places.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// From now on, this is how to wake the caller.
    pub(crate) fn keep(&self, waker: &Waker) {
        let waker = waker.clone();
        // Bound, so that the one before is dropped after the lock is released: with it may go a whole task.
        let _before = self.waiting.callers().insert(self.number, waker);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let _waker = self.waiting.callers().remove(&self.number);
        if self.waiting.taken.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.waiting.was_left.store(true, Ordering::SeqCst);
        }
    }
}
