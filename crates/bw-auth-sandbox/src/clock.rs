//! The sandbox's idea of the time, which a test can move.

use alloc::sync::Arc;
use core::time::Duration;
use std::time::SystemTime;

use tokio::sync::watch;

/// The time by which the sandbox lives: `Date` and `X-RateLimit-Reset` fields, rate-limit windows, the lives of
/// tokens, the retirement of API users, delayed answers and the retries of callbacks follow it. Clones share one time.
///
/// ```
/// use bw_auth_sandbox::SandboxClock;
/// use core::time::Duration;
///
/// let clock = SandboxClock::manual(1_790_000_000);
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().as_secs(), 1_790_000_060);
/// assert_eq!(clock.http_date(Duration::ZERO), "Mon, 21 Sep 2026 14:14:20 GMT");
/// ```
#[derive(Clone, Debug)]
pub struct SandboxClock {
    origin: Origin,
    shift: Arc<watch::Sender<Duration>>,
}

#[derive(Clone, Copy, Debug)]
enum Origin {
    System,
    Fixed(Duration),
}

impl SandboxClock {
    /// The machine's clock, plus whatever it is [advanced](Self::advance) by.
    #[must_use]
    pub fn system() -> Self {
        Self::from_origin(Origin::System)
    }

    /// A clock that stands at `unix_seconds` (seconds since 1970-01-01 UTC) and moves only when told to.
    #[must_use]
    pub fn manual(unix_seconds: u64) -> Self {
        Self::from_origin(Origin::Fixed(Duration::from_secs(unix_seconds)))
    }

    fn from_origin(origin: Origin) -> Self {
        Self {
            origin,
            shift: Arc::new(watch::Sender::new(Duration::ZERO)),
        }
    }

    /// The time since 1970-01-01 UTC.
    #[must_use]
    pub fn now(&self) -> Duration {
        let origin = match self.origin {
            Origin::System => SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default(),
            Origin::Fixed(at) => at,
        };
        origin.saturating_add(*self.shift.borrow())
    }

    /// Moves the clock forward and wakes every delayed answer whose time has come.
    pub fn advance(&self, by: Duration) {
        self.shift
            .send_modify(|shift| *shift = shift.saturating_add(by));
    }

    /// The time `after` now as an HTTP date (RFC 9110 section 5.6.7), for a `Retry-After` field.
    /// It goes no further than the year 9999, where that format ends.
    #[must_use]
    pub fn http_date(&self, after: Duration) -> String {
        let at = self.now().saturating_add(after).min(END_OF_HTTP_DATES);
        httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + at)
    }

    /// Comes back once the clock shows `at`.
    pub(crate) async fn reach(&self, at: Duration) {
        // Subscribed before the first look, so that an advance in between is not missed.
        let mut shifted = self.shift.subscribe();
        loop {
            let left = at.saturating_sub(self.now());
            if left.is_zero() {
                return;
            }
            // Neither outcome needs a look: whichever it was, the loop reads the clock again.
            match self.origin {
                Origin::System => {
                    let _ = tokio::time::timeout(left, shifted.changed()).await;
                }
                Origin::Fixed(_) => {
                    let _ = shifted.changed().await;
                }
            }
        }
    }
}

impl Default for SandboxClock {
    fn default() -> Self {
        Self::system()
    }
}

const END_OF_HTTP_DATES: Duration = Duration::from_secs(253_402_300_799);
