//! How long one process waits for another, and who is told of it.

use std::cell::Cell;
use std::thread;
use std::time::{Duration, Instant};

/// One wait, from its beginning.
pub(crate) struct Patience<'a> {
    started: Instant,
    limit: Duration,
    tell: Option<&'a (dyn Fn() + Send + Sync)>,
    is_told: Cell<bool>,
}

impl<'a> Patience<'a> {
    pub(crate) fn new(limit: Duration, tell: Option<&'a (dyn Fn() + Send + Sync)>) -> Self {
        Self {
            started: Instant::now(),
            limit,
            tell,
            is_told: Cell::new(false),
        }
    }

    pub(crate) fn left(&self) -> Duration {
        self.limit.saturating_sub(self.started.elapsed())
    }

    /// Waits a moment, before a look whether the other has finished.
    pub(crate) fn pause(&self) {
        let tell = self.tell.filter(|_| self.started.elapsed() >= NOTICEABLE);
        if let Some(tell) = tell.filter(|_| !self.is_told.replace(true)) {
            tell();
        }
        thread::sleep(POLL);
    }
}

const POLL: Duration = Duration::from_millis(10);

/// Where many start at once, they all wait for a part of this, and that is nothing to tell of.
const NOTICEABLE: Duration = Duration::from_secs(1);
