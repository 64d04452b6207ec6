//! The process's clock, for chains that are not given another.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bw_auth_core::{Clock, Now};

/// Time as the operating system tells it.
#[derive(Debug)]
pub(crate) struct ProcessClock {
    start: Instant,
}

impl ProcessClock {
    pub(crate) fn new() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Clock for ProcessClock {
    fn now(&self) -> Now {
        Now {
            elapsed: self.start.elapsed(),
            unix: Some(unix_now()),
            // Nothing here is left to chance.
            random: 0,
        }
    }
}

/// A clock that is set to before 1970 is wrong by decades, and any time will do.
pub(crate) fn unix_now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
