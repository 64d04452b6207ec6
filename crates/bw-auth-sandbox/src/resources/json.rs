//! Small answers of the JSON services, with the members that their official clients insist on.

use axum::body::Body;
use axum::extract::Path;
use http::{Response, StatusCode};
use serde_json::json;

use crate::dialect::json_answer;

pub(crate) async fn list() -> Response<Body> {
    json_answer(StatusCode::OK, &json!([]))
}

pub(crate) async fn create_call(Path(account): Path<String>) -> Response<Body> {
    let body = json!({
        "accountId": account,
        "callId": "c-5d0e9a37-71c4e2b8-0f63-4a19-9d52-b8c7e1f60a24",
        "state": "initiated",
        "direction": "outbound",
        "to": "+19195550142",
        "from": "+19195550143",
    });
    json_answer(StatusCode::CREATED, &body)
}

pub(crate) async fn statistics() -> Response<Body> {
    let body = json!({ "currentCallQueueSize": 0, "maxCallQueueSize": 900 });
    json_answer(StatusCode::OK, &body)
}

pub(crate) async fn endpoints() -> Response<Body> {
    json_answer(
        StatusCode::OK,
        &json!({ "links": [], "data": [], "errors": [] }),
    )
}

pub(crate) async fn messages() -> Response<Body> {
    let body = json!({ "totalCount": 0, "pageInfo": {}, "messages": [] });
    json_answer(StatusCode::OK, &body)
}

pub(crate) async fn send_message() -> Response<Body> {
    let body = json!({
        "id": "1790000000000sandbox0001",
        "owner": "+19195550142",
        "to": ["+19195550143"],
        "from": "+19195550142",
        "direction": "out",
        "segmentCount": 1,
    });
    json_answer(StatusCode::ACCEPTED, &body)
}
