//! Policy: what a client does beyond sending once. By default: follow redirects of GET and HEAD, retry nothing.

use alloc::vec::Vec;
use core::time::Duration;

use crate::Origin;

/// How redirects and retries are handled.
///
/// ```
/// use bw_auth_core::{Policy, Retry};
///
/// let policy = Policy::default().with_retry(Retry::times(2)).with_redirect_limit(3);
/// # let _ = policy;
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    pub(super) redirect_limit: u32,
    pub(super) foreign_hosts: Vec<Origin>,
    pub(super) retry: Option<Retry>,
    pub(super) require_account: bool,
}

impl Default for Policy {
    /// Up to 5 redirects of GET and HEAD among the environment's origins; no foreign host; no retry.
    fn default() -> Self {
        Self {
            redirect_limit: 5,
            foreign_hosts: Vec::new(),
            retry: None,
            require_account: false,
        }
    }
}

impl Policy {
    /// Sets how many redirects one request may follow; one more is an error. With 0 every redirect is left to the caller.
    #[must_use]
    pub fn with_redirect_limit(mut self, limit: u32) -> Self {
        self.redirect_limit = limit;
        self
    }

    /// Lets a GET follow a redirect to this foreign https origin, as a new request: without credentials, without the
    /// caller's header fields, without a referer. For downloads that the service hands over to a storage host.
    #[must_use]
    pub fn with_foreign_host(mut self, origin: Origin) -> Self {
        self.foreign_hosts.push(origin);
        self
    }

    /// Opts in to retries after 429 and 503.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Keeps back a request whose account is not among those that the token names. What a token says is not verified, so
    /// this is no more than an early warning; by default the service has the say.
    #[must_use]
    pub fn with_account_in_token(mut self) -> Self {
        self.require_account = true;
        self
    }

    pub(super) fn names_foreign(&self, origin: &Origin) -> bool {
        origin.is_https() && self.foreign_hosts.contains(origin)
    }
}

/// Opt-in retries: after 429 any request whose body can be sent again, after 503 only idempotent methods
/// (RFC 9110 §9.2.2). The wait is the one that the service names, or else grows from half a second with jitter.
///
/// Nothing is retried past the caller's deadline.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    times: u32,
    longest_wait: Duration,
}

impl Retry {
    /// Retries up to `times` times, each after a wait of at most 60 s.
    #[must_use]
    pub const fn times(times: u32) -> Self {
        Self {
            times,
            longest_wait: Duration::from_secs(60),
        }
    }

    /// Sets the longest wait that is accepted. When the service asks for more, the error is returned instead.
    #[must_use]
    pub const fn with_longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// The wait before retry number `done + 1`, or `None` when there is to be none.
    pub(super) fn wait(&self, done: u32, named: Option<Duration>, random: u64) -> Option<Duration> {
        if done >= self.times {
            return None;
        }
        let wait =
            named.unwrap_or_else(|| jittered(BACKOFF.saturating_mul(1 << done.min(10)), random));
        (wait <= self.longest_wait).then_some(wait)
    }
}

/// Between half of `wait` and all of it, so that many clients do not come back at the same moment.
pub(super) fn jittered(wait: Duration, random: u64) -> Duration {
    let half = wait / 2;
    let millis = u64::try_from(half.as_millis()).unwrap_or(u64::MAX);
    half + Duration::from_millis(random % millis.saturating_add(1))
}

const BACKOFF: Duration = Duration::from_millis(500);
