//! The driver: asks core for the next step, carries it out over reqwest, reports what came of it.

use core::fmt;
use std::sync::Arc;

use bw_auth_core::client::{Machine, Prepared, RequestSpan, Session, Watched};
use bw_auth_core::{Dispatch, Error, Exchange, Fault, Head, Replay, Step, TransportError};
use http::{HeaderMap, Method};
use reqwest::{Body, Request, Response, Url};
use tracing::Instrument;
use zeroize::Zeroizing;

use crate::body::Declared;
use crate::flight::{Flight, Rest};
use crate::sender::{Broken, Sender};
use crate::timer::Timer;
use crate::urls::Urls;

/// What the driver works with: the connections, the decisions, the errands.
#[derive(Clone)]
pub(crate) struct Driver {
    pub(crate) http: Sender,
    /// For hosts that are to get nothing of the caller's, so nothing that `configure_http` set either.
    pub(crate) strangers: Sender,
    pub(crate) session: Arc<Session<dyn Timer>>,
    pub(crate) flight: Arc<Flight>,
    pub(crate) urls: Urls,
}

impl Driver {
    /// Runs one exchange to its end, inside its span.
    pub(crate) async fn run(
        &self,
        prepared: Prepared,
        body: Option<Body>,
    ) -> Result<Response, Error> {
        let body = match (body, prepared.stream_length) {
            (Some(stream), Some(length)) => Some(Declared::body(stream, length)),
            (body, _) => body,
        };
        let mut template = Template {
            method: prepared.method,
            fields: prepared.fields,
            body,
        };
        let span = RequestSpan::new(&prepared.outline);
        let mut watched = Watched::new(&*self.session, prepared.outline);
        let drive = self.drive(watched.exchange(), &mut template);
        let end = drive.instrument(span.span().clone()).await;
        let outcome = end.as_ref().map(|response| response.status().as_u16());
        span.end(watched.end(), outcome);
        end
    }

    async fn drive(
        &self,
        exchange: &mut Exchange,
        template: &mut Template,
    ) -> Result<Response, Error> {
        let mut response = None;
        let mut step = self.session.next(exchange);
        loop {
            step = match step {
                Step::Send(dispatch) => {
                    let (sent, rest) = self.sent(&dispatch, template).await;
                    let step = match sent {
                        Ok(arrived) => {
                            let head = Head::new(arrived.status().as_u16(), arrived.headers());
                            let step = self.session.responded(exchange, head);
                            response = Some(arrived);
                            step
                        }
                        Err(Broken(fault, source)) => self.session.failed(exchange, fault, source),
                    };
                    if let Some(rest) = rest {
                        self.flight.finish(&self.session, &dispatch, rest).await;
                    }
                    step
                }
                Step::Read { limit } => {
                    let (body, complete) = Box::pin(read(response.take(), limit)).await;
                    exchange.read(&body, complete);
                    self.session.next(exchange)
                }
                Step::Deliver => return deliver(exchange, response),
                Step::Fail(error) => return Err(error),
                // Boxed, since it is rare and large: every request in flight would be as large as this.
                waiting => Box::pin(self.after_waiting(exchange, waiting)).await,
            }
        }
    }

    /// The first step that is neither waiting nor an errand; those are done on the way.
    pub(crate) async fn after_waiting(&self, machine: &mut impl Machine, mut step: Step) -> Step {
        loop {
            match step {
                Step::Settle { errand, time_left } => {
                    self.flight.settle(&self.session, errand, time_left).await
                }
                Step::Sleep(wait) => self.session.clock().sleep(wait).await,
                step => return step,
            }
            step = self.session.next(machine);
        }
    }

    /// The first step that is neither waiting nor an errand, of all.
    pub(crate) async fn first(&self, machine: &mut impl Machine) -> Step {
        let step = self.session.next(machine);
        self.after_waiting(machine, step).await
    }

    async fn sent<'a>(
        &'a self,
        dispatch: &Dispatch,
        template: &mut Template,
    ) -> (Result<Response, Broken>, Option<Rest<'a>>) {
        let sending = self.send(dispatch, template);
        match dispatch.beside() {
            None => (sending.await, None),
            Some(errand) => Box::pin(self.flight.beside(&self.session, errand, sending)).await,
        }
    }

    async fn send(&self, dispatch: &Dispatch, template: &mut Template) -> Result<Response, Broken> {
        let url = self
            .urls
            .same(dispatch.url())
            .map_err(|error| Broken(error.kind(), None))?;
        let mut request = template.request(url, dispatch.with_body());
        *request.timeout_mut() = dispatch.time_left();
        dispatch.apply(request.headers_mut());
        let http = if dispatch.own_fields_only() {
            &self.strangers
        } else {
            &self.http
        };
        http.execute(request).await
    }
}

/// The caller's part of each request that is sent.
struct Template {
    method: Method,
    fields: HeaderMap,
    body: Option<Body>,
}

impl Template {
    fn request(&mut self, url: Url, with_body: bool) -> Request {
        let mut request = Request::new(self.method.clone(), url);
        if with_body {
            *request.body_mut() = self.body.take();
            // Kept for another time where it can be copied; a stream cannot.
            self.body = request
                .try_clone()
                .and_then(|mut copy| copy.body_mut().take());
        }
        *request.headers_mut() = self.fields.clone();
        request
    }
}

/// What a body allows, and its length if that is known: bytes can be sent again, a stream cannot.
pub(crate) fn replay(body: Option<&Body>) -> (Replay, Option<u64>) {
    match body.map(Body::as_bytes) {
        None => (Replay::Empty, None),
        Some(Some(bytes)) => (Replay::Again, u64::try_from(bytes.len()).ok()),
        Some(None) => (Replay::Once, None),
    }
}

/// The start of a body, in a buffer that never grows, so that nothing of it is left behind.
pub(crate) async fn read(response: Option<Response>, limit: usize) -> (Zeroizing<Vec<u8>>, bool) {
    let mut body = Zeroizing::new(Vec::with_capacity(limit));
    let Some(mut response) = response else {
        return (body, false);
    };
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                let room = limit - body.len();
                let (kept, beyond) = chunk.split_at(chunk.len().min(room));
                body.extend_from_slice(kept);
                if !beyond.is_empty() {
                    return (body, false);
                }
            }
            Ok(None) => return (body, true),
            Err(_) => return (body, false),
        }
    }
}

fn deliver(exchange: &Exchange, response: Option<Response>) -> Result<Response, Error> {
    let mut response = response.ok_or_else(|| TransportError::new(Fault::Other, None))?;
    exchange.outcome().mark_sensitive(response.headers_mut());
    response.extensions_mut().insert(exchange.outcome().clone());
    Ok(response)
}

/// The HTTP library's own settings stay out of it: a proxy among them may hold a password.
impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver")
            .field("session", &self.session)
            .field("flight", &self.flight)
            .finish_non_exhaustive()
    }
}
