//! Outcome: what the exchange knows about a response that it delivers.

use core::fmt;
use core::time::Duration;

use crate::Url;

/// Notes beside a delivered response; the transports put them into the response's extensions.
#[derive(Clone, Default)]
pub struct Outcome {
    pub(super) attempts: u32,
    pub(super) retry_after: Option<Duration>,
    pub(super) redirect: Option<Url>,
    pub(super) is_redirect: bool,
}

impl Outcome {
    /// How many requests were sent for it, redirects and retries included.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long a 429 or 503 asks to wait, counted from the moment it arrived.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Whether the status is that of a redirect (301, 302, 303, 307, 308), which was not followed. No `Location` field of it is
    /// to be printed, be it one that can be read or not.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        self.is_redirect
    }

    /// The target of a redirect that was not followed, as an absolute URL; `None` where it cannot be read as one.
    ///
    /// It may be a presigned download link, which is a credential of its own: it is not part of any `Debug` output.
    #[must_use]
    pub fn redirect_target(&self) -> Option<&str> {
        self.redirect.as_ref().map(Url::as_str)
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome")
            .field("attempts", &self.attempts)
            .field("retry_after", &self.retry_after)
            .field("redirect", &self.redirect.as_ref().map(Url::origin))
            .finish()
    }
}
