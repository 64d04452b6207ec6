//! In memory: what answers a client's requests in place of a network.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use http::{Request, Response};

use crate::Fault;

/// What a closure may answer a request with that would otherwise go over the network: a response whose body is text or bytes, or
/// a [`Fault`] in its place.
///
/// ```
/// use bw_auth_core::http::{Request, Response};
/// use bw_auth_core::{Fault, InMemoryAnswer};
///
/// fn handler<A: InMemoryAnswer>(_: impl Fn(Request<Vec<u8>>) -> A) {}
///
/// handler(|_| Response::new("{}"));
/// handler(|request| match request.uri().path() {
///     "/slow" => Err(Fault::Timeout),
///     _ => Ok(Response::new(request.into_body())),
/// });
/// ```
pub trait InMemoryAnswer {
    /// The response, or what there is in its place.
    ///
    /// # Errors
    ///
    /// The fault that the network is to have had.
    fn into_answer(self) -> Result<Response<Vec<u8>>, Fault>;
}

impl<B: Into<Vec<u8>>> InMemoryAnswer for Response<B> {
    fn into_answer(self) -> Result<Response<Vec<u8>>, Fault> {
        Ok(self.map(Into::into))
    }
}

impl<A: InMemoryAnswer> InMemoryAnswer for Result<A, Fault> {
    fn into_answer(self) -> Result<Response<Vec<u8>>, Fault> {
        self?.into_answer()
    }
}

/// A closure that answers every request of a client.
#[derive(Clone)]
pub struct Handler(Arc<Answering>);

type Answering = dyn Fn(Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Fault> + Send + Sync;

impl Handler {
    /// One that calls this closure.
    pub fn new<A: InMemoryAnswer>(
        answer: impl Fn(Request<Vec<u8>>) -> A + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move |request| answer(request).into_answer()))
    }

    /// Its answer.
    ///
    /// # Errors
    ///
    /// The fault that it names.
    pub fn answer(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Fault> {
        (self.0)(request)
    }
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handler").finish_non_exhaustive()
    }
}
