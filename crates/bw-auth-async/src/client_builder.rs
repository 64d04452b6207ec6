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
    AccountId, BearerToken, BuildError, Environment, Event, Origin, Retry, StoredToken,
};
use reqwest::redirect;

use crate::client::Client;
use crate::driver::Driver;
use crate::flight::Flight;
use crate::provider::CredentialsProvider;
use crate::sender::Sender;
use crate::timer::{SystemTimer, Timer};
use crate::tls::Trust;
use crate::token_endpoint::TokenEndpoint;
use crate::token_store::TokenStore;
use crate::urls::Urls;

type Configure = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send>;

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

    /// Changes settings of reqwest that this builder does not have: a proxy, the pool, the `User-Agent`.
    ///
    /// Afterwards the settings that keep credentials safe are put in place again: https only, no automatic redirects
    /// or retries, no referer, and the TLS settings of this builder.
    ///
    /// Default headers are sent to every listed origin. An `Authorization` among them is overridden there by this
    /// client's, without an error. None of these settings apply to hosts that [`foreign_host`](Self::foreign_host)
    /// names, default headers and the proxy included: those are reached through a plain client of their own, which
    /// takes its proxy from the environment's variables.
    pub fn configure_http<F>(mut self, configure: F) -> Self
    where
        F: FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    {
        self.configure = Some(Box::new(configure));
        self
    }

    /// Hands every request to this closure and none to the network, so that a unit test needs no server: those to APIs, for tokens,
    /// and to hosts that [`foreign_host`](Self::foreign_host) names. What is sent where, and what an answer means, is decided as ever.
    ///
    /// ```
    /// use bw_auth_async::bw_auth_core::http::Response;
    /// use bw_auth_async::{BasicCredentials, Client, Endpoint};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::builder(BasicCredentials::new("jdoe", "correct-horse-battery-staple")?)
    ///     .account("920012".parse()?)
    ///     .in_memory(|request| {
    ///         assert_eq!(request.uri().path(), "/api/accounts/920012/subscriptions");
    ///         Response::new("<SubscriptionsResponse/>")
    ///     })
    ///     .build()?;
    /// let response = client.get(Endpoint::subscriptions()).send().await?;
    /// assert_eq!(response.text().await?, "<SubscriptionsResponse/>");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The closure answers with a response, or with a [`Fault`](bw_auth_core::Fault) in its place: [`InMemoryAnswer`]. If it
    /// panics, so does the future that sends the request.
    ///
    /// What is the network's does not take place: there is no TLS and nobody who is to be trusted, no time limit on an answer, and no
    /// `Host`, `User-Agent` or other field of reqwest's own. [`configure_http`](Self::configure_http) is without
    /// effect. The body of a response is what the closure makes it, even for HEAD.
    /// The closure is called where the request's future is polled, so it should not block. A body that is a stream is read in full first.
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
    /// [`BuildError`] when there is no TLS implementation or nothing to trust, or reqwest refuses its settings.
    pub fn build(mut self) -> Result<Client, BuildError> {
        for pem in &self.root_pem {
            self.trust.add_pem(pem)?;
        }
        let (http, strangers) = self.senders()?;
        let tokens = TokenEndpoint {
            http: http.clone(),
            store: self.token_store,
        };
        let driver = Driver {
            http,
            strangers,
            session: Arc::new(self.settings.first_session(self.timer)),
            flight: Arc::new(Flight::new(self.provider, tokens)),
            urls: Urls::of(&self.settings.environment),
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
        let strangers = finished(plain(), true, tls.clone())?;
        let mut http = plain();
        if let Some(configure) = self.configure.take() {
            http = configure(http);
        }
        if plain_http {
            http = http.no_proxy();
        }
        let http = finished(http, !plain_http, tls)?;
        Ok((Sender::Http(http), Sender::Http(strangers)))
    }
}

/// What holds unless the caller changes it.
fn plain() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("bw-auth/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
}

/// Puts what keeps credentials safe in place, whatever was set before.
fn finished(
    http: reqwest::ClientBuilder,
    https_only: bool,
    tls: rustls::ClientConfig,
) -> Result<reqwest::Client, BuildError> {
    http.https_only(https_only)
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connection_verbose(false)
        .tls_backend_preconfigured(tls)
        .build()
        .map_err(|error| BuildError::Http(error.without_url().into()))
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("provider", &self.provider)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// More than a token request may take, so that it is that time which ends one that nobody attended to.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(12);
