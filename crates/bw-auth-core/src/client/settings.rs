//! Settings: what both client builders collect and both clients keep.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use http::Method;

use super::draft::Draft;
use super::session::{Observer, Session};
use crate::flow::LONGEST_TIME_LIMIT;
use crate::{AccountId, Authenticator, Clock, Endpoint, Environment, Policy, StoredToken};

/// The settings of a client that do not depend on its HTTP library.
#[derive(Clone)]
#[non_exhaustive]
pub struct Settings {
    /// What `{accountId}` stands for.
    pub account: Option<AccountId>,
    /// Where requests may go.
    pub environment: Environment,
    /// How redirects and retries are handled.
    pub policy: Policy,
    /// The time limit of a request that has none of its own.
    pub timeout: Duration,
    /// Whoever listens to events.
    pub observers: Vec<Observer>,
    /// A token to begin with.
    pub initial_token: Option<StoredToken>,
}

impl Default for Settings {
    /// Production, no account, the default policy, 60 s.
    fn default() -> Self {
        Self {
            account: None,
            environment: Environment::production(),
            policy: Policy::default(),
            timeout: Duration::from_secs(60),
            observers: Vec::new(),
            initial_token: None,
        }
    }
}

impl Settings {
    /// A session that knows nothing yet.
    #[must_use]
    pub fn session<C: Clock + ?Sized>(&self, clock: Arc<C>) -> Session<C> {
        let auth = Authenticator::new(self.environment.clone(), self.policy.clone());
        Session::new(auth, clock, self.observers.clone())
    }

    /// The session that a client begins with, which may have a token already.
    #[must_use]
    pub fn first_session<C: Clock + ?Sized>(&self, clock: Arc<C>) -> Session<C> {
        let session = self.session(clock);
        if let Some(token) = self.initial_token.clone() {
            session.decide(|auth, now| auth.give_token(token, now));
        }
        session
    }

    /// The time limit as an HTTP library can take it; `None` for one of over a hundred years, which is none.
    #[must_use]
    pub fn time_limit(&self) -> Option<Duration> {
        Some(self.timeout).filter(|limit| *limit <= LONGEST_TIME_LIMIT)
    }

    /// The draft of a request to an endpoint.
    #[must_use]
    pub fn draft(&self, method: Method, endpoint: &Endpoint) -> Draft {
        Draft::new(method, endpoint, &self.environment, self.account.as_ref())
    }

    /// Whether the environment names an origin that is reached over plain http. No proxy may be used then: it would
    /// be handed the whole request, header included.
    #[must_use]
    pub fn allows_plain_http(&self) -> bool {
        self.environment.origins().any(|origin| !origin.is_https())
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("account", &self.account)
            .field("environment", &self.environment.name())
            .field("policy", &self.policy)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
