//! `ResponseFuture`: the challenge at once, or what the service within answers.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bw_auth_core::Verdict;
use http::{Response, Version};
use pin_project_lite::pin_project;

use crate::body::CallbackBody;

pin_project! {
    /// The answer of a [`CallbackService`](crate::CallbackService).
    #[derive(Debug)]
    pub struct ResponseFuture<F> {
        // Nothing is within where the answer is the challenge.
        #[pin]
        inner: Option<F>,
        // Of the request.
        version: Version,
    }
}

impl<F> ResponseFuture<F> {
    pub(crate) fn inner(inner: F, version: Version) -> Self {
        Self {
            inner: Some(inner),
            version,
        }
    }

    pub(crate) fn challenge(version: Version) -> Self {
        Self {
            inner: None,
            version,
        }
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<CallbackBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let answer = match this.inner.as_pin_mut() {
            Some(inner) => ready!(inner.poll(context))?.map(CallbackBody::inner),
            None => Verdict::challenge(*this.version),
        };
        Poll::Ready(Ok(answer))
    }
}
