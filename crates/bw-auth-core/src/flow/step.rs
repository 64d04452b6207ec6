//! Step: what a driver is to do next.

use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use super::clock::Now;
use super::error::Error;
use super::held::Held;
use super::provider::Generation;
use crate::{Authorization, Url};

/// What the driver does next. Carry it out, report what came of it, ask again.
// Exhaustive on purpose: a driver that ignored a new step would be broken.
#[allow(clippy::exhaustive_enums)]
#[derive(Debug)]
pub enum Step {
    /// Send the request as [`Dispatch`] says; then call `responded` or `failed`.
    Send(Dispatch),
    /// Run the errand, or wait for whoever runs it, for no longer than `time_left`; then call `next`.
    Settle {
        /// What is to be done.
        errand: Errand,
        /// How long this request can wait for it; `None` when it has no deadline.
        time_left: Option<Duration>,
    },
    /// Wait that long, then call `next`.
    Sleep(Duration),
    /// Read up to `limit` bytes of the response's body, then call `read`.
    Read {
        /// The most bytes to read.
        limit: usize,
    },
    /// Hand the response to the caller, with [`Exchange::outcome`](super::Exchange::outcome) beside it.
    Deliver,
    /// Give the caller this error.
    Fail(Error),
}

/// One sending of the request.
pub struct Dispatch {
    pub(super) url: Url,
    pub(super) held: Option<Arc<Held>>,
    pub(super) beside: Option<Errand>,
    pub(super) with_body: bool,
    pub(super) own_fields_only: bool,
    pub(super) crossed_origin: bool,
    pub(super) at_once: bool,
    pub(super) time_left: Option<Duration>,
    /// On the clock's monotonic scale.
    pub(super) sent_at: Duration,
    pub(super) attempt: u32,
}

impl Dispatch {
    /// Where to send it. Hand it to the HTTP library as it is: its origin is the one that was checked.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The value of the `Authorization` field to send; `None` when the request goes without.
    #[must_use]
    pub fn authorization(&self) -> Option<&Authorization> {
        self.held.as_deref().and_then(Held::authorization)
    }

    /// An errand to run beside this sending, if nobody runs it already: a token that is to be renewed before it has to be. The
    /// request needs nothing of it.
    #[must_use]
    pub fn beside(&self) -> Option<Errand> {
        self.beside
    }

    /// How long what is run beside it may go on once the response is there: five seconds, and no longer than half of the
    /// time that is left then, since the caller is yet to read a body. Others will need it, and can see to it as well.
    #[must_use]
    pub fn patience(&self, now: Now) -> Duration {
        let taken = now.elapsed.saturating_sub(self.sent_at);
        let left = self.time_left.map(|left| left.saturating_sub(taken));
        left.map_or(PATIENCE, |left| PATIENCE.min(left / 2))
    }

    /// Whether the caller's body goes with it.
    #[must_use]
    pub fn with_body(&self) -> bool {
        self.with_body
    }

    /// Whether the caller's header fields stay behind, because the request goes to a foreign host.
    #[must_use]
    pub fn own_fields_only(&self) -> bool {
        self.own_fields_only
    }

    /// Whether it goes to another origin than the caller's request did, after a redirect among listed origins: fields
    /// that are meant for one server, cookies say, stay behind.
    #[must_use]
    pub fn crossed_origin(&self) -> bool {
        self.crossed_origin
    }

    /// Whether nothing was done or waited for before it, so that all of the time limit is left.
    #[must_use]
    pub fn at_once(&self) -> bool {
        self.at_once
    }

    /// How long it may take; `None` when there is no deadline.
    #[must_use]
    pub fn time_left(&self) -> Option<Duration> {
        self.time_left
    }

    /// 1 for the first sending, and one more for each further one.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }
}

const PATIENCE: Duration = Duration::from_secs(5);

/// After a redirect the path is a server's choice, and may repeat what the server was sent.
impl fmt::Debug for Dispatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatch")
            .field("origin", self.url.origin())
            .field("held", &self.held)
            .field("beside", &self.beside)
            .field("with_body", &self.with_body)
            .field("own_fields_only", &self.own_fields_only)
            .field("crossed_origin", &self.crossed_origin)
            .field("at_once", &self.at_once)
            .field("time_left", &self.time_left)
            .field("attempt", &self.attempt)
            .finish()
    }
}

/// Something that several requests may wait for and that is done once for all of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Errand {
    pub(super) number: u64,
    pub(super) work: Work,
}

impl Errand {
    /// What is to be done.
    #[must_use]
    pub fn work(&self) -> Work {
        self.work
    }
}

impl fmt::Debug for Errand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Errand({}, {:?})", self.number, self.work)
    }
}

/// The kinds of errand.
// Exhaustive on purpose, as `Step` is.
#[allow(clippy::exhaustive_enums)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Ask the credentials provider, then call [`Authenticator::loaded`](super::Authenticator::loaded).
    Load {
        /// The generation that was refused, if this is not the first load.
        newer_than: Option<Generation>,
    },
    /// Fetch a token: look into the store, if there is one, and report what it has with
    /// [`Authenticator::token_found`](super::Authenticator::token_found); if that does not do, send
    /// [`Authenticator::token_request`](super::Authenticator::token_request) and report the answer with
    /// [`Authenticator::token_answered`](super::Authenticator::token_answered).
    Token,
}
