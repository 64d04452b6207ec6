//! Stats: what has happened so far, in numbers, for a health page.

use alloc::sync::Arc;
use core::time::Duration;

use super::authenticator::Authenticator;
use super::clock::Now;
use super::fingerprint::Fingerprint;

/// What has happened to one set of credentials, in numbers. All but the last three only ever grow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Requests handed out for sending, retries and redirects included; those without credentials too.
    pub sent: u64,
    /// Answers that were 2xx.
    pub accepted: u64,
    /// Answers that were 401.
    pub rejected: u64,
    /// Answers that were 403.
    pub forbidden: u64,
    /// Answers that were 429.
    pub rate_limited: u64,
    /// How many times the provider was asked.
    pub loads: u64,
    /// How many times newer credentials took the place of older ones.
    pub rotations: u64,
    /// Token requests handed out for sending.
    pub token_requests: u64,
    /// Those of them that yielded no token.
    pub token_failures: u64,
    /// How many breakers are open: accounts or origins at which nothing is sent for now.
    pub stopped: usize,
    /// How much longer the token at hand is good for.
    pub token_life: Option<Duration>,
    /// Which credentials are in use.
    pub fingerprint: Option<Arc<Fingerprint>>,
}

impl Stats {
    pub(super) fn answered(&mut self, status: u16) {
        let count = match status {
            200..=299 => &mut self.accepted,
            401 => &mut self.rejected,
            403 => &mut self.forbidden,
            429 => &mut self.rate_limited,
            _ => return,
        };
        *count += 1;
    }
}

impl Authenticator {
    /// What has happened so far.
    #[must_use]
    pub fn stats(&self, now: Now) -> Stats {
        Stats {
            token_requests: self.tokens.requests,
            token_failures: self.tokens.failures,
            stopped: self.rejections.stopped(),
            token_life: self.token_life(now),
            fingerprint: self.held().map(|held| held.fingerprint.clone()),
            ..self.counts.clone()
        }
    }
}
