//! `ClientBuilder`: the settings of a client.

use core::fmt;
use core::mem;
use core::time::Duration;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

#[cfg(feature = "in-memory")]
use bw_auth_core::InMemoryAnswer;
#[cfg(feature = "in-memory")]
use bw_auth_core::client::Handler;
use bw_auth_core::client::Settings;
use bw_auth_core::{
    AccountId, BearerToken, BuildError, CredentialsProvider, Environment, Event, Origin, Retry,
    StoredToken, TokenStore,
};
use ureq::Agent;
use ureq::config::ConfigBuilder;
use ureq::tls::TlsConfig;
use ureq::typestate::AgentScope;
use ureq::unversioned::resolver::DefaultResolver;

use crate::client::Client;
use crate::driver::Driver;
use crate::flight::Flight;
use crate::sender::Sender;
use crate::timer::{SystemTimer, Timer};
use crate::tls::Trust;
use crate::token_endpoint::TokenEndpoint;
use crate::tunnelled::Tunnelled;

type Configure = Box<dyn FnOnce(ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope> + Send>;

/// Settings of a [`Client`].
#[must_use]
pub struct ClientBuilder {
    provider: Arc<dyn CredentialsProvider>,
    settings: Settings,
    timer: Arc<dyn Timer>,
    trust: Trust,
    root_pem: Vec<Vec<u8>>,
    configure: Option<Configure>,
    token_store: Option<Arc<dyn TokenStore>>,
    #[cfg(feature = "in-memory")]
    handler: Option<Handler>,
}

impl ClientBuilder {
    pub(crate) fn new(provider: Arc<dyn CredentialsProvider>) -> Self {
        Self {
            provider,
            settings: Settings::default(),
            timer: Arc::new(SystemTimer::default()),
            trust: Trust::default(),
            root_pem: Vec::new(),
            configure: None,
            token_store: None,
            #[cfg(feature = "in-memory")]
            handler: None,
        }
    }

    /// Sets the account that `{accountId}` in an endpoint stands for. Where none is set, and a token names exactly one, it is
    /// that one.
    pub fn account(mut self, account: AccountId) -> Self {
        self.settings.account = Some(account);
        self
    }

    /// Sets the environment; [`Environment::production`] unless set.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.settings.environment = environment;
        self
    }

    /// Begins with a token that was obtained elsewhere, for client credentials. It is used while it lives, by both clocks, and
    /// renewed in time.
    pub fn initial_token(mut self, token: BearerToken, expires_at: SystemTime) -> Self {
        // What ended before 1970 has ended.
        let expires_at = expires_at.duration_since(UNIX_EPOCH).unwrap_or_default();
        self.settings.initial_token = Some(StoredToken::new(token, expires_at));
        self
    }

    /// Keeps tokens in this store, for other processes or the next run. There is none unless one is set.
    pub fn token_store(mut self, store: impl TokenStore + 'static) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// Keeps back a request whose account is not among those that the token names. What a token says is not verified;
    /// by default the service has the say.
    pub fn require_account_in_token(mut self) -> Self {
        self.settings.policy = self.settings.policy.with_account_in_token();
        self
    }

    /// Opts in to retries after 429 and 503. By default nothing is retried.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.policy = self.settings.policy.with_retry(retry);
        self
    }

    /// Sets how many redirects a GET or HEAD may follow among the environment's origins; 5 unless set. With 0, every
    /// redirect is left to the caller.
    pub fn redirect_limit(mut self, limit: u32) -> Self {
        self.settings.policy = self.settings.policy.with_redirect_limit(limit);
        self
    }

    /// Lets a GET follow a redirect to this foreign https origin, without credentials, without the caller's fields and
    /// without what [`configure_http`](Self::configure_http) has set.
    pub fn foreign_host(mut self, origin: Origin) -> Self {
        self.settings.policy = self.settings.policy.with_foreign_host(origin);
        self
    }

    /// Limits the time of a whole request: waiting, redirects, retries and the reading of the body. 60 s unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Sets the clock, and how to wait by it. For tests.
    pub fn timer(mut self, timer: impl Timer + 'static) -> Self {
        self.timer = Arc::new(timer);
        self
    }

    /// Trusts the certificates in this PEM text, beside those that are trusted anyway. For a private CA or a sandbox.
    pub fn add_root_pem(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.root_pem.push(pem.as_ref().to_vec());
        self
    }

    /// Trusts Mozilla's root certificates as they were when this library was released, in place of the system's.
    #[cfg(feature = "webpki-roots")]
    pub fn bundled_roots(mut self) -> Self {
        self.trust.bundled_roots = Some(webpki_root_certs::TLS_SERVER_ROOT_CERTS.to_vec());
        self
    }

    /// Sets the TLS implementation, such as one that is validated for FIPS. `ring` unless set.
    pub fn crypto_provider(mut self, provider: Arc<rustls::crypto::CryptoProvider>) -> Self {
        self.trust.provider = Some(provider);
        self
    }

    /// Calls `observer` with each [`Event`], for metrics. It must not block.
    pub fn on_event(mut self, observer: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.settings.observers.push(Arc::new(observer));
        self
    }

    /// Changes settings of ureq that this builder does not have: a proxy, the pool, the `User-Agent`.
    ///
    /// Afterwards the settings that keep credentials safe are put in place again: https only, no automatic redirects,
    /// methods of any name, and the TLS settings of this builder.
    ///
    /// Middleware sees every request to a listed origin before it is sent, and after this client has put its
    /// `Authorization` in place. None of these settings apply to hosts that [`foreign_host`](Self::foreign_host) names,
    /// middleware and the proxy included: those are reached through a plain agent of their own, which takes its proxy
    /// from the environment's variables.
    pub fn configure_http<F>(mut self, configure: F) -> Self
    where
        F: FnOnce(ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope> + Send + 'static,
    {
        self.configure = Some(Box::new(configure));
        self
    }

    /// Hands every request to this closure and none to the network, so that a unit test needs no server: those to APIs, for tokens,
    /// and to hosts that [`foreign_host`](Self::foreign_host) names. What is sent where, and what an answer means, is decided as ever.
    ///
    /// ```
    /// use bw_auth_blocking::bw_auth_core::http::Response;
    /// use bw_auth_blocking::{BasicCredentials, Client, Endpoint};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::builder(BasicCredentials::new("jdoe", "correct-horse-battery-staple")?)
    ///     .account("920012".parse()?)
    ///     .in_memory(|request| {
    ///         assert_eq!(request.uri().path(), "/api/accounts/920012/subscriptions");
    ///         Response::new("<SubscriptionsResponse/>")
    ///     })
    ///     .build()?;
    /// let response = client.get(Endpoint::subscriptions()).send()?;
    /// assert_eq!(response.into_body().read_to_string()?, "<SubscriptionsResponse/>");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The closure answers with a response, or with a [`Fault`](bw_auth_core::Fault) in its place: [`InMemoryAnswer`]. If it
    /// panics, so does the caller's thread.
    ///
    /// What is the network's does not take place: there is no TLS and nobody who is to be trusted, no time limit on an answer, and no
    /// `Host`, `User-Agent` or other field of ureq's own. [`configure_http`](Self::configure_http) is without
    /// effect. The body of a response is what the closure makes it, even for HEAD.
    /// A body that is a reader is read in full first. `ureq::ResponseExt::get_uri` panics, since nobody but ureq can set what it reads.
    #[cfg(feature = "in-memory")]
    pub fn in_memory<A: InMemoryAnswer>(
        mut self,
        handler: impl Fn(http::Request<Vec<u8>>) -> A + Send + Sync + 'static,
    ) -> Self {
        self.handler = Some(Handler::new(handler));
        self
    }

    /// Builds the client. Nothing is sent and no credentials are loaded before the first request.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when there is no TLS implementation or nothing to trust.
    pub fn build(mut self) -> Result<Client, BuildError> {
        for pem in &self.root_pem {
            self.trust.add_pem(pem)?;
        }
        let (agent, strangers) = self.senders()?;
        let tokens = TokenEndpoint {
            agent: agent.clone(),
            store: self.token_store,
        };
        let driver = Driver {
            agent,
            strangers,
            session: Arc::new(self.settings.first_session(self.timer)),
            flight: Arc::new(Flight::new(self.provider, tokens)),
        };
        Ok(Client::new(driver, Arc::new(self.settings)))
    }

    /// What sends to listed origins, and what sends to all others.
    fn senders(&mut self) -> Result<(Sender, Sender), BuildError> {
        #[cfg(feature = "in-memory")]
        if let Some(handler) = self.handler.take() {
            // No roots are looked for, and no TLS implementation: there may be none where tests run.
            let sender = Sender::InMemory(handler);
            return Ok((sender.clone(), sender));
        }
        let plain_http = self.settings.allows_plain_http();
        let tls = mem::take(&mut self.trust).into_config()?;
        let timeout = self.settings.time_limit();
        let strangers = finished(plain(), true, timeout, tls.clone());
        let mut settings = plain();
        if let Some(configure) = self.configure.take() {
            settings = configure(settings);
        }
        if plain_http {
            settings = settings.proxy(None);
        }
        let agent = finished(settings, !plain_http, timeout, tls);
        Ok((Sender::Http(agent), Sender::Http(strangers)))
    }
}

impl ClientBuilder {
    /// Builds the bare ureq agent, with the TLS settings, roots and limits of this builder: no credentials, no rules about
    /// origins, http and https alike, every status a response, no redirect followed. For what carries no credentials of
    /// yours, or other people's: to try out a server, say. What kind of fault its errors are tells [`fault_of`](crate::fault_of).
    ///
    /// ```no_run
    /// use bw_auth_blocking::{BasicCredentials, Client};
    ///
    /// let unused = BasicCredentials::new("nobody", "nothing".to_owned())?;
    /// let agent = Client::builder(unused).build_agent()?;
    /// let answer = agent.get("https://hooks.example/callbacks").call()?;
    /// println!("{}", answer.status());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`BuildError`], as for [`build`](Self::build).
    pub fn build_agent(mut self) -> Result<Agent, BuildError> {
        for pem in &self.root_pem {
            self.trust.add_pem(pem)?;
        }
        let tls = self.trust.into_config()?;
        let settings = match self.configure {
            Some(configure) => configure(plain()),
            None => plain(),
        };
        Ok(finished(settings, false, self.settings.time_limit(), tls))
    }
}

/// What holds unless the caller changes it.
fn plain() -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        .user_agent(concat!("bw-auth/", env!("CARGO_PKG_VERSION")))
        .timeout_connect(Some(CONNECT_TIMEOUT))
        // ureq keeps 3 for a host, so that with more threads than that most requests would begin with a handshake.
        .max_idle_connections(IDLE_CONNECTIONS)
        .max_idle_connections_per_host(IDLE_CONNECTIONS)
}

/// Puts what keeps credentials safe in place, whatever was set before.
fn finished(
    settings: ConfigBuilder<AgentScope>,
    https_only: bool,
    timeout: Option<Duration>,
    tls: TlsConfig,
) -> Agent {
    let config = settings
        .https_only(https_only)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        // Which methods there are is not for a client to say (RFC 9110 §16.1).
        .allow_non_standard_methods(true)
        .timeout_global(timeout)
        .tls_config(tls)
        .build();
    Agent::with_parts(config, Tunnelled::default(), DefaultResolver::default())
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("provider", &self.provider)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// As in the async client, where it has to be more than a token request may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(12);
const IDLE_CONNECTIONS: usize = 64;
