//! Which origins credentials belong to.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{environment_error::EnvironmentError, origin::Origin, service::Service, url::Url};

/// A set of services, and with it the list of origins that credentials may be sent to.
///
/// Clones are cheap and share the list.
///
/// ```
/// use bw_auth_core::{Environment, Service};
///
/// let environment = Environment::production()
///     .with_origin(Service::Numbers, "https://bandwidth-proxy.example/api")?;
/// let base = environment.base(Service::Numbers).map(|url| url.as_str());
/// assert_eq!(base, Some("https://bandwidth-proxy.example/api"));
/// # Ok::<(), bw_auth_core::EnvironmentError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Environment(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    name: Box<str>,
    bases: BTreeMap<Service, Url>,
    origins: BTreeSet<Origin>,
    token_url: Option<Url>,
}

impl Environment {
    /// What Bandwidth runs for its customers.
    ///
    /// The five endpoints that [`Endpoint`](crate::Endpoint) names are at `https://dashboard.bandwidth.com/api`. The bases are
    /// those of the `servers` lists in Bandwidth's published OpenAPI documents, and of its pages on the
    /// universal platform; [`Environment::with_origin`] replaces any of them.
    #[must_use]
    pub fn production() -> Self {
        Self::listed("production", PRODUCTION, Some(PRODUCTION_TOKENS))
    }

    /// Bandwidth's test environment.
    ///
    /// It has the services behind the hosts `test.dashboard`, `test.voice` and `test.api.bandwidth.com`, which are the ones that Bandwidth's
    /// own command-line tool knows. The others, messaging first of all, exist in production only and are absent here.
    #[must_use]
    pub fn test() -> Self {
        Self::listed("test", TEST, Some(TEST_TOKENS))
    }

    /// An environment of one's own, with no services yet.
    #[must_use]
    pub fn custom(name: &str) -> Self {
        Self::listed(name, &[], None)
    }

    /// Sets where a service is, in place of where it was. The URL may have a path.
    ///
    /// # Errors
    ///
    /// [`EnvironmentError`] if it is no https URL, or has a query.
    pub fn with_origin(self, service: Service, base_url: &str) -> Result<Self, EnvironmentError> {
        let base = Url::parse(base_url)?;
        if !base.origin().is_https() {
            return Err(EnvironmentError::Insecure);
        }
        self.with_base(service, base)
    }

    /// Sets a service to be on this machine, over plain http: for tests, and for nothing else.
    ///
    /// # Errors
    ///
    /// [`EnvironmentError`] if the URL is not http at 127.0.0.0/8, `[::1]` or `localhost`, or has a query.
    pub fn with_loopback_http(
        self,
        service: Service,
        base_url: &str,
    ) -> Result<Self, EnvironmentError> {
        let base = Url::parse(base_url)?;
        if base.origin().is_https() || !base.origin().is_loopback() {
            return Err(EnvironmentError::NotLoopbackHttp);
        }
        self.with_base(service, base)
    }

    /// Sets where tokens are fetched, in place of where it was. Only client credentials need it; they are sent to this
    /// very URL, and tokens from there to the origins of this environment alone.
    ///
    /// # Errors
    ///
    /// [`EnvironmentError`] if it is no https URL, or has a query or a fragment.
    pub fn with_token_url(mut self, url: &str) -> Result<Self, EnvironmentError> {
        // A URL that is parsed has lost it.
        let has_fragment = url.contains('#');
        let url = Url::parse(url)?;
        if !url.origin().is_https() {
            return Err(EnvironmentError::Insecure);
        }
        if url.query().is_some() {
            return Err(EnvironmentError::Query);
        }
        if has_fragment {
            return Err(EnvironmentError::Fragment);
        }
        Arc::make_mut(&mut self.0).token_url = Some(url);
        Ok(self)
    }

    /// Where tokens are fetched: for production and test the URLs that Bandwidth's own clients use, and for an environment of
    /// one's own what [`with_token_url`](Self::with_token_url) says.
    #[must_use]
    pub fn token_url(&self) -> Option<&Url> {
        self.0.token_url.as_ref()
    }

