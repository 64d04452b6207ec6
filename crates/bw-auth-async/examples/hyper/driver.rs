//! `HyperDriver`: asks core for the next step, carries it out over hyper, reports what came of it.
//!
//! Core decides and this does: which origin may see the credentials, whether a redirect is followed, what a 401 means
//! and how long to wait is all settled in `Exchange`, so none of it is written here. [`HyperDriver::run`] is the whole
//! seam. For another stack, write `connection.rs` and `body.rs` anew and keep the loop.

use core::fmt;
use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError};

use bw_auth_core::{
    AccountId, Authenticator, BoxError, CredentialsProvider, Dispatch, Endpoint, Environment,
    Errand, Error, Event, Exchange, Fault, Head, Now, Outline, Policy, ProviderError, Replay, Step,
    Target, TransportError, Url, Withheld, Work,
};
use http::header::AUTHORIZATION;
use http::{Method, Request, Response};
use hyper::body::Bytes;

use body::Body;
use connection::Connector;
use timer::{SystemTimer, Timer};

// By path, so that the files are found from wherever this one is included.
#[path = "body.rs"]
pub mod body;
#[path = "broken.rs"]
pub mod broken;
#[path = "connection.rs"]
pub mod connection;
#[path = "timer.rs"]
pub mod timer;

/// Sends requests with credentials, over hyper. Clones share the credentials and what is known of them.
#[derive(Clone)]
pub struct HyperDriver {
    /// The account that `{accountId}` in an endpoint stands for.
    pub account: Option<AccountId>,
    /// How to reach a server.
    pub connector: Connector,
    /// Told what happens to the credentials. It must not block.
    pub on_event: Arc<dyn Fn(&Event) + Send + Sync>,
    /// The clock that decisions are made by.
    pub timer: Arc<dyn Timer>,
    shared: Arc<Shared>,
    timeout: Duration,
}

/// What must outlive a caller who goes away while an errand is run.
struct Shared {
    auth: Mutex<Authenticator>,
    provider: Arc<dyn CredentialsProvider>,
    turn: tokio::sync::Mutex<()>,
}

impl HyperDriver {
    /// A driver that limits each request to `timeout`: waiting, redirects, retries and the body together.
    ///
    /// # Errors
    ///
    /// The PEM text cannot be read, or no root certificate is trusted.
    pub fn new(
        provider: Arc<dyn CredentialsProvider>,
        environment: Environment,
        policy: Policy,
        account: Option<AccountId>,
        root_pem: Option<&[u8]>,
        timeout: Duration,
    ) -> Result<Self, BoxError> {
        Ok(Self {
            account,
            connector: Connector::new(root_pem)?,
            on_event: Arc::new(|_| {}),
            timer: Arc::new(SystemTimer::default()),
            shared: Arc::new(Shared {
                auth: Mutex::new(Authenticator::new(environment, policy)),
                provider,
                turn: tokio::sync::Mutex::new(()),
            }),
            timeout,
        })
    }

    /// Where an endpoint is, in the environment and for the account of this driver.
    ///
    /// # Errors
    ///
    /// [`Withheld`] when the environment does not have the endpoint, or there is no account.
    pub fn target(&self, endpoint: &Endpoint) -> Result<Target, Withheld> {
        self.decide(|auth, _| endpoint.resolve(auth.environment(), self.account.as_ref()))
    }

