//! The flight: an errand that one thread runs for all that need it, while they wait.

use core::fmt;
use core::time::Duration;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;

use bw_auth_core::{CredentialsProvider, Errand, Session, Work};

use crate::timer::Timer;

pub(crate) struct Flight {
    provider: Mutex<Arc<dyn CredentialsProvider>>,
    busy: Mutex<bool>,
    landed: Condvar,
}

impl Flight {
    pub(crate) fn new(provider: Arc<dyn CredentialsProvider>) -> Self {
        Self {
            provider: Mutex::new(provider),
            busy: Mutex::new(false),
            landed: Condvar::new(),
        }
    }

    /// Errands from now on go to this provider.
    pub(crate) fn replace_provider(&self, provider: Arc<dyn CredentialsProvider>) {
        *self.provider.lock().unwrap_or_else(PoisonError::into_inner) = provider;
    }

    /// Returns when the errand is done, by whomever, or the time to wait for another thread is over.
    pub(crate) fn settle(
        &self,
        session: &Session<dyn Timer>,
        errand: Errand,
        time_left: Option<Duration>,
    ) {
        let start = Instant::now();
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        while session.decide(|auth, _| auth.is_open(errand)) {
            if !*busy {
                *busy = true;
                drop(busy);
                return self.run(session, errand);
            }
            busy = match time_left.map(|left| left.saturating_sub(start.elapsed())) {
                None => self
                    .landed
                    .wait(busy)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => return,
                Some(left) => {
                    self.landed
                        .wait_timeout(busy, left)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0
                }
            };
        }
    }

    fn run(&self, session: &Session<dyn Timer>, errand: Errand) {
        let _landing = Landing(self);
        let Work::Load { newer_than } = errand.work();
        let provider = Arc::clone(&self.provider.lock().unwrap_or_else(PoisonError::into_inner));
        let answer = provider.load(newer_than);
        session.decide(|auth, _| auth.loaded(errand, answer));
    }
}

/// Lets the others go on, also when the provider panics: the errand is still open then, and the next thread runs it.
struct Landing<'a>(&'a Flight);

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        *self.0.busy.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.0.landed.notify_all();
    }
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flight")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}
