//! A resource that the real service does not have: it says what it received.

use axum::Extension;
use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, Response, StatusCode};
use serde_json::json;

use crate::dialect::json_answer;
use crate::resources::BodyLength;

pub(crate) async fn echo(
    method: Method,
    headers: HeaderMap,
    Extension(BodyLength(length)): Extension<BodyLength>,
) -> Response<Body> {
    let status = match method {
        Method::POST => StatusCode::CREATED,
        _ => StatusCode::OK,
    };
    let content_type = headers
        .get(CONTENT_TYPE)
        .map(|value| String::from_utf8_lossy(value.as_bytes()));
    let body = json!({
        "method": method.as_str(),
        "contentType": content_type,
        "length": length,
    });
    json_answer(status, &body)
}
