//! `Client`: sends requests with credentials.

use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use bw_auth_core::client::{CHECK_BODY_LIMIT, Check, Draft, Session, Settings, Tenants};
use bw_auth_core::{
    AccountId, Can, CheckReport, Credentials, CredentialsProvider, Endpoint, Environment, Error,
    Exchange, Fingerprint, Head, Outline, Preparation, SiteId, Stats, Step,
};
use http::{HeaderMap, HeaderValue, Method, Response, Uri};

use crate::body::Body;
use crate::client_builder::ClientBuilder;
use crate::driver::{Driver, read};
use crate::flight::Flight;
use crate::request_builder::RequestBuilder;
use crate::timer::Timer;
use crate::token_endpoint::TokenEndpoint;

/// A client for Bandwidth's APIs. Clones are cheap and share connections, credentials and what is known of them.
///
/// ```no_run
/// use bw_auth_blocking::{BasicCredentials, Client, Endpoint, OrdersPage, PageSize};
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder(BasicCredentials::new("jdoe", "correct-horse-battery-staple")?)
///     .account("920012".parse()?)
///     .build()?;
/// let orders = client.get(Endpoint::orders(OrdersPage::FIRST, PageSize::MAX)).send()?;
/// println!("{}", orders.into_body().read_to_string()?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    driver: Arc<Driver>,
    settings: Arc<Settings>,
    tenants: Arc<Tenants<Shared>>,
}

/// What clients with equal credentials share.
type Shared = (Arc<Session<dyn Timer>>, Arc<Flight>);

impl Client {
    /// Starts a client that takes its credentials from this provider; credentials themselves are one.
    pub fn builder(provider: impl CredentialsProvider + 'static) -> ClientBuilder {
        ClientBuilder::new(Arc::new(provider))
    }

