//! The orders of an account, as the service answers them.
//!
//! ```sh
//! BANDWIDTH_ACCOUNT_ID=… BANDWIDTH_CLIENT_ID=… BANDWIDTH_CLIENT_SECRET=… \
//!     cargo run -p bw-auth-blocking --example get_blocking
//! ```
//!
//! The names do not begin with `BW_`: that is where Bitwarden's tools keep a password of theirs.
//! `HTTPS_PROXY` may name a proxy, `SSL_CERT_FILE` a file of root certificates to trust.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use bw_auth_blocking::{Client, ClientCredentials, Endpoint, OrdersPage, PageSize};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let client_id = variable("BANDWIDTH_CLIENT_ID")?;
    let credentials = ClientCredentials::new(&client_id, variable("BANDWIDTH_CLIENT_SECRET")?)?;
    let client = Client::builder(credentials)
        .account(variable("BANDWIDTH_ACCOUNT_ID")?.parse()?)
        .build()?;

    let orders = Endpoint::orders(OrdersPage::FIRST, PageSize::MAX);
    match client.get(orders).send() {
        Ok(response) => {
            println!("{}", response.status());
            println!("{}", response.into_body().read_to_string()?);
            Ok(ExitCode::SUCCESS)
        }
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

/// The standard library's own error would print what is in a variable that is not UTF-8.
fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("{name} is not set, or is not UTF-8"))
}
