//! `Sender`: what requests are handed to, the HTTP library or a closure.

use core::time::Duration;

use bw_auth_core::{BoxError, Fault};
use http::{Request, Response};
use ureq::{Agent, SendBody};

use crate::body::Body;
use crate::fault::fault;

/// What requests are handed to.
#[derive(Clone)]
pub(crate) enum Sender {
    Http(Agent),
    #[cfg(feature = "in-memory")]
    InMemory(bw_auth_core::client::Handler),
}

/// No usable response came.
pub(crate) struct Broken(pub(crate) Fault, pub(crate) Option<BoxError>);

impl Sender {
    /// `limit` is the time that the request may take, if it is another than the client's own.
    pub(crate) fn run(
        &self,
        request: Request<Body>,
        limit: Option<Option<Duration>>,
    ) -> Result<Response<ureq::Body>, Broken> {
        match self {
            Self::Http(agent) => over_http(agent, request, limit),
            #[cfg(feature = "in-memory")]
            Self::InMemory(handler) => in_memory::answer(handler, request),
        }
    }
}

fn over_http(
    agent: &Agent,
    request: Request<Body>,
    limit: Option<Option<Duration>>,
) -> Result<Response<ureq::Body>, Broken> {
    let (parts, body) = request.into_parts();
    let mut request = Request::from_parts(parts, ());
    if let Some(limit) = limit {
        // Only where it differs from the agent's: settings of its own keep a request from sharing TLS sessions.
        let configured = agent.configure_request(request);
        request = configured.timeout_global(limit).build();
    }
    let uri = request.uri().clone();
    let sent = match body {
        Body::Empty => agent.run(request),
        Body::Bytes(bytes) => agent.run(request.map(|()| bytes.as_ref())),
        Body::Reader(reader) => agent.run(request.map(|()| SendBody::from_owned_reader(reader))),
    };
    sent.map_err(|error| {
        let proxy = agent.config().proxy();
        let (fault, source) = fault(error, proxy.is_some_and(|proxy| !proxy.is_no_proxy(&uri)));
        Broken(fault, source)
    })
}

#[cfg(feature = "in-memory")]
mod in_memory {
    use std::io::Read as _;

    use bw_auth_core::client::Handler;
    use http::header::CONTENT_TYPE;
    use http::{HeaderMap, Request, Response};

    use super::Broken;
    use crate::body::Body;
    use crate::fault::fault;

    pub(super) fn answer(
        handler: &Handler,
        request: Request<Body>,
    ) -> Result<Response<ureq::Body>, Broken> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts, whole(body)?);
        let answer = handler.answer(request);
        let response = answer.map_err(|fault| Broken(fault, None))?;
        let (parts, bytes) = response.into_parts();
        let mut body = ureq::Body::builder();
        if let Some(media_type) = media_type(&parts.headers) {
            body = body.mime_type(media_type);
        }
        Ok(Response::from_parts(parts, body.data(bytes)))
    }

    fn whole(body: Body) -> Result<Vec<u8>, Broken> {
        match body {
            Body::Empty => Ok(Vec::new()),
            Body::Bytes(bytes) => Ok(bytes.into()),
            Body::Reader(mut reader) => {
                let mut bytes = Vec::new();
                reader.read_to_end(&mut bytes).map_err(|error| {
                    let (fault, source) = fault(error.into(), false);
                    Broken(fault, source)
                })?;
                Ok(bytes)
            }
        }
    }

    /// ureq's body knows it apart from the fields.
    fn media_type(fields: &HeaderMap) -> Option<&str> {
        let value = fields.get(CONTENT_TYPE)?.to_str().ok()?;
        let (media_type, _) = value.split_once(';').unwrap_or((value, ""));
        Some(media_type.trim())
    }
}
