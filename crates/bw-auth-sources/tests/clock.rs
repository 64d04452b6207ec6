//! A clock that is moved by hand.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bw_auth_sources::{Clock, Now};

#[derive(Clone, Debug)]
pub(crate) struct ManualClock(Arc<Mutex<Now>>);

impl ManualClock {
    /// Wall-clock time is that of the files of a test, so that their ages make sense.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Now {
            elapsed: Duration::from_secs(1_000),
            unix: Some(START),
            random: 0,
        })))
    }

    pub(crate) fn advance(&self, by: Duration) {
        let mut now = self
            .0
            .lock()
            .expect("no test panics while it has the clock");
        now.elapsed += by;
        now.unix = now.unix.map(|unix| unix + by);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Now {
        *self
            .0
            .lock()
            .expect("no test panics while it has the clock")
    }
}

pub(crate) const START: Duration = Duration::from_secs(1_800_000_000);
