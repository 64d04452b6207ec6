//! A whole receiver of callbacks: `WEBHOOK_USER=hooks WEBHOOK_PASSWORD=… cargo run --example receiver -- 127.0.0.1:8080`.
//!
//! During a rotation `WEBHOOK_PASSWORD_BEFORE` is accepted too. In front of it belongs whatever ends TLS: Bandwidth wants a
//! certificate that is publicly trusted.

use std::env;
use std::error::Error;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Extension, Router};
use bw_auth_callbacks::{
    BasicCredentials, CallbackLabel, CallbackLayer, CallbackProduct, CallbackVerifier,
};
use tokio::net::TcpListener;

/// What is received is written down and acknowledged at once: whatever takes long would make Bandwidth try again.
async fn receive(
    Path(product): Path<String>,
    Extension(label): Extension<CallbackLabel>,
    body: String,
) -> StatusCode {
    println!("{product} callback by {label}, {} bytes", body.len());
    StatusCode::NO_CONTENT
}

fn verifier() -> Result<CallbackVerifier, Box<dyn Error>> {
    let username = env::var("WEBHOOK_USER").map_err(|_| "WEBHOOK_USER is not set")?;
    let password = env::var("WEBHOOK_PASSWORD").map_err(|_| "WEBHOOK_PASSWORD is not set")?;
    let verifier = CallbackVerifier::new("now", BasicCredentials::new(&username, password)?);
    Ok(match env::var("WEBHOOK_PASSWORD_BEFORE") {
        Ok(before) => verifier.or("before", BasicCredentials::new(&username, before)?),
        Err(_) => verifier,
    })
}

fn app(verifier: CallbackVerifier) -> Router {
    Router::new()
        .route("/callbacks/{product}", post(receive))
        .layer(CallbackLayer::new(verifier))
        // Behind the layer nothing would be reachable for a load balancer that knows no pair.
        .route("/health", get(|| async { "ok" }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".into());
    let verifier = verifier()?;
    for warning in verifier.check(CallbackProduct::Application) {
        eprintln!("note: {warning}");
    }
    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app(verifier)).await?;
    Ok(())
}
