//! Session: the authenticator behind its lock, with the clock it is asked by and whoever listens to its events.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use std::sync::{Mutex, PoisonError, TryLockError};

use super::trace;
use crate::{
    Authenticator, BoxError, Clock, Credentials, Error, Event, Exchange, Fault, Head, Now,
    Preparation, Step,
};

/// Called with each event, after the lock is released and outside of any `await`.
pub type Observer = Arc<dyn Fn(&Event) + Send + Sync>;

/// What a driver drives: it says what to do, over and over.
pub trait Machine {
    /// What to do now.
    fn next(&mut self, auth: &mut Authenticator, now: Now) -> Step;
}

impl Machine for Exchange {
    fn next(&mut self, auth: &mut Authenticator, now: Now) -> Step {
        Self::next(self, auth, now)
    }
}

impl Machine for Preparation {
    fn next(&mut self, auth: &mut Authenticator, now: Now) -> Step {
        Self::next(self, auth, now)
    }
}

/// The state that clones of a client share.
///
/// The lock is held while a decision is made, which takes microseconds, and never while anything is done.
pub struct Session<C: ?Sized> {
    auth: Mutex<Authenticator>,
    observers: Vec<Observer>,
    clock: Arc<C>,
}

impl<C: Clock + ?Sized> Session<C> {
    /// A session over that state.
    #[must_use]
    pub fn new(auth: Authenticator, clock: Arc<C>, observers: Vec<Observer>) -> Self {
        Self {
            auth: Mutex::new(auth),
            observers,
            clock,
        }
    }

    /// Whether these credentials are the ones in use, or none were asked for yet. Nobody is told of anything.
    pub fn may_hold(&self, credentials: &Credentials) -> bool {
        let auth = self.auth.lock().unwrap_or_else(PoisonError::into_inner);
        auth.may_hold(credentials)
    }

    /// Makes one decision, then tells what came up.
    pub fn decide<R>(&self, decide: impl FnOnce(&mut Authenticator, Now) -> R) -> R {
        // The time is taken under the lock, so that no decision sees a moment before the last one's.
        let (result, events) = {
            // The state is consistent between calls; a panic in a caller's clock cannot have torn it.
            let mut auth = self.auth.lock().unwrap_or_else(PoisonError::into_inner);
            let result = decide(&mut auth, self.clock.now());
            (result, auth.take_events())
        };
        events.iter().for_each(|event| self.tell(event));
        result
    }

    /// What the machine wants done.
    pub fn next(&self, machine: &mut impl Machine) -> Step {
        self.decide(|auth, now| machine.next(auth, now))
    }

    /// Reports a response, and asks what is to be done about it: one decision.
    pub fn responded(&self, exchange: &mut Exchange, head: Head<'_>) -> Step {
        self.decide(|auth, now| {
            exchange.responded(auth, now, head);
            exchange.next(auth, now)
        })
    }

    /// Reports that no response came, and asks what is to be done about it.
    pub fn failed(&self, exchange: &mut Exchange, fault: Fault, source: Option<BoxError>) -> Step {
        // Not under the lock: the error of a caller's stream may take its time to print, or ask the client something.
        let source = exchange.vet(source);
        self.decide(|auth, now| {
            exchange.broken(auth, fault, source);
            exchange.next(auth, now)
        })
    }

    fn tell(&self, event: &Event) {
        trace::emit(event);
        self.observers.iter().for_each(|observer| observer(event));
    }

    /// Tells of a request that a rule withheld before it became an exchange, and passes everything else on.
    ///
    /// # Errors
    ///
    /// The error that was handed in.
    pub fn admitted<T>(&self, prepared: Result<T, impl Into<Error>>) -> Result<T, Error> {
        prepared.map_err(|error| {
            let error = error.into();
            if let Error::Withheld(withheld) = &error {
                self.tell(&Event::Withheld {
                    code: withheld.code(),
                });
            }
            error
        })
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Arc<C> {
        &self.clock
    }
}

impl<C: ?Sized> fmt::Debug for Session<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let auth = match self.auth.try_lock() {
            Ok(auth) => Some(auth),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            // Whoever prints may be the one who holds it: a clock of the caller's, say, that logs.
            Err(TryLockError::WouldBlock) => None,
        };
        let mut session = f.debug_struct("Session");
        if let Some(auth) = auth {
            session.field("authenticator", &*auth);
        }
        session.finish_non_exhaustive()
    }
}
