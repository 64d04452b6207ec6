//! An existing program on reqwest, which authenticates as an API user, and what becomes of it with client credentials: it
//! lists the orders of an account and adds one. `docs/migrating.md` in the repository goes through it.
//!
//! ```sh
//! BANDWIDTH_ACCOUNT_ID=… BANDWIDTH_USERNAME=… BANDWIDTH_PASSWORD=… \
//!     cargo run -p bw-auth-async --example before_after -- before
//! BANDWIDTH_ACCOUNT_ID=… BANDWIDTH_CLIENT_ID=… BANDWIDTH_CLIENT_SECRET=… \
//!     cargo run -p bw-auth-async --example before_after -- after
//! ```
//!
//! With a second argument, the name of an XML file, it adds that order. Compare the two modules side by side: the lines
//! marked `//+` are new or changed, and the others are as they were or gone. The response is of the same type.

use std::env;
use std::error::Error;
use std::process::ExitCode;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The program as it is today. It works until Bandwidth retires API users, and:
///
/// - the password goes wherever `url` points, and nothing looks whether that is Bandwidth;
/// - redirects are followed by the library's rules, which know nothing of Bandwidth's hosts;
/// - a 401 reads "wrong username or password", though at Bandwidth it is as likely the account id;
/// - after a 429 it waits for a guess;
/// - an error that is logged names the URL, and with it the account.
mod before {
    use std::time::Duration;

    use reqwest::{Client, Response};

    use super::{Result, tls};

    pub(super) struct Orders {
        http: Client,
        url: String,
        username: String,
        password: String,
    }

    impl Orders {
        pub(super) fn new(account: &str, username: &str, password: &str) -> Result<Self> {
            let http = Client::builder()
                .user_agent("order-tool/2.1")
                .timeout(Duration::from_secs(30))
                .tls_backend_preconfigured(tls()?)
                .build()?;
            Ok(Self {
                http,
                url: format!("https://dashboard.bandwidth.com/api/accounts/{account}/orders"),
                username: username.to_owned(),
                password: password.to_owned(),
            })
        }

        pub(super) async fn list(&self) -> Result<String> {
            let mut tries = 0;
            loop {
                let response = self
                    .http
                    .get(format!("{}?page=1&size=1000", self.url))
                    .basic_auth(&self.username, Some(&self.password))
                    .header("accept", "application/xml")
                    .send()
                    .await?;
                match response.status().as_u16() {
                    200 => return Ok(response.text().await?),
                    401 => return Err("wrong username or password".into()),
                    403 => return Err("not allowed to list orders".into()),
                    429 if tries < 2 => {
                        tries += 1;
                        tokio::time::sleep(Duration::from_secs(30)).await;
                    }
                    status => return Err(format!("listing orders: status {status}").into()),
                }
            }
        }

        pub(super) async fn add(&self, order: String) -> Result<Response> {
            let response = self
                .http
                .post(&self.url)
                .basic_auth(&self.username, Some(&self.password))
                .header("content-type", "application/xml")
                .body(order)
                .send()
                .await?;
            match response.status().as_u16() {
                201 => Ok(response),
                status => Err(format!("adding an order: status {status}").into()),
            }
        }
    }
}

/// The same program on `bw-auth`, with client credentials.
mod after {
    use std::time::Duration;

    use bw_auth_async::{Client, ClientCredentials, Endpoint, OrdersPage, PageSize}; //+
    use bw_auth_async::{Retry, Service}; //+
    use reqwest::{Method, Response}; //+

    use super::Result;

    pub(super) struct Orders {
        // URL, id and secret are the client's now, and so is the token. It prints none of them.
        client: Client, //+
    }

    impl Orders {
        pub(super) fn new(account: &str, client_id: &str, client_secret: &str) -> Result<Self> {
            // Refuses what cannot be sent, such as the line feed at the end of a secret file.
            let credentials = ClientCredentials::new(client_id, client_secret)?; //+
            let client = Client::builder(credentials) //+
                // An id that is no id fails here, and not as a 401 at the first request.
                .account(account.parse()?) //+
                // Waits as long as the service asks, never past the timeout.
                .retry(Retry::times(2)) //+
                .timeout(Duration::from_secs(30))
                // Settings of reqwest stay what they are.
                .configure_http(|http| http.user_agent("order-tool/2.1")) //+
                .build()?;
            Ok(Self { client }) //+
        }

        pub(super) async fn list(&self) -> Result<String> {
            // Sent to Bandwidth's https origins and to no other. Of redirects only those among them are followed, and
            // whether the credentials go along is decided anew each time.
            let orders = Endpoint::orders(OrdersPage::FIRST, PageSize::MAX); //+
            let response = self
                .client //+
                .get(orders) //+
                .header("accept", "application/xml")
                .send()
                .await?;
            // 401, 403 and 429 are errors by now, each with a text that says what to check, and a `match` on the error
            // tells them apart: a 401 lists the account first, a 429 has the time to wait. That there is no token is
            // an error of its own.
            match response.status().as_u16() {
                200 => Ok(response.text().await?), //+
                status => Err(format!("listing orders: status {status}").into()), //+
            }
        }

        pub(super) async fn add(&self, order: String) -> Result<Response> {
            let orders = Endpoint::path(Service::Numbers, "/accounts/{accountId}/orders")?; //+
            let response = self
                .client //+
                .request(Method::POST, orders) //+
                .header("content-type", "application/xml")
                .body(order)
                // The smallest step for code that looks at the status itself: every status is a response, as before.
                .raw_status() //+
                .send()
                .await?;
            match response.status().as_u16() {
                201 => Ok(response),
                status => Err(format!("adding an order: status {status}").into()),
            }
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<String> {
    let account = variable("BANDWIDTH_ACCOUNT_ID")?;
    let before_orders = || {
        let (username, password) = (
            variable("BANDWIDTH_USERNAME")?,
            variable("BANDWIDTH_PASSWORD")?,
        );
        before::Orders::new(&account, &username, &password)
    };
    let after_orders = || {
        let (id, secret) = (
            variable("BANDWIDTH_CLIENT_ID")?,
            variable("BANDWIDTH_CLIENT_SECRET")?,
        );
        after::Orders::new(&account, &id, &secret)
    };
    let mut arguments = env::args().skip(1);
    let which = arguments.next();
    let order = arguments.next().map(std::fs::read_to_string).transpose()?;

    match (which.as_deref(), order) {
        (Some("before"), None) => before_orders()?.list().await,
        (Some("before"), Some(order)) => Ok(before_orders()?.add(order).await?.text().await?),
        (Some("after"), None) => after_orders()?.list().await,
        (Some("after"), Some(order)) => Ok(after_orders()?.add(order).await?.text().await?),
        _ => Err("say `before` or `after`".into()),
    }
}

/// The standard library's own error would print what is in a variable that is not UTF-8.
fn variable(name: &str) -> Result<String> {
    env::var(name).map_err(|_| format!("{name} is not set, or is not UTF-8").into())
}

/// The reqwest of this workspace is built without a TLS implementation; most programs have one by its default features
/// and no such lines.
fn tls() -> Result<rustls::ClientConfig> {
    use rustls_platform_verifier::BuilderVerifierExt;

    let ring = rustls::crypto::ring::default_provider();
    Ok(rustls::ClientConfig::builder_with_provider(ring.into())
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth())
}
