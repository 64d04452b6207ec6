//! A client made of a chain, over either transport.

use std::sync::Arc;
use std::thread;

use bw_auth_async::Offloaded;
use bw_auth_async::reqwest;
use bw_auth_blocking::ureq::Proxy;
use bw_auth_core::{AccountId, CheckReport, Endpoint, Error, Outcome, Stats};
use bw_auth_sandbox::Sandbox;
use bw_auth_sources::{Chain, FileTokenStore, SourceError};
use bw_auth_tests::{Driver, OverAsync, OverBlocking};
use tokio::runtime::{Builder, Runtime};

use super::callers::Caller;

/// What is set on the builder that a chain gives.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// The sandbox's own address, in place of the environment that the chain says; otherwise its proxy leads there.
    pub(super) direct: bool,
    pub(super) account: Option<AccountId>,
    pub(super) store: Option<FileTokenStore>,
}

pub(super) trait Transport: Clone + Send + Sync + 'static {
    /// The same transport for what needs no chain.
    type Driver: Driver;

    fn start(chain: Arc<Chain>, sandbox: &Sandbox, wanted: Wanted) -> Result<Self, SourceError>;
    /// The status, and how often it was sent.
    fn get(&self, endpoint: Endpoint) -> Result<(u16, u32), Error>;
    fn invalidate_token(&self);
    fn stats(&self) -> Stats;
    fn check(&self) -> CheckReport;
    /// Has the caller send until it is told to stop, on a thread or in a task of its own. What is returned waits for its end.
    fn employ(&self, caller: Caller) -> Box<dyn FnOnce()>;
}

#[derive(Clone, Debug)]
pub(super) struct Async {
    client: bw_auth_async::Client,
    runtime: Arc<Runtime>,
}

#[derive(Clone, Debug)]
pub(super) struct Blocking(bw_auth_blocking::Client);

impl Transport for Async {
    type Driver = OverAsync;

    fn start(chain: Arc<Chain>, sandbox: &Sandbox, wanted: Wanted) -> Result<Self, SourceError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let mut builder = runtime
            .block_on(bw_auth_async::Client::from_chain(chain))?
            .add_root_pem(sandbox.ca_pem());
        let proxy = (!wanted.direct).then(|| reqwest::Proxy::all(sandbox.proxy_url()).unwrap());
        if wanted.direct {
            builder = builder.environment(sandbox.environment());
        }
        if let Some(account) = wanted.account {
            builder = builder.account(account);
        }
        if let Some(store) = wanted.store {
            builder = builder.token_store(Offloaded::new(store));
        }
        builder = builder.configure_http(|http| match proxy {
            Some(proxy) => http.proxy(proxy),
            None => http.no_proxy(),
        });
        Ok(Self {
            client: builder.build().unwrap(),
            runtime: Arc::new(runtime),
        })
    }

    fn get(&self, endpoint: Endpoint) -> Result<(u16, u32), Error> {
        self.runtime.block_on(get(&self.client, endpoint))
    }

    fn invalidate_token(&self) {
        self.client.invalidate_token();
    }

    fn stats(&self) -> Stats {
        self.client.stats()
    }

    fn check(&self) -> CheckReport {
        self.runtime.block_on(self.client.check())
    }

    fn employ(&self, caller: Caller) -> Box<dyn FnOnce()> {
        let client = self.client.clone();
        let task = self.runtime.spawn(async move {
            while let Some(begun) = caller.begin() {
                caller.end(begun, get(&client, Endpoint::subscriptions()).await);
            }
        });
        let runtime = Arc::clone(&self.runtime);
        Box::new(move || runtime.block_on(task).unwrap())
    }
}

impl Transport for Blocking {
    type Driver = OverBlocking;

    fn start(chain: Arc<Chain>, sandbox: &Sandbox, wanted: Wanted) -> Result<Self, SourceError> {
        let mut builder =
            bw_auth_blocking::Client::from_chain(chain)?.add_root_pem(sandbox.ca_pem());
        let proxy = (!wanted.direct).then(|| Proxy::new(&sandbox.proxy_url()).unwrap());
        if wanted.direct {
            builder = builder.environment(sandbox.environment());
        }
        if let Some(account) = wanted.account {
            builder = builder.account(account);
        }
        if let Some(store) = wanted.store {
            builder = builder.token_store(store);
        }
        builder = builder.configure_http(|settings| settings.proxy(proxy));
        Ok(Self(builder.build().unwrap()))
    }

    fn get(&self, endpoint: Endpoint) -> Result<(u16, u32), Error> {
        let response = self.0.get(endpoint).send()?;
        let attempts = attempts(response.extensions());
        let status = response.status().as_u16();
        // Read to its end, so that the connection can be used again.
        response.into_body().read_to_vec().unwrap();
        Ok((status, attempts))
    }

    fn invalidate_token(&self) {
        self.0.invalidate_token();
    }

    fn stats(&self) -> Stats {
        self.0.stats()
    }

    fn check(&self) -> CheckReport {
        self.0.check()
    }

    fn employ(&self, caller: Caller) -> Box<dyn FnOnce()> {
        let client = self.clone();
        let thread = thread::spawn(move || {
            while let Some(begun) = caller.begin() {
                caller.end(begun, client.get(Endpoint::subscriptions()));
            }
        });
        Box::new(move || thread.join().unwrap())
    }
}

async fn get(client: &bw_auth_async::Client, endpoint: Endpoint) -> Result<(u16, u32), Error> {
    let response = client.get(endpoint).send().await?;
    let attempts = attempts(response.extensions());
    let status = response.status().as_u16();
    response.bytes().await.unwrap();
    Ok((status, attempts))
}

fn attempts(extensions: &http::Extensions) -> u32 {
    extensions.get::<Outcome>().unwrap().attempts()
}
