//! The flight: an errand that is run once, for everybody who needs it.
//!
//! The work belongs to the client and not to a caller. Whoever is polled polls it, and when it wants to be polled again
//! all who wait are woken. So a caller that is dropped neither stops it nor starts it anew, and one that is alive but not
//! polled, in a `select!` or a stream of buffered requests, holds up nobody. There is no task and no thread behind it.

mod beside;
mod home;
mod landing;

use core::fmt;
use core::future::{Future, poll_fn};
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bw_auth_core::client::Session;
use bw_auth_core::{Authenticator, Credentials, Errand, Work};
use tokio::runtime;

pub(crate) use self::beside::Rest;
use self::beside::spared;
pub(crate) use self::home::OwnRuntime;
use self::home::{Home, Looks};
use self::landing::Landing;
use crate::provider::CredentialsProvider;
use crate::timer::{Timer, within};
use crate::token_endpoint::{STORE_PATIENCE, TokenEndpoint};
use crate::waiting::{Place, Waiting};

pub(crate) struct Flight {
    /// Taken after the session's lock where both are, and never while foreign code runs: the provider may use the client.
    state: Mutex<State>,
    waiting: Arc<Waiting>,
    tokens: TokenEndpoint,
}

struct State {
    provider: Arc<dyn CredentialsProvider>,
    running: Option<Running>,
    /// The runtime with which work was lost last. Nothing is begun there any more.
    ended: Option<runtime::Id>,
    /// Somebody sees an errand through beside a request of its own, which needs nothing of it.
    attended: Option<Errand>,
}

struct Running {
    errand: Errand,
    home: Home,
    /// `None` while a caller polls it.
    work: Option<Labour>,
}

