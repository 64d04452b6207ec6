//! The driver: asks core for the next step, carries it out over ureq, reports what came of it.

use core::fmt;
use std::io::Read;
use std::sync::Arc;

use bw_auth_core::client::{Machine, Prepared, RequestSpan, Session, Watched};
use bw_auth_core::{Dispatch, Error, Exchange, Fault, Head, Step, TransportError};
use http::{HeaderMap, Method, Request, Response};
use zeroize::Zeroizing;

use crate::body::{Body, Source};
use crate::flight::Flight;
use crate::sender::{Broken, Sender};
use crate::timer::Timer;

/// What the driver works with: the connections, the decisions, the errands.
#[derive(Clone)]
pub(crate) struct Driver {
    pub(crate) agent: Sender,
    /// For hosts that are to get nothing of the caller's, so nothing that `configure_http` set either.
    pub(crate) strangers: Sender,
    pub(crate) session: Arc<Session<dyn Timer>>,
    pub(crate) flight: Arc<Flight>,
}

/// The caller's part of each request that is sent.
struct Template {
    method: Method,
    fields: HeaderMap,
    body: Body,
    own_timeout: bool,
    stream_length: Option<u64>,
}

impl Driver {
    /// Runs one exchange to its end, inside its span.
    pub(crate) fn run(
        &self,
        prepared: Prepared,
        body: Body,
    ) -> Result<Response<ureq::Body>, Error> {
        let Prepared {
            outline,
            method,
            fields,
            own_timeout,
            stream_length,
            ..
        } = prepared;
        let mut template = Template {
            method,
            fields,
            body,
            own_timeout,
            stream_length,
        };
        let span = RequestSpan::new(&outline);
        let mut watched = Watched::new(&*self.session, outline);
        let end = span
            .span()
            .in_scope(|| self.drive(watched.exchange(), &mut template));
        let outcome = end.as_ref().map(|response| response.status().as_u16());
        span.end(watched.end(), outcome);
        end
    }

    fn drive(
        &self,
        exchange: &mut Exchange,
        template: &mut Template,
    ) -> Result<Response<ureq::Body>, Error> {
        let mut response = None;
        let mut step = self.session.next(exchange);
        loop {
            step = match step {
                Step::Send(dispatch) => match self.send(&dispatch, template) {
                    Ok(arrived) => {
                        let head = Head::new(arrived.status().as_u16(), arrived.headers());
                        let step = self.session.responded(exchange, head);
                        response = Some(arrived);
                        self.flight.beside(&self.session, &dispatch);
                        step
                    }
                    Err(Broken(fault, source)) => self.session.failed(exchange, fault, source),
                },
                Step::Read { limit } => {
                    let (body, complete) = read(response.take(), limit);
                    exchange.read(&body, complete);
                    self.session.next(exchange)
                }
                Step::Deliver => return deliver(exchange, response),
                Step::Fail(error) => return Err(error),
                waiting => self.after_waiting(exchange, waiting),
            }
        }
    }

    /// The first step that is neither waiting nor an errand; those are done on the way.
    fn after_waiting(&self, machine: &mut impl Machine, mut step: Step) -> Step {
        loop {
            match step {
                Step::Settle { errand, time_left } => {
                    self.flight.settle(&self.session, errand, time_left)
                }
                Step::Sleep(wait) => self.session.clock().sleep(wait),
                step => return step,
            }
            step = self.session.next(machine);
        }
    }

    /// The first step that is neither waiting nor an errand, of all.
    pub(crate) fn first(&self, machine: &mut impl Machine) -> Step {
        let step = self.session.next(machine);
        self.after_waiting(machine, step)
    }

    fn send(
        &self,
        dispatch: &Dispatch,
        template: &mut Template,
    ) -> Result<Response<ureq::Body>, Broken> {
        let request = Request::builder()
            .method(&template.method)
            .uri(dispatch.url().as_str());
        let mut request = request.body(()).map_err(|_| Broken(Fault::Other, None))?;
        *request.headers_mut() = template.fields.clone();
        dispatch.apply(request.headers_mut());
        let agent = if dispatch.own_fields_only() {
            &self.strangers
        } else {
            &self.agent
        };
        let differs = template.own_timeout || !dispatch.at_once();
        let limit = differs.then(|| dispatch.time_left());
        let body = if dispatch.with_body() {
            template.body.for_sending()
        } else {
            Body::Empty
        };
        let body = match body {
            Body::Reader(reader) => Body::from_reader(Source::new(reader, template.stream_length)),
            body => body,
        };
        agent.run(request.map(|()| body), limit)
    }
}

/// The start of a body, in a buffer that never grows, so that nothing of it is left behind.
pub(crate) fn read(
    response: Option<Response<ureq::Body>>,
    limit: usize,
) -> (Zeroizing<Vec<u8>>, bool) {
    let mut body = Zeroizing::new(Vec::with_capacity(limit));
    let Some(response) = response else {
        return (body, false);
    };
    let mut reader = response.into_body().into_reader();
    let mut chunk = Zeroizing::new([0; 1024]);
    loop {
        match reader.read(&mut *chunk) {
            Ok(0) => return (body, true),
            Ok(length) => {
                let kept = length.min(limit - body.len());
                body.extend_from_slice(&chunk[..kept]);
                if kept < length {
                    return (body, false);
                }
            }
            Err(_) => return (body, false),
        }
    }
}

fn deliver(
    exchange: &Exchange,
    response: Option<Response<ureq::Body>>,
) -> Result<Response<ureq::Body>, Error> {
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
