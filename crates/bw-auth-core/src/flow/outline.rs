//! Outline: what a driver wants to send, and what it is able to do.

use alloc::boxed::Box;
use core::time::Duration;

use crate::Target;

/// Whether a request's body can be sent a second time.
// The three cases are all there can be.
#[allow(clippy::exhaustive_enums)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// There is no body.
    Empty,
    /// The body is at hand and can be sent as often as needed.
    Again,
    /// The body is a stream: once sent, it is gone.
    Once,
}

/// What a driver is able to do. These are powers, not wishes: a piece of middleware has neither.
// A further power is a change for every driver, as a further step would be.
#[allow(clippy::exhaustive_structs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Can {
    /// It can send the request again, to this or another URL.
    pub resend: bool,
    /// It can wait.
    pub sleep: bool,
}

impl Can {
    /// Both: the powers of a whole client.
    pub const ALL: Self = Self {
        resend: true,
        sleep: true,
    };
    /// Neither: the powers of middleware inside somebody else's client.
    pub const NONE: Self = Self {
        resend: false,
        sleep: false,
    };
}

/// One request, as far as it matters for authentication.
///
/// ```
/// use bw_auth_core::{Can, Endpoint, Environment, Outline, Replay};
///
/// let target = Endpoint::subscriptions().resolve(&Environment::production(), Some(&"920012".parse()?))?;
/// let outline = Outline::new("GET", target).with_body(Replay::Empty).with_powers(Can::ALL);
/// # let _ = outline;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Outline {
    pub(super) method: Box<str>,
    pub(super) target: Target,
    pub(super) has_authorization: bool,
    pub(super) body: Replay,
    pub(super) can: Can,
    pub(super) time_limit: Option<Duration>,
    pub(super) raw_status: bool,
    pub(super) pass_through_foreign: bool,
}

impl Outline {
    /// A request without a body, from a driver with all powers, without a time limit.
    #[must_use]
    pub fn new(method: &str, target: Target) -> Self {
        Self {
            method: method.into(),
            target,
            has_authorization: false,
            body: Replay::Empty,
            can: Can::ALL,
            time_limit: None,
            raw_status: false,
            pass_through_foreign: false,
        }
    }

    /// States whether the request already carries an `Authorization` field of its own.
    ///
    /// Such a request is refused: overriding it would send other credentials than its author meant.
    #[must_use]
    pub fn with_own_authorization(mut self, present: bool) -> Self {
        self.has_authorization = present;
        self
    }

    /// States what the body allows.
    #[must_use]
    pub fn with_body(mut self, body: Replay) -> Self {
        self.body = body;
        self
    }

    /// States what the driver is able to do.
    #[must_use]
    pub fn with_powers(mut self, can: Can) -> Self {
        self.can = can;
        self
    }

    /// Limits the time for all of it, counted from the first [`Exchange::next`](super::Exchange::next). When it is over,
    /// nothing more is tried. A limit of over a hundred years is none: clocks cannot count that far.
    #[must_use]
    pub fn with_time_limit(mut self, limit: Option<Duration>) -> Self {
        self.time_limit = limit.filter(|limit| *limit <= LONGEST_TIME_LIMIT);
        self
    }

    /// Delivers 401, 403 and 429 as responses instead of errors, for code that looks at the status itself.
    #[must_use]
    pub fn with_raw_status(mut self, raw: bool) -> Self {
        self.raw_status = raw;
        self
    }

    /// Lets a request to an origin that the environment does not list pass, as it is and without credentials,
    /// instead of refusing it. For middleware in a client that also talks to others.
    #[must_use]
    pub fn with_foreign_pass_through(mut self, pass: bool) -> Self {
        self.pass_through_foreign = pass;
        self
    }

    /// The request's method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Where the request goes.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// RFC 9110 §9.2.2: sending it twice means no more than sending it once.
    pub(super) fn is_idempotent(&self) -> bool {
        matches!(
            &*self.method,
            "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE"
        )
    }

    /// The methods whose redirects are followed.
    pub(super) fn is_get_or_head(&self) -> bool {
        matches!(&*self.method, "GET" | "HEAD")
    }
}

pub(crate) const LONGEST_TIME_LIMIT: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
