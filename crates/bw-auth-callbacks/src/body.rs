//! `CallbackBody`: the body of an answer, which is nothing where the answer is the challenge.

use std::pin::Pin;
use std::task::{Context, Poll};

use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

pin_project! {
    /// The body of an answer of a [`CallbackService`](crate::CallbackService): that of the service within, or none for the challenge.
    ///
    /// So the service within may answer with any body: `hyper::body::Incoming`, and what `tower_http` wraps around others, cannot be
    /// made of nothing.
    #[derive(Debug)]
    pub struct CallbackBody<B> {
        // Nothing where the answer is the challenge.
        #[pin]
        inner: Option<B>,
    }
}

impl<B> CallbackBody<B> {
    pub(crate) fn inner(body: B) -> Self {
        Self { inner: Some(body) }
    }

    /// The body of the service within; `None` for the challenge.
    pub fn into_inner(self) -> Option<B> {
        self.inner
    }
}

/// The challenge's.
impl<B> Default for CallbackBody<B> {
    fn default() -> Self {
        Self { inner: None }
    }
}

impl<B: Body> Body for CallbackBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        match self.project().inner.as_pin_mut() {
            Some(inner) => inner.poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        match &self.inner {
            Some(inner) => inner.size_hint(),
            None => SizeHint::with_exact(0),
        }
    }
}
