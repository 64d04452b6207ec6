//! `bw-auth-blocking` as a [`Driver`].

use std::io::{self, Cursor, Read};
use std::sync::{Arc, Barrier};
use std::thread;

use bw_auth_blocking::ureq::middleware::{Middleware, MiddlewareNext};
use bw_auth_blocking::ureq::{self, Proxy, SendBody};
use bw_auth_blocking::{Body, Client};
use bw_auth_core::{
    AccountId, CheckReport, Credentials, CredentialsProvider, Endpoint, Error, Outcome, SiteId,
    Stats,
};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, Uri};

use crate::driver::{Call, Driver, Payload, Reply, Setup};
use crate::token_store::InlineStore;
use crate::whole::{TokenSetup, Whole, expires_at};

type Settings = ureq::config::ConfigBuilder<ureq::typestate::AgentScope>;

/// The blocking client.
#[derive(Clone, Debug)]
pub struct OverBlocking {
    client: Client,
}

impl OverBlocking {
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// A client whose `configure_http` does this too.
    ///
    /// # Panics
    ///
    /// When there is no client to be had.
    #[must_use]
    pub fn start_with(
        setup: Setup,
        configure: impl FnOnce(Settings) -> Settings + Send + 'static,
    ) -> Self {
        Self::build(setup, TokenSetup::default(), configure)
    }

    fn build(
        setup: Setup,
        tokens: TokenSetup,
        configure: impl FnOnce(Settings) -> Settings + Send + 'static,
    ) -> Self {
        let mut builder = Client::builder(setup.provider)
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
            builder = stand_in.serve_blocking(builder);
        }
        for pem in &setup.root_pem {
            builder = builder.add_root_pem(pem);
        }
        let proxy = setup
            .proxy
            .map(|proxy| Proxy::new(&proxy).expect("a proxy's URL"));
        let added = Added(setup.added);
        builder =
            builder.configure_http(|settings| configure(settings).proxy(proxy).middleware(added));
        Self {
            client: builder.build().expect("a client"),
        }
    }
}

impl Driver for OverBlocking {
    fn start(setup: Setup) -> Self {
        Self::start_with(setup, |settings| settings)
    }

    fn run(&self, call: Call) -> Result<Reply, Error> {
        let mut request = self.client.request(call.method, call.endpoint);
        for (name, value) in call.fields {
            request = request.header(name, value);
        }
        request = request.query(&call.query);
        request = match call.payload {
            Payload::None => request,
            Payload::Bytes(bytes) => request.body(bytes),
            Payload::Stream(bytes) => request.body(Body::from_reader(Cursor::new(bytes))),
            Payload::Broken(kind) => request.body(Body::from_reader(Broken(kind))),
        };
        if call.raw_status {
            request = request.raw_status();
        }
        if let Some(timeout) = call.timeout {
            request = request.timeout(timeout);
        }
        request.send().map(reply)
    }

    fn send(&self, request: Request<Bytes>) -> Result<Reply, Error> {
        self.client.send(request).map(reply)
    }

    fn authorize(&self, uri: &Uri) -> Result<HeaderValue, Error> {
        self.client.authorize(uri)
    }

    fn for_account(&self, account: AccountId) -> Self {
        Self {
            client: self.client.for_account(account),
        }
    }

    fn with_credentials(&self, credentials: impl Into<Credentials>) -> Self {
        Self {
            client: self.client.with_credentials(credentials.into()),
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

impl Whole for OverBlocking {
    fn start_with_tokens(setup: Setup, tokens: TokenSetup) -> Self {
        Self::build(setup, tokens, |settings| settings)
    }

    fn warm_up(&self) -> Result<(), Error> {
        self.client.warm_up()
    }

    fn invalidate_token(&self) {
        self.client.invalidate_token();
    }

    fn stats(&self) -> Stats {
        self.client.stats()
    }

    fn check(&self, site: Option<SiteId>) -> CheckReport {
        match site {
            Some(site) => self.client.check_site(site),
            None => self.client.check(),
        }
    }

    fn with_provider(&self, provider: Arc<dyn CredentialsProvider>) -> Self {
        Self {
            client: self.client.with_credentials(provider),
        }
    }

    /// Each caller is a thread, with a stack that a thousand of them can have.
    fn crowd(callers: Vec<Self>, begun: impl FnOnce()) -> Vec<Result<u16, Error>> {
        let ready = Barrier::new(callers.len() + 1);
        thread::scope(|scope| {
            let ready = &ready;
            let threads: Vec<_> = callers
                .into_iter()
                .map(|caller| {
                    let thread = thread::Builder::new().stack_size(CROWD_STACK);
                    let run = move || {
                        ready.wait();
                        Ok(caller.get(Endpoint::subscriptions())?.status)
                    };
                    thread.spawn_scoped(scope, run).expect("a thread")
                })
                .collect();
            ready.wait();
            begun();
            let ends = threads.into_iter();
            ends.map(|thread| thread.join().expect("no caller panics"))
                .collect()
        })
    }
}

/// A reader that fails.
struct Broken(io::ErrorKind);

impl Read for Broken {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
}

/// What stands in for the default headers that ureq does not have.
struct Added(Vec<(&'static str, &'static str)>);

impl Middleware for Added {
    fn handle(
        &self,
        mut request: Request<SendBody<'_>>,
        next: MiddlewareNext<'_>,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        for (name, value) in &self.0 {
            let fields = request.headers_mut();
            fields
                .entry(*name)
                .or_insert(HeaderValue::from_static(value));
        }
        next.handle(request)
    }
}

fn reply(response: Response<ureq::Body>) -> Reply {
    Reply {
        status: response.status().as_u16(),
        fields: response.headers().clone(),
        outcome: response
            .extensions()
            .get::<Outcome>()
            .cloned()
            .expect("each response has one"),
        debug: format!("{response:?}"),
        body: response.into_body().read_to_vec().ok(),
    }
}

const CROWD_STACK: usize = 512 * 1024;
