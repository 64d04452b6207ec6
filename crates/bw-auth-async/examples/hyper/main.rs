//! The orders of an account, over a bare hyper and with `bw-auth-core` alone: for programs with a HTTP stack of their own.
//!
//! ```sh
//! BANDWIDTH_ACCOUNT_ID=… BANDWIDTH_USERNAME=… BANDWIDTH_PASSWORD=… \
//!     cargo run -p bw-auth-async --example hyper
//! ```
//!
//! Of `bw-auth-core` it needs the features `flow` and `http`. Nothing of `bw-auth-async` is used; the example only lives
//! there. `HTTPS_PROXY` may name a proxy, `SSL_CERT_FILE` a file of root certificates to trust.

pub mod driver;

use core::error::Error;
use core::time::Duration;
use std::env;
use std::process::ExitCode;
use std::sync::Arc;

use bw_auth_core::{
    BasicCredentials, BoxError, Endpoint, Environment, Fault, OrdersPage, PageSize, Policy, Retry,
    TransportError,
};
use http::Request;
use hyper::body::Bytes;

use driver::HyperDriver;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, BoxError> {
    let username = variable("BANDWIDTH_USERNAME")?;
    let credentials = BasicCredentials::new(&username, variable("BANDWIDTH_PASSWORD")?)?;
    let mut driver = HyperDriver::new(
        Arc::new(credentials),
        Environment::production(),
        Policy::default().with_retry(Retry::times(2)),
        Some(variable("BANDWIDTH_ACCOUNT_ID")?.parse()?),
        None,
        Duration::from_secs(60),
    )?;
    driver.on_event = Arc::new(|event| eprintln!("{}: {event:?}", event.name()));
    driver.connector.proxy = env::var("HTTPS_PROXY").ok().map(|url| {
        url.trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned()
    });

    match orders(&driver).await {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => {
            eprintln!("{}: {error}", error.code());
            let mut cause = error.source();
            while let Some(next) = cause {
                eprintln!("  because: {next}");
                cause = next.source();
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn orders(driver: &HyperDriver) -> Result<(), bw_auth_core::Error> {
    let target = driver.target(&Endpoint::orders(OrdersPage::FIRST, PageSize::MAX))?;
    let request = Request::get(target.url().as_str())
        .header("accept", "application/xml")
        .body(Bytes::new())
        .map_err(|error| TransportError::new(Fault::Other, Some(error.into())))?;
    let response = driver.send(request).await?;
    println!("{}", response.status());
    let body = response.into_body().bytes(BODY_LIMIT).await?;
    println!("{}", String::from_utf8_lossy(&body));
    Ok(())
}

/// The standard library's own error would print what is in a variable that is not UTF-8.
fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("{name} is not set, or is not UTF-8"))
}

const BODY_LIMIT: usize = 10 * 1024 * 1024;
