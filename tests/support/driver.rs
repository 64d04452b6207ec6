//! `Driver`: what a scenario asks of a transport, whichever it is.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bw_auth_core::{
    AccountId, BasicCredentials, ClientCredentials, Credentials, CredentialsProvider, Endpoint,
    Environment, Error, Event, Origin, Outcome, Retry,
};
use bw_auth_sandbox::Sandbox;
use bw_auth_testkit::StandIn;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Uri};

use crate::test_clock::TestClock;

/// How a client is to be set up.
#[derive(Clone, Debug)]
pub struct Setup {
    pub provider: Arc<dyn CredentialsProvider>,
    pub environment: Environment,
    pub account: Option<AccountId>,
    pub retry: Option<Retry>,
    pub foreign_host: Option<Origin>,
    pub timeout: Duration,
    pub clock: Option<TestClock>,
    pub root_pem: Vec<String>,
    pub proxy: Option<String>,
    /// Fields that the HTTP library is set up to add to each request.
    pub added: Vec<(&'static str, &'static str)>,
    pub events: Events,
    /// Who answers in place of the network. Not over a bare hyper.
    pub stand_in: Option<StandIn>,
}

/// The names of the events that a client told, in order.
#[derive(Clone, Debug, Default)]
pub struct Events(Arc<Mutex<Vec<&'static str>>>);

impl Events {
    pub fn observer(&self) -> impl Fn(&Event) + Send + Sync + 'static {
        let seen = Arc::clone(&self.0);
        move |event| seen.lock().expect("no observer panics").push(event.name())
    }

    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.0.lock().expect("no observer panics").clone()
    }
}

impl Setup {
    /// A client of this sandbox, as its default user.
    #[must_use]
    pub fn of(sandbox: &Sandbox) -> Self {
        Self::with_pair(sandbox, sandbox.username(), sandbox.password())
    }

    /// A client of this sandbox, with these credentials.
    #[must_use]
    pub fn with_pair(sandbox: &Sandbox, username: &str, password: &str) -> Self {
        let credentials =
            BasicCredentials::new(username, password).expect("a pair that RFC 7617 can carry");
        Self::with_provider(sandbox, Arc::new(credentials))
    }

    /// A client of this sandbox, as its default OAuth client.
    #[must_use]
    pub fn of_client(sandbox: &Sandbox) -> Self {
        Self::with_client(sandbox, sandbox.client_id(), sandbox.client_secret())
    }

    /// A client of this sandbox, with this id and secret.
    #[must_use]
    pub fn with_client(sandbox: &Sandbox, client_id: &str, client_secret: &str) -> Self {
        let credentials =
            ClientCredentials::new(client_id, client_secret).expect("what a header can carry");
        Self::with_provider(sandbox, Arc::new(credentials))
    }

    #[must_use]
    pub fn with_provider(sandbox: &Sandbox, provider: Arc<dyn CredentialsProvider>) -> Self {
        Self {
            environment: sandbox.environment(),
            account: sandbox.account_id().parse().ok(),
            root_pem: vec![sandbox.ca_pem().to_owned()],
            ..Self::bare(provider)
        }
    }

    /// A client of Bandwidth's production, which this plays in memory.
    #[must_use]
    pub fn in_memory(provider: impl CredentialsProvider + 'static, stand_in: &StandIn) -> Self {
        Self {
            account: "920012".parse().ok(),
            stand_in: Some(stand_in.clone()),
            ..Self::bare(Arc::new(provider))
        }
    }

    fn bare(provider: Arc<dyn CredentialsProvider>) -> Self {
        Self {
            provider,
            environment: Environment::production(),
            account: None,
            retry: None,
            foreign_host: None,
            // Long enough for a loaded machine; scenarios that wait for it set a short one.
            timeout: Duration::from_secs(60),
            clock: None,
            root_pem: Vec::new(),
            proxy: None,
            added: Vec::new(),
            events: Events::default(),
            stand_in: None,
        }
    }
}

/// One request.
#[derive(Debug)]
pub struct Call {
    pub method: Method,
    pub endpoint: Endpoint,
    pub fields: Vec<(&'static str, String)>,
    pub query: Vec<(&'static str, String)>,
    pub payload: Payload,
    pub raw_status: bool,
    pub timeout: Option<Duration>,
}

#[derive(Clone, Debug)]
pub enum Payload {
    None,
    Bytes(Bytes),
    /// Sent once, in chunks.
    Stream(Bytes),
    /// A stream that fails at once.
    Broken(io::ErrorKind),
}

impl Call {
    #[must_use]
    pub fn get(endpoint: Endpoint) -> Self {
        Self::new(Method::GET, endpoint)
    }

    #[must_use]
    pub fn new(method: Method, endpoint: Endpoint) -> Self {
        Self {
            method,
            endpoint,
            fields: Vec::new(),
            query: Vec::new(),
            payload: Payload::None,
            raw_status: false,
            timeout: None,
        }
    }

    #[must_use]
    pub fn payload(mut self, payload: Payload) -> Self {
        self.payload = payload;
        self
    }

    #[must_use]
    pub fn field(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn raw_status(mut self) -> Self {
        self.raw_status = true;
        self
    }

    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}

/// A response, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub fields: HeaderMap,
    pub outcome: Outcome,
    /// `None` when the body broke off.
    pub body: Option<Vec<u8>>,
    /// What the response prints of itself.
    pub debug: String,
}

/// A transport, made to look blocking, so that one scenario serves both.
pub trait Driver: Clone + Send + Sync + Sized + 'static {
    fn start(setup: Setup) -> Self;
    /// # Errors
    ///
    /// What the transport gives.
    fn run(&self, call: Call) -> Result<Reply, Error>;
    /// # Errors
    ///
    /// What the transport gives.
    fn send(&self, request: http::Request<Bytes>) -> Result<Reply, Error>;
    /// # Errors
    ///
    /// What the transport gives.
    fn authorize(&self, uri: &Uri) -> Result<HeaderValue, Error>;
    #[must_use]
    fn for_account(&self, account: AccountId) -> Self;
    #[must_use]
    fn with_credentials(&self, credentials: impl Into<Credentials>) -> Self;
    fn set_credentials(&self, credentials: impl Into<Credentials>);
    fn reset_rejections(&self);
    /// What the client prints of itself.
    fn debug(&self) -> String;

    /// # Errors
    ///
    /// What the transport gives.
    fn get(&self, endpoint: Endpoint) -> Result<Reply, Error> {
        self.run(Call::get(endpoint))
    }
}
