//! Outcome: what the exchange knows about a response that it delivers.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use zeroize::Zeroizing;

use super::held::Held;
use super::redact::redact;
use crate::Url;

/// Notes beside a delivered response; the transports put them into the response's extensions.
#[derive(Clone, Default)]
pub struct Outcome {
    pub(super) attempts: u32,
    pub(super) retry_after: Option<Duration>,
    pub(super) redirect: Option<Url>,
    pub(super) is_redirect: bool,
    /// What the answered request carried; `None` where it went to a stranger.
    pub(super) sent: Option<Arc<Held>>,
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

    /// Copies `text`, with `[redacted]` in the place of what repeats the credentials that were sent, as it is done for the
    /// errors that keep a body.
    ///
    /// For whoever prints or logs the body of a delivered response: some services repeat the request's header in an error body,
    /// with whatever status. It takes the whole of a text, as a stretch that is spread over two is found in neither; a body
    /// without end is to be cut off before.
    #[must_use]
    pub fn redact(&self, text: &[u8]) -> Zeroizing<Vec<u8>> {
        match &self.sent {
            Some(sent) => redact(text, &sent.secrets()),
            None => Zeroizing::new(text.to_vec()),
        }
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
