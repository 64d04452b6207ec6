//! `SystemClock`: the clock that a client uses unless it is given another.

use core::hash::BuildHasher;
use std::hash::RandomState;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::{Clock, Now};

/// The operating system's clocks.
#[derive(Clone, Debug)]
pub struct SystemClock {
    start: Instant,
    random: RandomState,
}

impl SystemClock {
    /// A clock whose `elapsed` time starts now.
    #[must_use]
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            random: RandomState::new(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Now {
        let elapsed = self.start.elapsed();
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).ok();
        // Keyed at random for each process: enough to spread waiting over time, and no generator to depend on.
        Now {
            elapsed,
            unix,
            random: self.random.hash_one(elapsed),
        }
    }
}
