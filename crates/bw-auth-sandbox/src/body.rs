//! Bodies: how much of one arrived, and one made as it is sent.

use core::convert::Infallible;
use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, Incoming, SizeHint};

/// Reads a body to its end and returns its length; nothing of it is kept.
///
/// # Errors
///
/// The client went away, or broke the framing.
pub(crate) async fn length(mut body: Incoming) -> Result<u64, hyper::Error> {
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            length += data.len() as u64;
        }
    }
    Ok(length)
}

/// A body of so many bytes, sent from one small block.
pub(crate) struct Filler {
    left: u64,
    block: Bytes,
}

impl Filler {
    pub(crate) fn new(bytes: u64) -> Self {
        Self {
            left: bytes,
            block: Bytes::from(vec![b'x'; BLOCK]),
        }
    }
}

impl Body for Filler {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let size = usize::try_from(self.left).map_or(BLOCK, |left| left.min(BLOCK));
        self.left -= size as u64;
        Poll::Ready(Some(Ok(Frame::data(self.block.slice(..size)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

const BLOCK: usize = 64 * 1024;