    pub(crate) fn new(driver: Driver, settings: Arc<Settings>) -> Self {
        let tenants = Tenants::default();
        // Whoever asks for these by `with_credentials` is to share them too.
        if let Some(own) = driver.flight.provider().fixed() {
            let shared = (Arc::clone(&driver.session), Arc::clone(&driver.flight));
            tenants.know(&own, &shared);
        }
        Self {
            driver: Arc::new(driver),
            settings,
            tenants: Arc::new(tenants),
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
    pub fn send<B: Into<Body>>(
        &self,
        request: http::Request<B>,
    ) -> Result<Response<ureq::Body>, Error> {
        self.request_from(request).send()
    }

    pub(crate) fn finish(&self, draft: Draft, body: Body) -> Result<Response<ureq::Body>, Error> {
        let session = &self.driver.session;
        let draft = match draft.lacks_account() {
            false => draft,
            true => self.for_only_account(draft)?,
        };
        let (replay, length) = body.replay();
        let prepared = draft.finish(replay, length, Can::ALL, Some(self.settings.timeout));
        let prepared = session.admitted(prepared)?;
        self.driver.run(prepared, body)
    }

    /// The draft for the one account that the token is for, if it is for one. What that takes is taken off its time.
    fn for_only_account(&self, mut draft: Draft) -> Result<Draft, Error> {
        let session = &self.driver.session;
        let limit = draft.time_limit(self.settings.timeout);
        let start = session.clock().now().elapsed;
        self.prepared(limit)?;
        let taken = session.clock().now().elapsed.saturating_sub(start);
        let account = session.decide(|auth, _| auth.only_account());
        draft.settle_account(account.as_ref(), limit, taken);
        Ok(draft)
    }

    /// The `Authorization` value for a request to this URL, for any other HTTP stack. It is given out only for an
    /// origin of the environment.
    ///
    /// # Errors
    ///
    /// [`Error::Withheld`] for any other origin; [`Error::Token`]; [`Error::Provider`], also when the provider does not answer another
    /// thread within the client's timeout, or [`Error::RejectedEarlier`], as for a request. The thread that asks the
    /// provider has to wait until it returns.
    pub fn authorize(&self, uri: &Uri) -> Result<HeaderValue, Error> {
        let session = &self.driver.session;
        let outline = self.passing(&Method::GET, uri, &HeaderMap::new())?;
        let mut exchange = Exchange::new(outline);
        let step = self.driver.first(&mut exchange);
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

    /// This client with other credentials. Connections are shared.
    ///
    /// It may be called for every request of a service that acts for many customers: clients with equal credentials
    /// share what is known of them, their token first of all. The last 1,024 different ones are remembered. A
    /// provider, which can change its mind, starts with nothing known every time.
    ///
    /// The token store is for the credentials that the client was built with, and for no others. It tells secrets apart by
    /// 16 bits of a check at the most, so that whoever knew a tenant's id might get the tenant's token from it by guessing.
    #[must_use]
    pub fn with_credentials(&self, provider: impl CredentialsProvider + 'static) -> Self {
        let fixed = provider.fixed();
        let tokens = self.driver.flight.tokens().without_store();
        let start = || self.fresh(Arc::new(provider), tokens);
        self.over(match fixed {
            Some(credentials) => {
                let is_theirs = |(session, _): &Shared| session.may_hold(&credentials);
                self.tenants.shared(&credentials, is_theirs, start)
            }
            None => start(),
        })
    }

    /// This client over another state.
    fn over(&self, (session, flight): Shared) -> Self {
        let driver = Driver {
            session,
            flight,
            ..Driver::clone(&self.driver)
        };
        Self {
            driver: Arc::new(driver),
            ..self.clone()
        }
    }

    /// A state in which nothing is known of the provider's credentials.
    fn fresh(&self, provider: Arc<dyn CredentialsProvider>, tokens: TokenEndpoint) -> Shared {
        let clock = Arc::clone(self.driver.session.clock());
        let session = self.settings.session(clock);
        (Arc::new(session), Arc::new(Flight::new(provider, tokens)))
    }

    /// Puts other credentials in place, in this client, all its clones, and all that share its credentials by
    /// [`with_credentials`](Self::with_credentials). Requests in flight are not disturbed; those that wait for another thread in the provider go on with these.
    pub fn set_credentials(&self, credentials: impl Into<Credentials>) {
        let Driver {
            flight, session, ..
        } = &*self.driver;
        let credentials = credentials.into();
        // Whoever asks for the old ones from now on is not to get these.
        self.tenants
            .forget(|(known, _)| Arc::ptr_eq(known, session));
        flight.install(session, credentials.clone());
        let own = (Arc::clone(session), Arc::clone(flight));
        self.tenants.know(&credentials, &own);
    }

    /// Sees to it that the next request finds all that it needs: credentials, and a token where one is called for. To be
    /// called at start, so that a wrong secret shows then and the first request does not wait.
    ///
    /// # Errors
    ///
    /// [`Error::Provider`] or [`Error::Token`]; the next request tries again. A token that is still alive is enough, so a new
    /// secret that is wrong does not show while there is one; [`check`](Self::check) finds out.
    pub fn warm_up(&self) -> Result<(), Error> {
        self.prepared(self.settings.timeout)
    }

    fn prepared(&self, limit: Duration) -> Result<(), Error> {
        let mut preparation = Preparation::new(Some(limit));
        match self.driver.first(&mut preparation) {
            Step::Fail(error) => Err(error),
            _ => Ok(()),
        }
    }

    /// Throws the token away, so that the next request fetches another: with roles that were added since, say.
    pub fn invalidate_token(&self) {
        self.driver
            .session
            .decide(|auth, _| auth.invalidate_token());
    }

    /// What has happened to these credentials so far, in numbers.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.driver.session.decide(|auth, now| auth.stats(now))
    }

    /// Tries the credentials out, with a fresh token and without regard to what was refused before: GETs the endpoints that
    /// are open to credentials without any role, and stops at the first 401. The state of this client is left as it is.
    ///
    /// It takes up to four requests and a token request, and one of each more where its first 401 is tried again.
    pub fn check(&self) -> CheckReport {
        self.run_check(None)
    }

    /// As [`check`](Self::check), and the SIP peers of this site too.
    pub fn check_site(&self, site: SiteId) -> CheckReport {
        self.run_check(Some(site))
    }

    fn run_check(&self, site: Option<SiteId>) -> CheckReport {
        // A stored token would say nothing about the secret.
        let tokens = self.driver.flight.tokens().without_store();
        let client = self.over(self.fresh(self.driver.flight.provider(), tokens));
        let mut check = Check::new(site);
        while let Some(endpoint) = check.next() {
            match client.get(endpoint).send() {
                Ok(response) => {
                    let (status, fields) = (response.status().as_u16(), response.headers().clone());
                    let (body, _) = read(Some(response), CHECK_BODY_LIMIT);
                    check.answered(Ok((Head::new(status, &fields), &body)));
                }
                Err(error) => check.answered(Err(error)),
            }
        }
        let session = &client.driver.session;
        let account = client.account().cloned();
        session.decide(|auth, _| {
            let account = account.or_else(|| auth.only_account());
            check.report(auth.fingerprint().cloned(), account, auth.claims().cloned())
        })
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

    /// The account that `{accountId}` stands for, where one was set.
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
