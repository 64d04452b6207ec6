//! The flight: an errand that is run once, for everybody who needs it.
//!
//! The work belongs to the client and not to a caller. Whoever is polled polls it, and when it wants to be polled again
//! all who wait are woken. So a caller that is dropped neither stops it nor starts it anew, and one that is alive but not
//! polled, in a `select!` or a stream of buffered requests, holds up nobody. There is no task and no thread behind it.

use core::fmt;
use core::future::{Future, pending, poll_fn};
use core::mem;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bw_auth_core::client::Session;
use bw_auth_core::{Authenticator, Credentials, Errand, Loaded, ProviderError, Work};

use crate::provider::CredentialsProvider;
use crate::timer::Timer;
use crate::waiting::{Place, Waiting};

pub(crate) struct Flight {
    /// Taken after the session's lock where both are, and never while foreign code runs: the provider may use the client.
    state: Mutex<State>,
    waiting: Arc<Waiting>,
}

struct State {
    provider: Arc<dyn CredentialsProvider>,
    running: Option<Running>,
}

struct Running {
    errand: Errand,
    /// `None` while a caller polls it.
    load: Option<Load>,
}

type Load = Pin<Box<dyn Future<Output = Result<Loaded, ProviderError>> + Send>>;

impl Flight {
    pub(crate) fn new(provider: Arc<dyn CredentialsProvider>) -> Self {
        Self {
            state: Mutex::new(State {
                provider,
                running: None,
            }),
            waiting: Arc::default(),
        }
    }

    /// Puts these credentials in place and lets go whoever waits for others. Errands from now on yield these.
    pub(crate) fn install(&self, session: &Session<dyn Timer>, credentials: Credentials) {
        let provider = Arc::new(credentials.clone());
        // Under the session's lock, so that of several calls at once one sets both. What they replace is foreign code,
        // and is dropped once the locks are released.
        let _replaced = session.decide(|auth, _| {
            auth.install(credentials);
            let mut state = self.state();
            let provider = mem::replace(&mut state.provider, provider);
            (provider, state.running.take())
        });
        self.waiting.wake_all();
    }

    /// Returns when the errand is done, by whomever, or no longer wanted, or the time is over.
    pub(crate) async fn settle(
        &self,
        session: &Session<dyn Timer>,
        errand: Errand,
        time_left: Option<Duration>,
    ) {
        let place = Place::among(&self.waiting);
        let mut late = pin!(async {
            match time_left {
                Some(left) => session.clock().sleep(left).await,
                None => pending().await,
            }
        });
        poll_fn(|context| {
            // Before the state is looked at: whatever changes it later wakes this caller.
            place.keep(context.waker());
            match self.poll(session, errand) {
                Poll::Ready(()) => Poll::Ready(()),
                Poll::Pending => late.as_mut().poll(context),
            }
        })
        .await;
    }

    fn poll(&self, session: &Session<dyn Timer>, errand: Errand) -> Poll<()> {
        let (turn, _displaced) = session.decide(|auth, _| self.turn(auth, errand));
        let mut load = match turn {
            Turn::Over => return Poll::Ready(()),
            Turn::Wait => return Poll::Pending,
            Turn::Poll(load) => load,
        };
        let mut landing = Landing {
            flight: self,
            errand,
            unfinished: None,
        };
        let waker = Waker::from(Arc::clone(&self.waiting));
        match load.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(answer) => {
                session.decide(|auth, _| auth.loaded(errand, answer));
                Poll::Ready(())
            }
            Poll::Pending => {
                landing.unfinished = Some(load);
                Poll::Pending
            }
        }
    }

    /// What this caller is to do, and the work for an errand that is no longer open, if any was left.
    fn turn(&self, auth: &Authenticator, errand: Errand) -> (Turn, Option<Running>) {
        if !auth.is_open(errand) {
            return (Turn::Over, None);
        }
        let mut state = self.state();
        match &mut state.running {
            Some(running) if running.errand == errand => {
                // Being polled by somebody else, it is not to be had; not due, it would only say again that it waits.
                let load = match &mut running.load {
                    load @ Some(_) if self.waiting.take_due() => load.take(),
                    _ => None,
                };
                (load.map_or(Turn::Wait, Turn::Poll), None)
            }
            _ => {
                let Work::Load { newer_than } = errand.work();
                let provider = Arc::clone(&state.provider);
                let load = Box::pin(async move { provider.load(newer_than).await });
                let displaced = state.running.replace(Running { errand, load: None });
                (Turn::Poll(load), displaced)
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics between its changes.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Turn {
    Over,
    Wait,
    Poll(Load),
}

/// The end of one poll: the work goes back where the next caller finds it, if it is still wanted. If it is done, or has
/// panicked, nothing goes back; where the errand is still open, the next caller starts anew.
struct Landing<'a> {
    flight: &'a Flight,
    errand: Errand,
    unfinished: Option<Load>,
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        let over = self.unfinished.is_none();
        {
            let mut state = self.flight.state();
            match &mut state.running {
                Some(running) if running.errand == self.errand && over => state.running = None,
                Some(running) if running.errand == self.errand => {
                    running.load = self.unfinished.take();
                }
                // Other work has taken its place.
                _ => {}
            }
        }
        // Whoever was woken by it during the poll came in vain.
        if over || self.flight.waiting.is_due() {
            self.flight.waiting.wake_all();
        }
    }
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let provider = Arc::clone(&self.state().provider);
        f.debug_struct("Flight")
            .field("provider", &provider)
            .finish_non_exhaustive()
    }
}
