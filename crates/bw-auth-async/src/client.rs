//! `Client`: sends requests with credentials.

use core::fmt;
use std::sync::Arc;

use bw_auth_core::client::{Draft, Settings};
use bw_auth_core::{
    AccountId, Can, Credentials, Endpoint, Environment, Error, Exchange, Fingerprint, Outline,
};
use http::{HeaderMap, HeaderValue, Method, Uri};
use reqwest::{Body, Response};

use crate::client_builder::ClientBuilder;
use crate::driver::{Driver, replay};
use crate::flight::Flight;
use crate::provider::CredentialsProvider;
use crate::request_builder::RequestBuilder;

/// A client for Bandwidth's APIs. Clones are cheap and share connections, credentials and what is known of them.
///
/// ```no_run
/// use bw_auth_async::{BasicCredentials, Client, Endpoint, OrdersPage, PageSize};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder(BasicCredentials::new("jdoe", "correct-horse-battery-staple")?)
///     .account("920012".parse()?)
///     .build()?;
/// let orders = client.get(Endpoint::orders(OrdersPage::FIRST, PageSize::MAX)).send().await?;
/// println!("{}", orders.text().await?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    driver: Arc<Driver>,
    settings: Arc<Settings>,
}

impl Client {
    /// Starts a client that takes its credentials from this provider; credentials themselves are one.
    pub fn builder(provider: impl CredentialsProvider + 'static) -> ClientBuilder {
        ClientBuilder::new(Arc::new(provider))
    }

    pub(crate) fn new(driver: Driver, settings: Arc<Settings>) -> Self {
        Self {
            driver: Arc::new(driver),
            settings,
        }
    }

    /// A GET request.
    pub fn get(&self, endpoint: Endpoint) -> RequestBuilder {
        self.request(Method::GET, endpoint)
    }

    /// A request with any method.
    pub fn request(&self, method: Method, endpoint: Endpoint) -> RequestBuilder {
        let draft = self.settings.draft(method, &endpoint);
        RequestBuilder::new(self.clone(), draft)
    }

    /// A request that was put together elsewhere. Its URL must be absolute, at an origin of the environment.
    ///
    /// Method, URL, header fields and body are taken over. Its extensions are not: there may be settings of an HTTP
    /// library among them that undo this client's.
    pub fn request_from<B: Into<Body>>(&self, request: http::Request<B>) -> RequestBuilder {
        let (parts, body) = request.into_parts();
        RequestBuilder::new(self.clone(), Draft::from_parts(parts)).body(body)
    }

    /// Sends a request that was put together elsewhere, as [`request_from`](Self::request_from) takes it.
    ///
    /// # Errors
    ///
    /// [`Error`], as [`RequestBuilder::send`] gives it.
    pub async fn send<B: Into<Body>>(&self, request: http::Request<B>) -> Result<Response, Error> {
        self.request_from(request).send().await
    }

    pub(crate) async fn finish(&self, draft: Draft, body: Option<Body>) -> Result<Response, Error> {
        let session = &self.driver.session;
        let (replay, length) = replay(body.as_ref());
        let prepared = draft.finish(replay, length, Can::ALL, Some(self.settings.timeout));
        let prepared = session.admitted(prepared)?;
        self.driver.run(prepared, body).await
    }

    /// The `Authorization` value for a request to this URL, for any other HTTP stack. It is given out only for an
    /// origin of the environment.
    ///
    /// Where it waits for the provider, it also asks the client's [`Timer`](crate::Timer), for the sake of the time
    /// limit. The one that is used unless another is set needs a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`Error::Withheld`] for any other origin; [`Error::Provider`], also when the provider does not answer within the
    /// client's timeout, or [`Error::RejectedEarlier`], as for a request.
    pub async fn authorize(&self, uri: &Uri) -> Result<HeaderValue, Error> {
        let session = &self.driver.session;
        let outline = self.passing(&Method::GET, uri, &HeaderMap::new())?;
        let mut exchange = Exchange::new(outline);
        let step = self.driver.first(&mut exchange).await;
        // What becomes of the value is the caller's business, and is never learned here.
        session.decide(|auth, now| exchange.abandoned(auth, now));
        step.into_header_value()
    }

    /// A request that somebody else sends. It waits for credentials as long as the client's own requests would.
    pub(crate) fn passing(
        &self,
        method: &Method,
        uri: &Uri,
        fields: &HeaderMap,
    ) -> Result<Outline, Error> {
        let outline = Outline::in_passing(method, uri, fields);
        let outline = self.driver.session.admitted(outline)?;
        Ok(outline.with_time_limit(Some(self.settings.timeout)))
    }

    /// This client for another account. Connections and credentials are shared.
    #[must_use]
    pub fn for_account(&self, account: AccountId) -> Self {
        let mut client = self.clone();
        Arc::make_mut(&mut client.settings).account = Some(account);
        client
    }

    /// This client with other credentials, which are known nothing of yet. Connections are shared.
    #[must_use]
    pub fn with_credentials(&self, provider: impl CredentialsProvider + 'static) -> Self {
        let clock = Arc::clone(self.driver.session.clock());
        let driver = Driver {
            session: Arc::new(self.settings.session(clock)),
            flight: Arc::new(Flight::new(Arc::new(provider))),
            urls: self.driver.urls.clone(),
            ..Driver::clone(&self.driver)
        };
        Self::new(driver, Arc::clone(&self.settings))
    }

    /// Puts other credentials in place, in this client and all its clones. Requests in flight are not
    /// disturbed; those that wait for the provider go on with these.
    pub fn set_credentials(&self, credentials: impl Into<Credentials>) {
        let Driver {
            flight, session, ..
        } = &*self.driver;
        flight.install(session, credentials.into());
    }

    /// Forgets which requests were refused, so that sending starts again at once.
    pub fn reset_rejections(&self) {
        self.driver
            .session
            .decide(|auth, _| auth.reset_rejections());
    }

    /// Which credentials are in use; `None` before the first request.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.driver
            .session
            .decide(|auth, _| auth.fingerprint().cloned())
    }

    /// The account that `{accountId}` stands for.
    #[must_use]
    pub fn account(&self) -> Option<&AccountId> {
        self.settings.account.as_ref()
    }

    /// The environment.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.settings.environment
    }

    pub(crate) fn driver(&self) -> &Driver {
        &self.driver
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("settings", &self.settings)
            .field("driver", &self.driver)
            .finish_non_exhaustive()
    }
}