    /// Its name, for messages and traces.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Where a service is, if this environment has it.
    #[must_use]
    pub fn base(&self, service: Service) -> Option<&Url> {
        self.0.bases.get(&service)
    }

    /// Whether credentials may be sent to this very origin.
    #[must_use]
    pub fn lists(&self, origin: &Origin) -> bool {
        self.0.origins.contains(origin)
    }

    /// The origins that credentials may be sent to, each once.
    pub fn origins(&self) -> impl Iterator<Item = &Origin> {
        self.0.origins.iter()
    }

    fn listed(name: &str, services: &[(Service, &str)], token_url: Option<&str>) -> Self {
        let url = |text: &str| Url::parse(text).expect("the tables of this file hold valid URLs");
        let bases = services.iter().map(|(service, base)| (*service, url(base)));
        let mut inner = Inner {
            name: name.into(),
            bases: bases.collect(),
            origins: BTreeSet::new(),
            token_url: token_url.map(url),
        };
        inner.list_origins();
        Self(Arc::new(inner))
    }

    fn with_base(mut self, service: Service, base: Url) -> Result<Self, EnvironmentError> {
        if base.query().is_some() {
            return Err(EnvironmentError::Query);
        }
        let inner = Arc::make_mut(&mut self.0);
        inner.bases.insert(service, base);
        inner.list_origins();
        Ok(self)
    }
}

impl Inner {
    /// From the bases alone, so that an origin whose last service has moved away is no longer listed.
    fn list_origins(&mut self) {
        self.origins = self
            .bases
            .values()
            .map(|base| base.origin().clone())
            .collect();
    }
}

const PRODUCTION_TOKENS: &str = "https://api.bandwidth.com/api/v1/oauth2/token";
const TEST_TOKENS: &str = "https://test.api.bandwidth.com/api/v1/oauth2/token";

const PRODUCTION: &[(Service, &str)] = &[
    (Service::BrtcEndpoints, "https://api.bandwidth.com/v2"),
    (
        Service::CallVerification,
        "https://call-verification.bandwidth.com/api/v1",
    ),
    (Service::Emergency, "https://dashboard.bandwidth.com/api/v2"),
    (Service::Identity, "https://management.id.bandwidth.com"),
    (Service::Insights, "https://insights.bandwidth.com/api/v1"),
    (Service::Lookup, "https://api.bandwidth.com/v2"),
    (Service::LookupV1, "https://numbers.bandwidth.com/api/v1"),
    (Service::Messaging, "https://messaging.bandwidth.com/api/v2"),
    (Service::Mfa, "https://mfa.bandwidth.com/api/v1"),
    (Service::Numbers, "https://dashboard.bandwidth.com/api"),
    (Service::SignUp, "https://api.bandwidth.com/v1/express"),
    (
        Service::TollFreeVerification,
        "https://api.bandwidth.com/api/v2",
    ),
    (Service::Unified, "https://api.bandwidth.com/api/v2"),
    (Service::Voice, "https://voice.bandwidth.com/api/v2"),
    (Service::WebRtc, "https://api.webrtc.bandwidth.com/v1"),
];

const TEST: &[(Service, &str)] = &[
    (Service::BrtcEndpoints, "https://test.api.bandwidth.com/v2"),
    (
        Service::Emergency,
        "https://test.dashboard.bandwidth.com/api/v2",
    ),
    (Service::Lookup, "https://test.api.bandwidth.com/v2"),
    (Service::Numbers, "https://test.dashboard.bandwidth.com/api"),
    (Service::SignUp, "https://test.api.bandwidth.com/v1/express"),
    (
        Service::TollFreeVerification,
        "https://test.api.bandwidth.com/api/v2",
    ),
    (Service::Unified, "https://test.api.bandwidth.com/api/v2"),
    (Service::Voice, "https://test.voice.bandwidth.com/api/v2"),
];
