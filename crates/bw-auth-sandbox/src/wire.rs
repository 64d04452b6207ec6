//! The bytes of an answer on their way out, which a fault may cut, replace or slow down.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;
use std::io;
use std::sync::Mutex;

use bytes::{Buf as _, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::state::lock;

/// What to do with the bytes of the answer that comes next.
#[derive(Default)]
pub(crate) enum Plan {
    #[default]
    Pass,
    /// Let so many through, then end the connection with no TLS close.
    CutAfter(usize),
    /// Send these instead, then close.
    Replace(Bytes),
    /// Let one through in each interval.
    Drip(Duration),
}

/// The plan of one connection, set by the service before it hands its answer to hyper.
#[derive(Clone, Default)]
pub(crate) struct SharedPlan(Arc<Mutex<Plan>>);

impl SharedPlan {
    pub(crate) fn set(&self, plan: Plan) {
        *lock(&self.0) = plan;
    }
}

/// A stream whose writes follow a plan.
pub(crate) struct Wire<S> {
    inner: S,
    plan: SharedPlan,
    pause: Option<Pin<Box<Sleep>>>,
}

impl<S> Wire<S> {
    pub(crate) fn new(inner: S, plan: SharedPlan) -> Self {
        Self {
            inner,
            plan,
            pause: None,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let mut inner = Pin::new(&mut this.inner);
        match &mut *lock(&this.plan.0) {
            Plan::Pass => inner.poll_write(cx, bytes),
            Plan::CutAfter(0) => {
                ready!(inner.poll_flush(cx))?;
                Poll::Ready(Err(ended()))
            }
            Plan::CutAfter(left) => {
                let (kept, _) = bytes.split_at(bytes.len().min(*left));
                let written = ready!(inner.poll_write(cx, kept))?;
                *left -= written;
                Poll::Ready(Ok(written))
            }
            Plan::Replace(other) => {
                while other.has_remaining() {
                    let written = ready!(inner.as_mut().poll_write(cx, other))?;
                    other.advance(written);
                }
                ready!(inner.as_mut().poll_flush(cx))?;
                ready!(inner.poll_shutdown(cx))?;
                Poll::Ready(Err(ended()))
            }
            Plan::Drip(interval) => {
                ready!(inner.as_mut().poll_flush(cx))?;
                let interval = *interval;
                let pause = this.pause.get_or_insert_with(|| Box::pin(sleep(interval)));
                ready!(pause.as_mut().poll(cx));
                let (one, _) = bytes.split_at(bytes.len().min(1));
                let written = ready!(inner.poll_write(cx, one))?;
                this.pause = None;
                Poll::Ready(Ok(written))
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.inner).poll_flush(cx))?;
        // An answer no longer than the cut is over when it is flushed, and the connection with it.
        match &*lock(&this.plan.0) {
            Plan::CutAfter(_) => Poll::Ready(Err(ended())),
            Plan::Pass | Plan::Replace(_) | Plan::Drip(_) => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

fn ended() -> io::Error {
    io::ErrorKind::ConnectionAborted.into()
}
