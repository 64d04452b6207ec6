//! Watched: an exchange whose caller may go away at any moment.

use core::fmt;
use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use super::session::Session;
use crate::{Clock, Exchange, Outline};

/// An exchange that is given up where it is dropped before its end: because its caller was, or because a panic unwinds. What
/// it owes the others, a probe's place first of all, is then paid.
pub struct Watched<'a, C: Clock + ?Sized> {
    session: &'a Session<C>,
    exchange: Exchange,
    ended: bool,
}

impl<'a, C: Clock + ?Sized> Watched<'a, C> {
    /// Begins an exchange.
    #[must_use]
    pub fn new(session: &'a Session<C>, outline: Outline) -> Self {
        Self {
            session,
            exchange: Exchange::new(outline),
            ended: false,
        }
    }

    /// The exchange on its way.
    pub fn exchange(&mut self) -> &mut Exchange {
        &mut self.exchange
    }

    /// The exchange, of which all that there was to report has been reported.
    pub fn end(&mut self) -> &mut Exchange {
        self.ended = true;
        &mut self.exchange
    }
}

impl<C: Clock + ?Sized> Drop for Watched<'_, C> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        let (session, exchange) = (self.session, &mut self.exchange);
        let give_up = || session.decide(|auth, now| exchange.abandoned(auth, now));
        // A clock or an observer of the caller's runs in there. If it panics while another panic unwinds, the process ends.
        let _ = catch_unwind(AssertUnwindSafe(give_up));
    }
}

impl<C: Clock + ?Sized> fmt::Debug for Watched<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watched")
            .field("exchange", &self.exchange)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}
