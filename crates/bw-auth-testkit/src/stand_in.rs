//! Stand-in: a closure that plays Bandwidth's part in a unit test.

use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bw_auth_core::{Fault, InMemoryAnswer};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response};

use crate::seen::Seen;

/// A closure that plays Bandwidth's part in a unit test: there is no server, no TLS and no socket.
///
/// The client is the one that goes to production, with its redirects, retries and tokens that are renewed. Only what it would send
/// is handed to the closure. Requests for tokens are answered with made-up ones, another each time, so that a closure that
/// refuses a token sees the next. All that came is kept, without credentials.
///
/// Clones are the same stand-in.
///
#[cfg_attr(feature = "blocking", doc = "```")]
#[cfg_attr(not(feature = "blocking"), doc = "```ignore")]
/// use bw_auth_blocking::{Client, ClientCredentials, Endpoint};
/// use bw_auth_testkit::{Fault, StandIn, http::Response};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let bandwidth = StandIn::new(|request| match request.uri().path() {
///     "/api/accounts/920012/subscriptions" => Ok(Response::new("<SubscriptionsResponse/>")),
///     _ => Err(Fault::Timeout),
/// });
/// let builder = Client::builder(ClientCredentials::new("CLI-5f2a", "correct-horse-battery-staple")?);
/// let client = bandwidth.serve_blocking(builder).account("920012".parse()?).build()?;
///
/// assert_eq!(client.get(Endpoint::subscriptions()).send()?.status(), 200);
/// assert_eq!(bandwidth.requests()[0].scheme(), Some("Bearer"));
/// assert_eq!(bandwidth.token_requests().len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct StandIn {
    api: Arc<Answering>,
    tokens: Arc<Answering>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

type Answering = dyn Fn(Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Fault> + Send + Sync;

impl StandIn {
    /// One that answers all requests but those for tokens by this closure. It yields a response, or a [`Fault`] in its place.
    pub fn new<A: InMemoryAnswer>(
        api: impl Fn(Request<Vec<u8>>) -> A + Send + Sync + 'static,
    ) -> Self {
        Self {
            api: Arc::new(move |request| api(request).into_answer()),
            tokens: Arc::new(made_up_tokens()),
            seen: Arc::default(),
        }
    }

    /// Answers requests for tokens by this closure, in place of made-up ones: for a secret that is refused, or an endpoint that is
    /// down.
    #[must_use]
    pub fn with_tokens<A: InMemoryAnswer>(
        mut self,
        tokens: impl Fn(Request<Vec<u8>>) -> A + Send + Sync + 'static,
    ) -> Self {
        self.tokens = Arc::new(move |request| tokens(request).into_answer());
        self
    }

    /// Makes the client one that this answers, in place of the network.
    #[cfg(feature = "async")]
    pub fn serve_async(
        &self,
        builder: bw_auth_async::ClientBuilder,
    ) -> bw_auth_async::ClientBuilder {
        let this = self.clone();
        builder.in_memory(move |request| this.answer(request))
    }

    /// Makes the client one that this answers, in place of the network.
    #[cfg(feature = "blocking")]
    pub fn serve_blocking(
        &self,
        builder: bw_auth_blocking::ClientBuilder,
    ) -> bw_auth_blocking::ClientBuilder {
        let this = self.clone();
        builder.in_memory(move |request| this.answer(request))
    }

    /// What came so far, in order, without the requests for tokens.
    #[must_use]
    pub fn requests(&self) -> Vec<Seen> {
        self.seen(|seen| !seen.asks_for_token())
    }

    /// The requests for tokens that came so far, in order.
    #[must_use]
    pub fn token_requests(&self) -> Vec<Seen> {
        self.seen(Seen::asks_for_token)
    }

    fn answer(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Fault> {
        let seen = Seen::of(&request);
        let answering = match seen.asks_for_token() {
            true => &self.tokens,
            false => &self.api,
        };
        // Not held while a closure runs, which may ask what came.
        self.lock().push(seen);
        answering(request)
    }

    fn seen(&self, wanted: impl Fn(&Seen) -> bool) -> Vec<Seen> {
        let all = self.lock();
        all.iter().filter(|seen| wanted(seen)).cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for StandIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandIn")
            .field("seen", &*self.lock())
            .finish_non_exhaustive()
    }
}

fn made_up_tokens() -> impl Fn(Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Fault> {
    let made = AtomicU64::new(1);
    move |_| {
        let number = made.fetch_add(1, Ordering::Relaxed);
        let body = format!(
            r#"{{"access_token":"made-up-token-{number}","token_type":"Bearer","expires_in":3600}}"#
        );
        let mut response = Response::new(body.into_bytes());
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        Ok(response)
    }
}
