//! Answers that a fault composes or spoils.

use alloc::format;
use alloc::string::String;

use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_LENGTH};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Response, StatusCode};

use crate::body::Filler;
use crate::dialect::{empty, typed};
use crate::fault::{Echo, Fault, FaultKind};
use crate::wire::Plan;

/// The answer that a fault has of its own; nothing, if it is one that spoils the proper answer.
pub(crate) fn composed(fault: &Fault, parts: &Parts) -> Option<Response<Body>> {
    let (status, mut answer) = match &fault.kind {
        FaultKind::Status { status, body } => (*status, Response::new(Body::from(body.clone()))),
        FaultKind::Redirect(status) => (*status, Response::new(Body::empty())),
        FaultKind::Echo { status, echo } => (*status, echoed(*echo, parts)),
        FaultKind::HugeBody { bytes, status } => {
            let mut answer = Response::new(Body::new(Filler::new(*bytes)));
            answer
                .headers_mut()
                .insert(CONTENT_LENGTH, HeaderValue::from(*bytes));
            (*status, answer)
        }
        FaultKind::Delay
        | FaultKind::Hang
        | FaultKind::CloseAfter(_)
        | FaultKind::Garbage(_)
        | FaultKind::Drip(_)
        | FaultKind::HugeHeader(_) => return None,
    };
    let Ok(status) = StatusCode::from_u16(status) else {
        return Some(unspeakable("status"));
    };
    *answer.status_mut() = status;
    Some(answer)
}

/// Adds the fields that a script asks for, and the filler of a huge header.
pub(crate) fn with_fields(fault: &Fault, mut answer: Response<Body>) -> Response<Body> {
    if let FaultKind::HugeHeader(bytes) = fault.kind {
        let filler = HeaderValue::from_str(&"x".repeat(bytes));
        let Ok(filler) = filler else {
            return unspeakable("header field");
        };
        answer.headers_mut().append(FILLER, filler);
    }
    for (name, value) in &fault.headers {
        let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(value.as_bytes()),
        ) else {
            return unspeakable("header field");
        };
        answer.headers_mut().append(name, value);
    }
    answer
}

/// What is to happen to the bytes of the answer.
pub(crate) fn plan(fault: &Fault) -> Plan {
    match &fault.kind {
        FaultKind::CloseAfter(bytes) => Plan::CutAfter(*bytes),
        FaultKind::Garbage(bytes) => Plan::Replace(bytes.clone()),
        FaultKind::Drip(interval) => Plan::Drip(*interval),
        FaultKind::Delay
        | FaultKind::Status { .. }
        | FaultKind::Hang
        | FaultKind::Redirect(_)
        | FaultKind::Echo { .. }
        | FaultKind::HugeBody { .. }
        | FaultKind::HugeHeader(_) => Plan::Pass,
    }
}

fn echoed(echo: Echo, parts: &Parts) -> Response<Body> {
    let field = parts.headers.get(AUTHORIZATION);
    let text = field.map_or_else(String::new, |value| {
        String::from_utf8_lossy(value.as_bytes()).into_owned()
    });
    let (content_type, body) = match echo {
        Echo::Json => {
            let text = escaped(&text, |c| format!("\\u{:04x}", u32::from(c)));
            let body = format!(r#"{{"type":"forbidden","description":"no grant for [{text}]"}}"#);
            ("application/json", body)
        }
        Echo::Plain => ("text/plain", format!("no grant for [{text}]\n")),
        Echo::Xml => {
            let text = escaped(&text, |c| format!("&#{};", u32::from(c)));
            let body = format!(
                "<Response><ResponseStatus><ErrorCode>1001</ErrorCode>\
                 <Description>no grant for [{text}]</Description></ResponseStatus></Response>"
            );
            ("application/xml", body)
        }
    };
    let mut answer = typed(StatusCode::OK, content_type, body);
    if let Some(field) = field {
        answer.headers_mut().insert(RECEIVED, field.clone());
    }
    answer
}

/// The text with everything but letters, digits and spaces escaped.
fn escaped(text: &str, escape: impl Fn(char) -> String) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == ' ' {
            escaped.push(c);
        } else {
            escaped.push_str(&escape(c));
        }
    }
    escaped
}

/// A script that HTTP cannot carry is said aloud rather than passed over.
fn unspeakable(what: &str) -> Response<Body> {
    let mut answer = empty(StatusCode::INTERNAL_SERVER_ERROR);
    *answer.body_mut() = Body::from(format!("the script's {what} is none that HTTP can carry\n"));
    answer
}

const FILLER: HeaderName = HeaderName::from_static("x-filler");
const RECEIVED: HeaderName = HeaderName::from_static("x-received-authorization");