    /// Sends a request whose URL is absolute.
    ///
    /// # Errors
    ///
    /// [`Error`], as both transports give it.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, Error> {
        let url = Url::parse(&request.uri().to_string()).map_err(Withheld::from)?;
        let body = if request.body().is_empty() {
            Replay::Empty
        } else {
            Replay::Again
        };
        let outline = Outline::new(request.method().as_str(), Target::from(url))
            .with_own_authorization(request.headers().contains_key(AUTHORIZATION))
            .with_body(body)
            .with_time_limit(Some(self.timeout));
        self.run(outline, request).await
    }

    /// Runs one exchange to its end.
    ///
    /// # Errors
    ///
    /// [`Error`], as both transports give it.
    pub async fn run(
        &self,
        outline: Outline,
        request: Request<Bytes>,
    ) -> Result<Response<Body>, Error> {
        let mut exchange = Exchange::new(outline);
        let mut response = None;
        loop {
            // Not inside the `match`, where the lock would be held until the step is done.
            let step = self.decide(|auth, now| exchange.next(auth, now));
            match step {
                Step::Settle { errand, time_left } => self.settle(errand, time_left).await,
                Step::Send(dispatch) => {
                    response = self.dispatch(&mut exchange, &dispatch, &request).await;
                }
                Step::Sleep(wait) => self.timer.sleep(wait).await,
                Step::Read { limit } => match response.take() {
                    Some(refusal) => {
                        let (start, complete) = refusal.into_body().start(limit).await;
                        exchange.read(&start, complete);
                    }
                    None => exchange.read(&[], false),
                },
                Step::Deliver => return deliver(&exchange, response),
                Step::Fail(error) => return Err(error),
            }
        }
    }

    /// Makes one decision under the lock, which is never held across an `await`, then tells of what came up.
    pub fn decide<R>(&self, decide: impl FnOnce(&mut Authenticator, Now) -> R) -> R {
        let (decision, events) = {
            let mut auth = self.shared.auth();
            let decision = decide(&mut auth, self.timer.now());
            (decision, auth.take_events())
        };
        events.iter().for_each(|event| (self.on_event)(event));
        decision
    }

    async fn dispatch(
        &self,
        exchange: &mut Exchange,
        dispatch: &Dispatch,
        request: &Request<Bytes>,
    ) -> Option<Response<Body>> {
        let mut request = request.clone();
        dispatch.apply(request.headers_mut());
        if !dispatch.with_body() {
            *request.body_mut() = Bytes::new();
        }
        if let Some(errand) = dispatch.beside() {
            tokio::spawn(self.clone().carry_out(errand));
        }
        let end = timer::end(dispatch.time_left());
        match timer::by(end, self.connector.send(dispatch.url(), request)).await {
            Some(Ok(response)) => {
                let head = Head::new(response.status().as_u16(), response.headers());
                self.decide(|auth, now| exchange.responded(auth, now, head));
                return Some(response.map(|body| Body::new(body, end)));
            }
            Some(Err(broken)) => {
                self.decide(|auth, _| exchange.failed(auth, broken.fault, broken.cause));
            }
            None => self.decide(|auth, _| exchange.failed(auth, Fault::Timeout, None)),
        }
        None
    }

    /// Waits until the errand is done, by whomever, or the time is over; `next` finds out which.
    async fn settle(&self, errand: Errand, time_left: Option<Duration>) {
        // On a task of its own: a caller who goes away neither stops the errand nor has it run a second time.
        let settled = tokio::spawn(self.clone().carry_out(errand));
        let _ = timer::by(timer::end(time_left), settled).await;
    }

    /// Carries the errand out, unless that has been done when it is its turn.
    pub async fn carry_out(self, errand: Errand) {
        let _turn = self.shared.turn.lock().await;
        if !self.decide(|auth, _| auth.is_open(errand)) {
            return;
        }
        match errand.work() {
            Work::Load { newer_than } => {
                let provider = Arc::clone(&self.shared.provider);
                // A provider may read files. One that panics has to be answered for, or the errand would stay open.
                let answer = tokio::task::spawn_blocking(move || provider.load(newer_than))
                    .await
                    .unwrap_or_else(|_| Err(ProviderError::new("it panicked")));
                self.decide(|auth, _| auth.loaded(errand, answer));
            }
            Work::Token => self.fetch_token(errand).await,
        }
    }

    async fn fetch_token(&self, errand: Errand) {
        let Some(asked) = self.decide(|auth, now| auth.token_request(errand, now)) else {
            return;
        };
        let mut request = Request::new(Bytes::copy_from_slice(asked.body().as_bytes()));
        *request.method_mut() = Method::POST;
        *request.headers_mut() = asked.headers();
        let end = timer::end(Some(asked.time_limit(None)));
        let answer = match timer::by(end, self.connector.send(asked.url(), request)).await {
            Some(Ok(response)) => {
                let (head, body) = response.into_parts();
                let body = Body::new(body, end).start(asked.answer_limit()).await;
                let (status, now) = (head.status.as_u16(), self.timer.now());
                asked.read(now, Head::new(status, &head.headers), &body.0, body.1)
            }
            Some(Err(broken)) => asked.broken(broken.fault, broken.cause),
            None => asked.broken(Fault::Timeout, None),
        };
        // A program that keeps tokens between its runs would keep this one.
        let _kept = self.decide(|auth, now| auth.token_answered(&asked, now, answer));
    }
}

impl Shared {
    fn auth(&self) -> std::sync::MutexGuard<'_, Authenticator> {
        // Core leaves its state whole between calls, whatever a caller's closure did.
        self.auth.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Hands the response over, with what is known beside it.
fn deliver(exchange: &Exchange, response: Option<Response<Body>>) -> Result<Response<Body>, Error> {
    let mut response = response.ok_or_else(|| TransportError::new(Fault::Other, None))?;
    let outcome = exchange.outcome();
    outcome.mark_sensitive(response.headers_mut());
    response.extensions_mut().insert(outcome.clone());
    Ok(response)
}

impl fmt::Debug for HyperDriver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperDriver")
            .field("account", &self.account)
            .field("authenticator", &*self.shared.auth())
            .finish_non_exhaustive()
    }
}
