//! How each of the services says no. Bandwidth has no one shape for it.

use alloc::string::String;

use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use crate::xml;

/// A service's manner of refusing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Numbers and account resources, in XML.
    Dashboard,
    /// Messaging and toll-free verification.
    Messaging,
    Voice,
    /// Multi-factor authentication, and the older number lookup.
    Mfa,
    Insights,
    /// The newer JSON services, which list their errors.
    Universal,
}

impl Dialect {
    /// The manner of a resource, by its first segment below the account.
    pub(crate) fn of(is_below_users: bool, resource: &str) -> Self {
        match resource {
            _ if is_below_users => Self::Messaging,
            "calls" | "conferences" | "recordings" | "statistics" => Self::Voice,
            "code" | "tnlookup" => Self::Mfa,
            "endpoints" | "phoneNumberLookup" => Self::Universal,
            "tollFreeVerification" => Self::Messaging,
            _ => Self::Dashboard,
        }
    }

    /// The credential is wrong, or the account is none of its.
    pub(crate) fn unauthorized(self) -> Response<Body> {
        let body = match self {
            Self::Dashboard => {
                return empty(StatusCode::UNAUTHORIZED);
            }
            Self::Messaging => json!({ "type": "unauthorized", "description": WHO }),
            Self::Voice => {
                json!({ "type": "authentication-error", "description": WHO, "id": null })
            }
            Self::Mfa => json!({ "message": "Unauthorized" }),
            Self::Insights => {
                json!({ "links": [], "data": [], "errors": [{ "description": WHO }] })
            }
            Self::Universal => listed("unauthorized", WHO),
        };
        json_answer(StatusCode::UNAUTHORIZED, &body)
    }

    /// The credential is right and lacks a role.
    pub(crate) fn forbidden(self) -> Response<Body> {
        let body = match self {
            Self::Dashboard => {
                let body = xml::document(
                    "<Response><ResponseStatus><ErrorCode>1001</ErrorCode>\
                     <Description>Access Denied</Description></ResponseStatus></Response>",
                );
                return xml_answer(StatusCode::FORBIDDEN, body);
            }
            Self::Messaging => json!({ "type": "forbidden", "description": ROLE }),
            Self::Voice => {
                json!({ "type": "authorization-error", "description": ROLE, "id": null })
            }
            Self::Mfa => json!({ "Message": ROLE }),
            Self::Insights => {
                json!({ "links": [], "data": [], "errors": [{ "description": ROLE }] })
            }
            Self::Universal => listed("forbidden", ROLE),
        };
        json_answer(StatusCode::FORBIDDEN, &body)
    }
}

fn listed(kind: &str, description: &str) -> Value {
    json!({ "links": [], "data": null, "errors": [{ "type": kind, "description": description }] })
}

pub(crate) fn json_answer(status: StatusCode, body: &Value) -> Response<Body> {
    typed(status, "application/json", body.to_string())
}

pub(crate) fn xml_answer(status: StatusCode, body: String) -> Response<Body> {
    typed(status, "application/xml", body)
}

pub(crate) fn typed(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response<Body> {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    answer
}

const WHO: &str = "The credential is none that this account knows";
const ROLE: &str = "The roles do not cover this resource";
