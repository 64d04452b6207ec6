//! `SystemClock`: the clock that a client uses unless it is given another.

use core::hash::BuildHasher;
use core::time::Duration;
use std::hash::RandomState;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::{Clock, Now};

/// The operating system's clocks.
#[derive(Clone, Debug)]
pub struct SystemClock {
    start: Instant,
    seed: u64,
}

impl SystemClock {
    /// A clock whose `elapsed` time starts now.
    #[must_use]
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            seed: RandomState::new().hash_one(0),
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
        Now {
            elapsed,
            unix,
            random: scattered(self.seed, elapsed),
        }
    }
}

/// Bits that look random and differ from process to process: enough to spread waiting over time, and no generator to
/// depend on. A multiplication by an odd constant carries each low bit upwards; the rotation brings them down again.
fn scattered(seed: u64, elapsed: Duration) -> u64 {
    let moment = elapsed.as_secs() ^ (u64::from(elapsed.subsec_nanos()) << 32);
    (seed ^ moment).wrapping_mul(GOLDEN_RATIO).rotate_left(32)
}

/// 2⁶⁴ over the golden ratio, made odd.
const GOLDEN_RATIO: u64 = 0x9E37_79B9_7F4A_7C15;
