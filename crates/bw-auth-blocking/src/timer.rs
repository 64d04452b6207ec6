//! `Timer`: a clock that can wait.

use core::time::Duration;

use bw_auth_core::{Clock, Now, SystemClock};

/// A clock that can wait. Tests bring one that they move by hand.
pub trait Timer: Clock {
    /// Returns after that time has passed on this clock.
    fn sleep(&self, wait: Duration);
}

/// The system's clock, and the thread's sleep to wait with. It is what a client uses unless it is given another.
#[derive(Clone, Debug, Default)]
pub struct SystemTimer(SystemClock);

impl Clock for SystemTimer {
    fn now(&self) -> Now {
        self.0.now()
    }
}

impl Timer for SystemTimer {
    fn sleep(&self, wait: Duration) {
        std::thread::sleep(wait);
    }
}
