//! A clock that is moved by hand.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bw_auth_sources::{Clock, Now};

#[derive(Clone, Debug)]
pub(crate) struct ManualClock(Arc<Mutex<Now>>, Duration);

impl ManualClock {
    /// Wall-clock time is that of the files of a test, so that their ages make sense.
    pub(crate) fn new() -> Self {
        let now = Now {
            elapsed: Duration::from_secs(1_000),
            unix: Some(START),
            random: 0,
        };
        Self(Arc::new(Mutex::new(now)), Duration::ZERO)
    }

    /// One that also goes on by this much whenever it is read, and knows no wall clock.
    pub(crate) fn ticking(by: Duration) -> Self {
        let clock = Self::new().without_wall_clock();
        Self(clock.0, by)
    }

    /// With it, ages of files that were just written would depend on the day.
    pub(crate) fn without_wall_clock(self) -> Self {
        self.change(|now| now.unix = None);
        self
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.change(|now| {
            now.elapsed += by;
            now.unix = now.unix.map(|unix| unix + by);
        });
    }

    fn change(&self, change: impl FnOnce(&mut Now)) -> Now {
        let mut now = self
            .0
            .lock()
            .expect("no test panics while it has the clock");
        change(&mut now);
        *now
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Now {
        self.change(|now| now.elapsed += self.1)
    }
}

pub(crate) const START: Duration = Duration::from_secs(1_800_000_000);
