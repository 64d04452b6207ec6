//! `Body`: what follows the head of a response, with the time in which it must arrive.

use bw_auth_core::secrecy::zeroize::Zeroizing;
use bw_auth_core::{Fault, TransportError};
use http_body_util::{BodyExt, Limited};
use hyper::body::{Bytes, Incoming};
use tokio::time::Instant;

use super::timer::by;

/// The body of a response. Neither way of reading it can take more than the time and the memory allowed.
#[derive(Debug)]
pub struct Body {
    incoming: Incoming,
    end: Option<Instant>,
}

impl Body {
    pub(super) fn new(incoming: Incoming, end: Option<Instant>) -> Self {
        Self { incoming, end }
    }

    /// The whole body, which must not be longer than `limit`.
    ///
    /// # Errors
    ///
    /// A fault: `Timeout`, or `Body` when it broke off or is too long.
    pub async fn bytes(self, limit: usize) -> Result<Bytes, TransportError> {
        match by(self.end, Limited::new(self.incoming, limit).collect()).await {
            Some(Ok(whole)) => Ok(whole.to_bytes()),
            // hyper's errors about a body quote nothing of it.
            Some(Err(error)) => Err(TransportError::new(Fault::Body, Some(error))),
            None => Err(TransportError::new(Fault::Timeout, None)),
        }
    }

    /// The first `limit` bytes or fewer, and whether that is all of it.
    ///
    /// Error bodies have been seen to repeat the header that was sent, so this buffer is wiped. It has its full size
    /// from the start: growing would leave a copy behind.
    pub(super) async fn start(mut self, limit: usize) -> (Zeroizing<Vec<u8>>, bool) {
        let mut start = Zeroizing::new(Vec::with_capacity(limit));
        while let Some(frame) = by(self.end, self.incoming.frame()).await {
            let Some(frame) = frame else {
                return (start, true);
            };
            let Ok(frame) = frame else { break };
            // The other kind of frame is trailers, which say nothing here.
            let Ok(data) = frame.into_data() else {
                continue;
            };
            let kept = data.len().min(limit - start.len());
            start.extend_from_slice(data.get(..kept).unwrap_or_default());
            if kept < data.len() {
                break;
            }
        }
        (start, false)
    }
}