/// What carries an errand out and reports it.
type Labour = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Flight {
    pub(crate) fn new(provider: Arc<dyn CredentialsProvider>, tokens: TokenEndpoint) -> Self {
        Self {
            state: Mutex::new(State {
                provider,
                running: None,
                ended: None,
                attended: None,
            }),
            waiting: Arc::default(),
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
        session: &Arc<Session<dyn Timer>>,
        errand: Errand,
        time_left: Option<Duration>,
    ) {
        let begun = session.clock().now().elapsed;
        let landed = self.landed(session, errand);
        let rest = match time_left {
            Some(left) => within(&**session.clock(), left, landed).await.flatten(),
            None => landed.await,
        };
        if let Some(rest) = rest {
            let taken = session.clock().now().elapsed.saturating_sub(begun);
            let left = time_left.map(|left| left.saturating_sub(taken));
            let half = left.unwrap_or(Duration::MAX) / 2;
            self.see_to(session, rest, half).await;
        }
    }

    /// Returns when the errand is done, by whomever, or no longer wanted. With what is left to do, for whoever did it.
    async fn landed(&self, session: &Arc<Session<dyn Timer>>, errand: Errand) -> Option<Labour> {
        let place = Place::among(&self.waiting);
        let mut has_restarted = false;
        let mut looks = Looks::default();
        poll_fn(|context| {
            // Before the state is looked at: whatever changes it later wakes this caller.
            place.keep(context.waker());
            loop {
                let polled = self.poll(session, errand, &mut has_restarted);
                if polled.is_ready() || !self.is_elsewhere(errand) {
                    return polled;
                }
                match looks.poll(&**session.clock(), context) {
                    Poll::Ready(()) => self.look_after(session, errand),
                    Poll::Pending => return Poll::Pending,
                }
            }
        })
        .await
    }

    /// What is left of an errand that has been reported is between it and the store. Whoever got that far goes on with it,
    /// for a while at the most, and the others do not wait for it.
    async fn see_to(&self, session: &Session<dyn Timer>, rest: Labour, most: Duration) {
        let _ = within(&**session.clock(), STORE_PATIENCE.min(most), spared(rest)).await;
    }

    /// Ready when the errand is done, with what is left to do for whoever did it.
    fn poll(
        &self,
        session: &Arc<Session<dyn Timer>>,
        errand: Errand,
        has_restarted: &mut bool,
    ) -> Poll<Option<Labour>> {
        let (turn, _displaced) = session.decide(|auth, _| self.turn(session, auth, errand));
        let (mut work, home) = match turn {
            Turn::Over => return Poll::Ready(None),
            Turn::Wait => return Poll::Pending,
            Turn::Poll { work, home } => (work, home),
        };
        let mut landing = Landing::of(self, errand);
        let waker = Waker::from(Arc::clone(&self.waiting));
        let mut context = Context::from_waker(&waker);
        let mut poll = || work.as_mut().poll(&mut context);
        let polled = if home == home::here() {
            poll()
        } else {
            // That may have ended since. The work is lost then, and begun anew.
            match catch_unwind(AssertUnwindSafe(poll)) {
                Ok(polled) => polled,
                // Once: what panics again does so by itself.
                Err(panic) if mem::replace(has_restarted, true) => resume_unwind(panic),
                Err(_) => {
                    drop(landing);
                    return self.poll(session, errand, has_restarted);
                }
            }
        };
        match polled {
            // Nothing was reported: it was lost, and is begun anew by whoever is polled next elsewhere.
            Poll::Ready(()) if session.decide(|auth, _| auth.is_open(errand)) => {
                self.state().ended = home;
                Poll::Pending
            }
            Poll::Ready(()) => Poll::Ready(None),
            Poll::Pending if session.decide(|auth, _| auth.is_open(errand)) => {
                landing.goes_on(work);
                Poll::Pending
            }
            // Reported, or of no use any more since other credentials were put in place.
            Poll::Pending => Poll::Ready(self.runs(errand).then_some(work)),
        }
    }

    /// What this caller is to do, and the work for an errand that is no longer open, if any was left.
    fn turn(
        &self,
        session: &Arc<Session<dyn Timer>>,
        auth: &Authenticator,
        errand: Errand,
    ) -> (Turn, Option<Running>) {
        if !auth.is_open(errand) {
            return (Turn::Over, None);
        }
        let mut state = self.state();
        let has_ended = state.ended.is_some() && state.ended == home::here();
        match &mut state.running {
            Some(running) if running.errand == errand => {
                // Being polled by somebody else, it is not to be had; not due, it would only say again that it waits.
                let work = match &mut running.work {
                    work @ Some(_) if self.waiting.take_due() => work.take(),
                    _ => None,
                };
                let home = running.home.id();
                let turn = work.map_or(Turn::Wait, |work| Turn::Poll { work, home });
                (turn, None)
            }
            _ if has_ended => (Turn::Wait, None),
            _ => {
                let home = Home::here();
                let work = self.work(Arc::clone(session), Arc::clone(&state.provider), errand);
                let turn = Turn::Poll {
                    work: home.of_work(work),
                    home: home.id(),
                };
                let displaced = state.running.replace(Running {
                    errand,
                    home,
                    work: None,
                });
                (turn, displaced)
            }
        }
    }

    fn runs(&self, errand: Errand) -> bool {
        let state = self.state();
        let running = state.running.as_ref();
        running.is_some_and(|running| running.errand == errand)
    }

    fn work(
        &self,
        session: Arc<Session<dyn Timer>>,
        provider: Arc<dyn CredentialsProvider>,
        errand: Errand,
    ) -> Labour {
        match errand.work() {
            Work::Load { newer_than } => Box::pin(async move {
                let runtime = OwnRuntime::current();
                let answer = provider.load(newer_than).await;
                if answer.is_err() && runtime.has_ended() {
                    // Nobody's answer: whoever needs it begins anew.
                    return;
                }
                session.decide(|auth, _| auth.loaded(errand, answer));
            }),
            Work::Token => {
                let (tokens, callers) = (self.tokens.clone(), Arc::clone(&self.waiting));
                Box::pin(async move { tokens.fetch(&session, errand, &callers).await })
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
    Poll {
        work: Labour,
        /// The runtime in which it was begun.
        home: Option<runtime::Id>,
    },
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let provider = self.provider();
        f.debug_struct("Flight")
            .field("provider", &provider)
            .finish_non_exhaustive()
    }
}
