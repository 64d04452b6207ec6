//! Both clients behind one trait, so that one list of cases serves both.

use core::error::Error as StdError;

use bw_auth_core::{BasicCredentials, Error};
use bw_auth_sandbox::Sandbox;
use tokio::runtime::{Builder, Runtime};

use super::case::Call;

pub(super) trait Transport {
    fn name(&self) -> &'static str;

    /// The status of the response, or why there is none.
    fn get(&self, call: &Call) -> Result<u16, Error>;
}

/// `bw-auth-async` on a runtime of one thread.
#[derive(Debug)]
pub(super) struct Async {
    client: bw_auth_async::Client,
    runtime: Runtime,
}

impl Async {
    /// Whatever proxy the environment names leads away from the sandbox.
    pub(super) fn new(sandbox: &Sandbox) -> Result<Self, Box<dyn StdError>> {
        Ok(Self {
            client: bw_auth_async::Client::builder(credentials(sandbox)?)
                .environment(sandbox.environment())
                .add_root_pem(sandbox.ca_pem())
                .configure_http(|http| http.no_proxy())
                .build()?,
            runtime: Builder::new_current_thread().enable_all().build()?,
        })
    }
}

impl Transport for Async {
    fn name(&self) -> &'static str {
        "async"
    }

    fn get(&self, call: &Call) -> Result<u16, Error> {
        let client = self
            .client
            .with_credentials(call.credentials.clone())
            .for_account(call.account.clone());
        let sent = client.get(call.endpoint.clone()).send();
        self.runtime
            .block_on(sent)
            .map(|response| response.status().as_u16())
    }
}

/// `bw-auth-blocking`.
#[derive(Debug)]
pub(super) struct Blocking {
    client: bw_auth_blocking::Client,
}

impl Blocking {
    /// As [`Async::new`].
    pub(super) fn new(sandbox: &Sandbox) -> Result<Self, Box<dyn StdError>> {
        Ok(Self {
            client: bw_auth_blocking::Client::builder(credentials(sandbox)?)
                .environment(sandbox.environment())
                .add_root_pem(sandbox.ca_pem())
                .configure_http(|settings| settings.proxy(None))
                .build()?,
        })
    }
}

impl Transport for Blocking {
    fn name(&self) -> &'static str {
        "blocking"
    }

    fn get(&self, call: &Call) -> Result<u16, Error> {
        let client = self
            .client
            .with_credentials(call.credentials.clone())
            .for_account(call.account.clone());
        let sent = client.get(call.endpoint.clone()).send();
        sent.map(|response| response.status().as_u16())
    }
}

fn credentials(sandbox: &Sandbox) -> Result<BasicCredentials, Box<dyn StdError>> {
    Ok(BasicCredentials::new(
        sandbox.username(),
        sandbox.password(),
    )?)
}
