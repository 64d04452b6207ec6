//! Event: what is worth telling a log or a counter.

use alloc::sync::Arc;
use core::time::Duration;

use super::fingerprint::Fingerprint;
use crate::{AccountId, Origin};

/// Something that happened to the credentials. Names and fields are covered by semver; see `docs/observability.md`.
#[non_exhaustive]
#[derive(Clone, Debug)]
pub enum Event {
    /// The service refused the credentials (401) and nothing newer was to be had. Told once per generation and account.
    #[non_exhaustive]
    Rejected {
        /// The credentials.
        fingerprint: Arc<Fingerprint>,
        /// Who refused them.
        origin: Origin,
        /// The account of the request.
        account: Option<AccountId>,
    },
    /// Requests are no longer sent, because too many in a row were refused.
    #[non_exhaustive]
    BreakerOpened {
        /// The credentials.
        fingerprint: Arc<Fingerprint>,
        /// Where they were refused.
        origin: Origin,
        /// The account concerned; `None` when every account at this origin is.
        account: Option<AccountId>,
        /// How long nothing is sent.
        length: Duration,
    },
    /// The credentials were accepted again, so requests are sent as usual.
    #[non_exhaustive]
    BreakerClosed {
        /// The credentials.
        fingerprint: Arc<Fingerprint>,
        /// Where they were accepted.
        origin: Origin,
        /// The account concerned; `None` when every account at this origin is.
        account: Option<AccountId>,
    },
    /// Newer credentials took the place of older ones.
    #[non_exhaustive]
    Rotated {
        /// The credentials in use from now on.
        fingerprint: Arc<Fingerprint>,
    },
    /// A token was fetched, or taken from a store.
    #[non_exhaustive]
    TokenRefreshed {
        /// The client credentials.
        fingerprint: Arc<Fingerprint>,
        /// How much longer it is good for.
        life: Duration,
    },
    /// No token was to be had. Requests go on with the one at hand for as long as it is good.
    #[non_exhaustive]
    TokenRefreshFailed {
        /// The client credentials.
        fingerprint: Arc<Fingerprint>,
        /// The code of the error, as [`TokenError::code`](crate::TokenError::code) gives it.
        code: &'static str,
        /// How long nobody asks again.
        next_try: Duration,
    },
    /// A rule of ours kept a request from being sent.
    #[non_exhaustive]
    Withheld {
        /// The code of the rule, as [`Withheld::code`](crate::Withheld::code) gives it.
        code: &'static str,
    },
}

impl Event {
    /// The event's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Rejected { .. } => "auth.rejected",
            Self::BreakerOpened { .. } => "breaker.opened",
            Self::BreakerClosed { .. } => "breaker.closed",
            Self::Rotated { .. } => "credentials.rotated",
            Self::TokenRefreshed { .. } => "token.refreshed",
            Self::TokenRefreshFailed { .. } => "token.refresh_failed",
            Self::Withheld { .. } => "withheld",
        }
    }
}
