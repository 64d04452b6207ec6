//! Bodies: what arrived of one, and one made as it is sent.

use alloc::vec::Vec;
use core::convert::Infallible;
use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, Incoming, SizeHint};

/// What arrived of a body: its length, and its beginning.
pub(crate) struct Received {
    pub(crate) length: u64,
    kept: Vec<u8>,
}

impl Received {
    /// Reads a body to its end and keeps no more of it than so many bytes.
    ///
    /// # Errors
    ///
    /// The client went away, or broke the framing.
    pub(crate) async fn read(mut body: Incoming, keep: usize) -> Result<Self, hyper::Error> {
        let mut received = Self {
            length: 0,
            kept: Vec::new(),
        };
        while let Some(frame) = body.frame().await {
            if let Ok(data) = frame?.into_data() {
                received.length += data.len() as u64;
                let room = keep - received.kept.len();
                received.kept.extend(data.iter().take(room));
            }
        }
        Ok(received)
    }

    /// The whole body, if all of it was kept.
    pub(crate) fn whole(&self) -> Option<&[u8]> {
        (self.kept.len() as u64 == self.length).then_some(&self.kept)
    }
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
