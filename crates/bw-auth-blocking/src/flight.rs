//! The flight: an errand that one thread runs for all that need it, while they wait.

use core::fmt;
use core::mem;
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bw_auth_core::client::Session;
use bw_auth_core::{Credentials, CredentialsProvider, Dispatch, Errand, Work};

use crate::timer::Timer;
use crate::token_endpoint::TokenEndpoint;

pub(crate) struct Flight {
    /// Taken after the session's lock where both are, and never while foreign code runs: the provider may use the client.
    state: Mutex<State>,
    changed: Condvar,
    tokens: TokenEndpoint,
}

struct State {
    provider: Arc<dyn CredentialsProvider>,
    /// What a thread is busy with. Which errand it is counts: a thread that hangs in one that nobody waits for any more
    /// is in nobody's way.
    busy: Option<Errand>,
}

impl Flight {
    pub(crate) fn new(provider: Arc<dyn CredentialsProvider>, tokens: TokenEndpoint) -> Self {
        Self {
            state: Mutex::new(State {
                provider,
                busy: None,
            }),
            changed: Condvar::new(),
            tokens,
        }
    }

    /// Where credentials come from now.
    pub(crate) fn provider(&self) -> Arc<dyn CredentialsProvider> {
        Arc::clone(&self.state().provider)
    }

    pub(crate) fn tokens(&self) -> &TokenEndpoint {
        &self.tokens
    }

    /// Puts these credentials in place and lets go whoever waits for others. Errands from now on yield these.
    pub(crate) fn install(&self, session: &Session<dyn Timer>, credentials: Credentials) {
        let provider = Arc::new(credentials.clone());
        // Under the session's lock, so that of several calls at once one sets both. The provider that is replaced is
        // foreign code, and is dropped once the locks are released.
        let _replaced = session.decide(|auth, _| {
            auth.install(credentials);
            mem::replace(&mut self.state().provider, provider)
        });
        self.changed.notify_all();
    }

    /// Returns when the errand is done, by whomever, or no longer wanted, or the time to wait for another thread is over.
    ///
    /// The thread that runs it is in the provider's hands until that returns: there is no way out of a call.
    pub(crate) fn settle(
        &self,
        session: &Session<dyn Timer>,
        errand: Errand,
        time_left: Option<Duration>,
    ) {
        let start = Instant::now();
        loop {
            // Looked at together, and the state is let go of only by waiting: no change can come between.
            let (is_open, mut state) =
                session.decide(|auth, _| (auth.is_open(errand), self.state()));
            if !is_open {
                return;
            }
            if state.busy != Some(errand) {
                state.busy = Some(errand);
                let provider = Arc::clone(&state.provider);
                drop(state);
                let left = time_left.map(|left| left.saturating_sub(start.elapsed()));
                return self.run(session, errand, &*provider, left);
            }
            match time_left.map(|left| left.saturating_sub(start.elapsed())) {
                None => drop(self.changed.wait(state)),
                Some(Duration::ZERO) => return,
                Some(left) => drop(self.changed.wait_timeout(state, left)),
            }
        }
    }

    fn run(
        &self,
        session: &Session<dyn Timer>,
        errand: Errand,
        provider: &dyn CredentialsProvider,
        time_left: Option<Duration>,
    ) {
        let _landing = Landing {
            flight: self,
            errand,
        };
        match errand.work() {
            Work::Load { newer_than } => {
                let answer = provider.load(newer_than);
                session.decide(|auth, _| auth.loaded(errand, answer));
            }
            Work::Token => self.tokens.fetch(session, errand, time_left),
        }
    }

    /// Runs what is to be done beside a sending whose response is there, unless another thread runs it already.
    pub(crate) fn beside(&self, session: &Session<dyn Timer>, dispatch: &Dispatch) {
        let Some(errand) = dispatch.beside() else {
            return;
        };
        let (turn, patience) = session.decide(|auth, now| {
            let mut state = self.state();
            let is_free = auth.is_open(errand) && state.busy != Some(errand);
            let turn = is_free.then(|| {
                state.busy = Some(errand);
                Arc::clone(&state.provider)
            });
            (turn, dispatch.patience(now))
        });
        if let Some(provider) = turn {
            let run = || self.run(session, errand, &*provider, Some(patience));
            // A panic has been reported as such; the response is none the worse for it. The next caller begins anew.
            let _ = catch_unwind(AssertUnwindSafe(run));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics between its changes.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets the others go on, also when the provider panics: the errand is still open then, and the next thread runs it.
struct Landing<'a> {
    flight: &'a Flight,
    errand: Errand,
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        let mut state = self.flight.state();
        // Another thread may have begun a newer one.
        if state.busy == Some(self.errand) {
            state.busy = None;
        }
        drop(state);
        self.flight.changed.notify_all();
    }
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let provider = self.provider();
        f.debug_struct("Flight")
            .field("provider", &provider)
            .finish_non_exhaustive()
    }
}
