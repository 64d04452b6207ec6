//! Rate limits: so many requests of one user or client in a window of the sandbox's clock.

use alloc::collections::BTreeMap;
use alloc::string::String;
use core::time::Duration;

/// How many requests to resources each user may make in a window, which opens with the first of them. All tokens of
/// a client share a window. The token endpoint has no limit, unless a script plays one.
///
/// A request beyond it is answered 429 with an empty body and `X-RateLimit-Reset`, the second (since 1970-01-01
/// UTC, by the sandbox's clock) from which requests are accepted again.
#[allow(
    clippy::exhaustive_structs,
    reason = "a pair that tests write as a literal"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// The requests that a window holds.
    pub requests: u32,
    /// The length of a window.
    pub per: Duration,
}

/// The limit, and what each user or client has used of its window.
#[derive(Default)]
pub(crate) struct Limiter {
    limit: Option<RateLimit>,
    windows: BTreeMap<String, Window>,
}

struct Window {
    until: Duration,
    used: u32,
}

impl Limiter {
    pub(crate) fn set(&mut self, limit: Option<RateLimit>) {
        self.limit = limit;
        self.windows.clear();
    }

    /// Counts a request.
    ///
    /// # Errors
    ///
    /// The window is used up; the second in which the next one opens.
    pub(crate) fn count(&mut self, name: &str, now: Duration) -> Result<(), u64> {
        let Some(limit) = self.limit else {
            return Ok(());
        };
        let fresh = || Window {
            until: now.saturating_add(limit.per),
            used: 0,
        };
        let window = self.windows.entry(name.into()).or_insert_with(fresh);
        if now >= window.until {
            *window = fresh();
        }
        if window.used >= limit.requests {
            let part = u64::from(window.until.subsec_nanos() > 0);
            return Err(window.until.as_secs().saturating_add(part));
        }
        window.used += 1;
        Ok(())
    }
}
