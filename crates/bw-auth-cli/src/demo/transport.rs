//! Both clients behind one trait, so that one list of cases serves both.

use core::fmt::Debug;
use std::io;

use bw_auth_core::{BuildError, Error};
use bw_auth_sandbox::Sandbox;
use tokio::runtime::{Builder, Runtime};

use super::case::Call;

pub(super) trait Transport: Debug {
    fn name(&self) -> &'static str;

    /// A client for this call that knows nothing yet of the credentials.
    ///
    /// Whatever proxy the environment names leads away from the sandbox, so none is used.
    fn client<'a>(&'a self, sandbox: &Sandbox, call: &Call) -> Result<Get<'a>, BuildError>;
}

/// Makes the call. Returns the status of the response, or why there is none.
pub(super) type Get<'a> = Box<dyn Fn() -> Result<u16, Error> + 'a>;

/// `bw-auth-async` on a runtime of one thread.
#[derive(Debug)]
pub(super) struct Async(Runtime);

impl Async {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self(Builder::new_current_thread().enable_all().build()?))
    }
}

impl Transport for Async {
    fn name(&self) -> &'static str {
        "async"
    }

    fn client<'a>(&'a self, sandbox: &Sandbox, call: &Call) -> Result<Get<'a>, BuildError> {
        let client = bw_auth_async::Client::builder(call.credentials.clone())
            .account(call.account.clone())
            .environment(sandbox.environment())
            .add_root_pem(sandbox.ca_pem())
            .configure_http(|http| http.no_proxy())
            .build()?;
        let endpoint = call.endpoint.clone();
        Ok(Box::new(move || {
            let sent = client.get(endpoint.clone()).send();
            self.0
                .block_on(sent)
                .map(|response| response.status().as_u16())
        }))
    }
}

/// `bw-auth-blocking`.
#[derive(Debug)]
pub(super) struct Blocking;

impl Transport for Blocking {
    fn name(&self) -> &'static str {
        "blocking"
    }

    fn client<'a>(&'a self, sandbox: &Sandbox, call: &Call) -> Result<Get<'a>, BuildError> {
        let client = bw_auth_blocking::Client::builder(call.credentials.clone())
            .account(call.account.clone())
            .environment(sandbox.environment())
            .add_root_pem(sandbox.ca_pem())
            .configure_http(|settings| settings.proxy(None))
            .build()?;
        let endpoint = call.endpoint.clone();
        Ok(Box::new(move || {
            let sent = client.get(endpoint.clone()).send();
            sent.map(|response| response.status().as_u16())
        }))
    }
}
