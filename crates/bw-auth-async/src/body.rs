//! `Declared`: a stream whose caller has said how long it is.

use core::pin::Pin;
use core::task::{Context, Poll, ready};

use bw_auth_core::BoxError;
use hyper::body::{Body as HttpBody, Bytes, Frame};
use reqwest::Body;

/// A stream that fails unless it has just as many bytes as were declared. hyper would cut off what is too long, and the
/// server would take a part for the whole.
pub(crate) struct Declared {
    stream: Body,
    /// What it still has to yield.
    left: u64,
    /// The last declared bytes. Once these are sent nobody asks for more, so they are kept until the stream has ended.
    last: Option<Bytes>,
    ended: bool,
}

impl Declared {
    /// The same body, held to that length.
    pub(crate) fn body(stream: Body, length: u64) -> Body {
        Body::wrap(Self {
            stream,
            left: length,
            last: None,
            ended: false,
        })
    }

    /// Takes note of bytes, and hands on those that can be.
    fn take(&mut self, bytes: Bytes) -> Result<Option<Bytes>, BoxError> {
        let count = u64::try_from(bytes.len()).ok();
        let left = count.and_then(|count| self.left.checked_sub(count));
        self.left = left.ok_or(MISDECLARED)?;
        if bytes.is_empty() {
            Ok(None)
        } else if self.left == 0 {
            self.last = Some(bytes);
            Ok(None)
        } else {
            Ok(Some(bytes))
        }
    }
}

impl HttpBody for Declared {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        while !this.ended {
            let frame = match ready!(Pin::new(&mut this.stream).poll_frame(context)) {
                Some(frame) => frame,
                None if this.left > 0 => return Poll::Ready(Some(Err(MISDECLARED.into()))),
                None => {
                    this.ended = true;
                    break;
                }
            };
            // Trailers have no place behind a declared length (RFC 9110 §6.5.1).
            let Ok(bytes) = frame?.into_data() else {
                continue;
            };
            if let Some(bytes) = this.take(bytes)? {
                return Poll::Ready(Some(Ok(Frame::data(bytes))));
            }
        }
        Poll::Ready(this.last.take().map(|bytes| Ok(Frame::data(bytes))))
    }
}

const MISDECLARED: &str = "it has not the length that was declared";
