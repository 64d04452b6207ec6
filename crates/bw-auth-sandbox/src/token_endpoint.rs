//! Where a client gets its tokens: OAuth 2.0's client credentials grant (RFC 6749 section 4.4).

use alloc::string::String;
use alloc::vec::Vec;

use axum::body::Body;
use axum::extract::Query;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode, Uri};
use serde_json::json;

use crate::body::Received;
use crate::credential::Credential;
use crate::dialect::{empty, json_answer};
use crate::realm::Realm;
use crate::state::{Shared, lock};

pub(crate) fn answer(
    shared: &Shared,
    parts: &Parts,
    credential: &Credential,
    body: &Received,
) -> Response<Body> {
    let mut answer =
        issue(shared, parts, credential, body).unwrap_or_else(|refusal| refusal.answer());
    // RFC 6749 section 5.1: what has a token in it is stored nowhere.
    let no_store = HeaderValue::from_static("no-store");
    answer.headers_mut().insert(CACHE_CONTROL, no_store);
    answer
}

fn issue(
    shared: &Shared,
    parts: &Parts,
    credential: &Credential,
    body: &Received,
) -> Result<Response<Body>, Refusal> {
    if parts.method != Method::POST {
        return Err(Refusal::Method);
    }
    let Credential::Client(client_id) = credential else {
        return Err(Refusal::Client);
    };
    // It may have been removed while its request was held back.
    let grant = lock(&shared.clients).grant(client_id).cloned();
    let grant = grant.ok_or(Refusal::Client)?;
    if !is_form(parts) {
        return Err(Refusal::Request("The body is no form"));
    }
    let form = body.whole().and_then(form);
    let form = form.ok_or(Refusal::Request("The form cannot be read"))?;
    match one(&form, "grant_type")? {
        Some("client_credentials") => {}
        Some(_) => return Err(Refusal::GrantType),
        None => return Err(Refusal::Request("The grant type is missing")),
    }
    // What the scope says is not asked: a token has the roles of its client.
    one(&form, "scope")?;

    let now = shared.clock.now();
    let mut tokens = lock(&shared.tokens);
    let text = tokens
        .issue(client_id, grant, Realm::of(parts), now)
        .map_err(|_| Refusal::Server)?;
    let body = json!({
        "access_token": text,
        "token_type": "Bearer",
        "expires_in": tokens.lifetime.as_secs(),
    });
    Ok(json_answer(StatusCode::OK, &body))
}

/// Why there is no token.
enum Refusal {
    Method,
    Client,
    GrantType,
    Request(&'static str),
    Server,
}

impl Refusal {
    fn answer(&self) -> Response<Body> {
        let (status, error, description) = match *self {
            Self::Method => {
                let mut answer = empty(StatusCode::METHOD_NOT_ALLOWED);
                let post = HeaderValue::from_static("POST");
                answer.headers_mut().insert(ALLOW, post);
                return answer;
            }
            Self::Client => (
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "Client authentication failed",
            ),
            Self::GrantType => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "The grant type is client_credentials",
            ),
            Self::Request(description) => (StatusCode::BAD_REQUEST, "invalid_request", description),
            Self::Server => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "server_error",
                "There is no randomness to make a token of",
            ),
        };
        let body = json!({ "error": error, "error_description": description });
        let mut answer = json_answer(status, &body);
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"sandbox\"");
            answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        answer
    }
}

fn is_form(parts: &Parts) -> bool {
    let field = parts.headers.get(CONTENT_TYPE);
    let value = field.and_then(|field| field.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(FORM))
}

/// The pairs of a form, which is written as a query is.
fn form(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let text = core::str::from_utf8(bytes).ok()?;
    // In a URL it would end the query.
    if text.contains('#') {
        return None;
    }
    let uri = Uri::builder().path_and_query(format!("/?{text}"));
    let Query(pairs) = Query::try_from_uri(&uri.build().ok()?).ok()?;
    Some(pairs)
}

/// The value of a parameter, which may come once (RFC 6749 section 3.2).
fn one<'a>(form: &'a [(String, String)], name: &str) -> Result<Option<&'a str>, Refusal> {
    let mut values = form.iter().filter(|(found, _)| found == name);
    match (values.next(), values.next()) {
        (found, None) => Ok(found.map(|(_, value)| value.as_str())),
        _ => Err(Refusal::Request("A parameter is repeated")),
    }
}

const FORM: &str = "application/x-www-form-urlencoded";
