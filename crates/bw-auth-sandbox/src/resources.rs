//! The resources that the sandbox has, behind every version prefix that the services use.

mod echo;
mod json;
mod numbers;
mod orders;

use axum::Router;
use axum::routing::{any, get};

use crate::place::VERSIONS;

/// How long the request's body was, which has been read by the time a resource is asked.
#[derive(Clone)]
pub(crate) struct BodyLength(pub(crate) u64);

pub(crate) fn router() -> Router {
    VERSIONS
        .into_iter()
        .fold(below_version(), |router, version| {
            router.nest(version, below_version())
        })
}

fn below_version() -> Router {
    Router::new()
        .route("/accounts/{account}/orders", get(orders::list))
        .route("/accounts/{account}/orders/{order}", get(orders::detail))
        .route(
            "/accounts/{account}/sites/{site}/sippeers",
            get(numbers::sip_peers),
        )
        .route(
            "/accounts/{account}/products/edgemanagement/settings",
            get(numbers::edge_management_settings),
        )
        .route(
            "/accounts/{account}/subscriptions",
            get(numbers::subscriptions),
        )
        .route(
            "/accounts/{account}/calls",
            get(json::list).post(json::create_call),
        )
        .route("/accounts/{account}/conferences", get(json::list))
        .route("/accounts/{account}/recordings", get(json::list))
        .route("/accounts/{account}/statistics", get(json::statistics))
        .route("/accounts/{account}/endpoints", get(json::endpoints))
        .route(
            "/users/{account}/messages",
            get(json::messages).post(json::send_message),
        )
        .route("/users/{account}/media", get(json::list))
        .route("/voice/calls", get(json::endpoints))
        .route("/accounts/{account}/sandbox-echo", any(echo::echo))
        .route("/users/{account}/sandbox-echo", any(echo::echo))
}
