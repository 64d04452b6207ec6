//! `bw-auth-async` as a [`Driver`].

use std::sync::Arc;

use bw_auth_async::reqwest::{self, Body};
use bw_auth_async::{Client, RequestBuilder};
use bw_auth_core::{
    AccountId, CheckReport, Credentials, CredentialsProvider, Endpoint, Error, Outcome, SiteId,
    Stats,
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Uri};
use tokio::runtime::{Builder, Runtime};

use crate::driver::{Call, Driver, Payload, Reply, Setup};
use crate::provider::Inline;
use crate::token_store::InlineStore;
use crate::whole::{TokenSetup, Whole, expires_at};

/// The async client, with a runtime to run it on.
#[derive(Clone, Debug)]
pub struct OverAsync {
    client: Client,
    runtime: Arc<Runtime>,
}

impl OverAsync {
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    #[must_use]
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// A client whose `configure_http` does this too.
    ///
    /// # Panics
    ///
    /// When there is no runtime or client to be had.
    #[must_use]
    pub fn start_with(
        setup: Setup,
        configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    ) -> Self {
        Self::build(setup, TokenSetup::default(), configure)
    }

    fn build(
        setup: Setup,
        tokens: TokenSetup,
        configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    ) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let mut builder = Client::builder(Inline(setup.provider))
            .environment(setup.environment)
            .timeout(setup.timeout)
            .on_event(setup.events.observer());
        if let Some(account) = setup.account {
            builder = builder.account(account);
        }
        if let Some(retry) = setup.retry {
            builder = builder.retry(retry);
        }
        if let Some(origin) = setup.foreign_host {
            builder = builder.foreign_host(origin);
        }
        if let Some(clock) = setup.clock {
            builder = builder.timer(clock);
        }
        if let Some(token) = tokens.initial_token {
            builder = builder.initial_token(token.token().clone(), expires_at(&token));
        }
        if let Some(store) = tokens.store {
            builder = builder.token_store(InlineStore(store));
        }
        if tokens.require_account {
            builder = builder.require_account_in_token();
        }
        if let Some(stand_in) = &setup.stand_in {
            builder = stand_in.serve_async(builder);
        }
        for pem in &setup.root_pem {
            builder = builder.add_root_pem(pem);
        }
        let proxy = setup
            .proxy
            .map(|proxy| reqwest::Proxy::all(proxy).expect("a proxy's URL"));
        let added = setup.added.into_iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        let added = added.collect();
        builder = builder.configure_http(|http| {
            let http = configure(http).default_headers(added);
            match proxy {
                Some(proxy) => http.proxy(proxy),
                None => http.no_proxy(),
            }
        });
        Self {
            client: builder.build().expect("a client"),
            runtime: Arc::new(runtime),
        }
    }

    fn request(&self, call: Call) -> RequestBuilder {
        let mut request = self.client.request(call.method, call.endpoint);
        for (name, value) in call.fields {
            request = request.header(name, value);
        }
        request = request.query(&call.query);
        request = match call.payload {
            Payload::None => request,
            Payload::Bytes(bytes) => request.body(bytes),
            Payload::Stream(bytes) => {
                let chunk: Result<Bytes, std::io::Error> = Ok(bytes);
                request.body(Body::wrap_stream(once(chunk)))
            }
            Payload::Broken(kind) => {
                let chunk: Result<Bytes, std::io::Error> = Err(kind.into());
                request.body(Body::wrap_stream(once(chunk)))
            }
        };
        if call.raw_status {
            request = request.raw_status();
        }
        match call.timeout {
            Some(timeout) => request.timeout(timeout),
            None => request,
        }
    }
}

impl Driver for OverAsync {
    fn start(setup: Setup) -> Self {
        Self::start_with(setup, |http| http)
    }

    fn run(&self, call: Call) -> Result<Reply, Error> {
        let request = self.request(call);
        self.runtime
            .block_on(async { Ok(reply(request.send().await?).await) })
    }

    fn send(&self, request: http::Request<Bytes>) -> Result<Reply, Error> {
        self.runtime
            .block_on(async { Ok(reply(self.client.send(request).await?).await) })
    }

    fn authorize(&self, uri: &Uri) -> Result<HeaderValue, Error> {
        self.runtime.block_on(self.client.authorize(uri))
    }

    fn for_account(&self, account: AccountId) -> Self {
        Self {
            client: self.client.for_account(account),
            runtime: Arc::clone(&self.runtime),
        }
    }

    fn with_credentials(&self, credentials: impl Into<Credentials>) -> Self {
        Self {
            client: self.client.with_credentials(credentials.into()),
            runtime: Arc::clone(&self.runtime),
        }
    }

    fn set_credentials(&self, credentials: impl Into<Credentials>) {
        self.client.set_credentials(credentials);
    }

    fn reset_rejections(&self) {
        self.client.reset_rejections();
    }

    fn debug(&self) -> String {
        format!("{:?}", self.client)
    }
}

impl Whole for OverAsync {
    fn start_with_tokens(setup: Setup, tokens: TokenSetup) -> Self {
        Self::build(setup, tokens, |http| http)
    }

    fn warm_up(&self) -> Result<(), Error> {
        self.runtime.block_on(self.client.warm_up())
    }

    fn invalidate_token(&self) {
        self.client.invalidate_token();
    }

    fn stats(&self) -> Stats {
        self.client.stats()
    }

    fn check(&self, site: Option<SiteId>) -> CheckReport {
        self.runtime.block_on(async {
            match site {
                Some(site) => self.client.check_site(site).await,
                None => self.client.check().await,
            }
        })
    }

    fn with_provider(&self, provider: Arc<dyn CredentialsProvider>) -> Self {
        Self {
            client: self.client.with_credentials(Inline(provider)),
            runtime: Arc::clone(&self.runtime),
        }
    }

    /// Each caller is a task.
    fn crowd(callers: Vec<Self>, begun: impl FnOnce()) -> Vec<Result<u16, Error>> {
        let Some(runtime) = callers.first().map(|first| Arc::clone(&first.runtime)) else {
            return Vec::new();
        };
        let tasks: Vec<_> = callers
            .into_iter()
            .map(|caller| {
                runtime.spawn(async move {
                    let sending = caller.client.get(Endpoint::subscriptions()).send();
                    Ok(reply(sending.await?).await.status)
                })
            })
            .collect();
        begun();
        runtime.block_on(async {
            let mut ends = Vec::new();
            for task in tasks {
                ends.push(task.await.expect("no caller panics"));
            }
            ends
        })
    }
}

async fn reply(response: reqwest::Response) -> Reply {
    Reply {
        status: response.status().as_u16(),
        fields: response.headers().clone(),
        outcome: response
            .extensions()
            .get::<Outcome>()
            .cloned()
            .expect("each response has one"),
        debug: format!("{response:?} {:?}", response.extensions().get::<Outcome>()),
        body: response.bytes().await.ok().map(Vec::from),
    }
}

/// A stream of one item.
fn once<T: Send + Unpin + 'static>(
    item: T,
) -> impl futures_core::Stream<Item = T> + Send + 'static {
    struct Once<T>(Option<T>);
    impl<T: Unpin> futures_core::Stream for Once<T> {
        type Item = T;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<T>> {
            std::task::Poll::Ready(self.get_mut().0.take())
        }
    }
    Once(Some(item))
}
