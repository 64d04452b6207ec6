//! Time and chance, as the decisions see them: arguments, never calls.

use core::fmt::Debug;
use core::time::Duration;

/// What a driver knows of the moment in which it asks for a decision.
///
/// Core reads no clock, so that a test can cross sixty seconds or ten years without waiting.
///
/// ```
/// use core::time::Duration;
/// use bw_auth_core::Now;
///
/// let now = Now { elapsed: Duration::from_secs(5), unix: None, random: 0 };
/// assert_eq!(now.after(Duration::from_secs(2)), Duration::from_secs(7));
/// ```
// Whoever brings a clock builds this value, and a moment has no further parts to come.
#[allow(clippy::exhaustive_structs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Time since an arbitrary fixed point; never goes back. All waiting is measured with it.
    pub elapsed: Duration,
    /// Wall-clock time since 1970-01-01T00:00:00Z, where there is one. Used only where a server names a date.
    pub unix: Option<Duration>,
    /// Fresh random bits, for jitter. Nothing secret is derived from them.
    pub random: u64,
}

impl Now {
    /// The point in `elapsed` time that lies `wait` ahead.
    #[must_use]
    pub fn after(&self, wait: Duration) -> Duration {
        self.elapsed.saturating_add(wait)
    }
}

/// Where a driver gets [`Now`] from.
pub trait Clock: Debug + Send + Sync {
    /// The present moment.
    fn now(&self) -> Now;
}
