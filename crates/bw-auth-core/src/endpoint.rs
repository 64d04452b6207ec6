//! What a request is for.

use alloc::{borrow::Cow, format, string::String};
use core::fmt;

use crate::{
    account_id::AccountId,
    endpoint_error::EndpointError,
    endpoint_template::{self as template, Filled, PLACEHOLDER},
    environment::Environment,
    order_id::OrderId,
    orders_page::{OrdersPage, PageSize},
    query,
    service::Service,
    site_id::SiteId,
    target::Target,
    url::Url,
    withheld::Withheld,
};

/// A resource of one of Bandwidth's APIs, for whichever account and environment.
///
/// Five endpoints of [`Service::Numbers`] have constructors. They answer GET with XML and are open to a credential that has no
/// role, which makes each of them a way to try a credential out. Bandwidth's pages have shown them under several hosts; the one that
/// serves them in production is `https://dashboard.bandwidth.com/api`. Everything else is an [`Endpoint::path`].
///
/// ```
/// use bw_auth_core::{AccountId, Endpoint, Environment, Service};
///
/// let account: AccountId = "920012".parse()?;
/// let endpoint = Endpoint::path(Service::Messaging, "/users/{accountId}/messages?limit=10")?;
/// let target = endpoint.resolve(&Environment::production(), Some(&account))?;
/// assert_eq!(
///     target.url().as_str(),
///     "https://messaging.bandwidth.com/api/v2/users/920012/messages?limit=10",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Endpoint {
    place: Place,
    /// The path and query on a service, or a whole URL, with the placeholder in it.
    text: Cow<'static, str>,
    /// The path as traces show it.
    shown: Cow<'static, str>,
    /// With an account in it, the path is in normal form as it stands.
    plain: bool,
}

#[derive(Clone, Copy)]
enum Place {
    Anywhere,
    On(Service),
}

impl Endpoint {
    /// The account's orders of the last two years, by pages. Root element of the answer: `ResponseSelectWrapper`.
    ///
    /// The service wants both a page and a size, at most 1,000. The first page is [`OrdersPage::FIRST`], every later one is named by
    /// the last order id of the one before. The answer also has links to other pages. They may lead to
    /// other hosts, so they are not to be followed: take the order id out of them.
    pub fn orders(page: impl Into<OrdersPage>, size: PageSize) -> Self {
        let (page, size) = (page.into(), size.get());
        Self::numbers(format!("{ORDERS}?page={page}&size={size}").into(), ORDERS)
    }

    /// One order with its status. Root element of the answer: `OrderResponse`.
    pub fn order(order: OrderId) -> Self {
        let path = format!("{ORDERS}/{order}");
        Self::numbers(path.into(), "/accounts/{accountId}/orders/{orderId}")
    }

    /// The SIP peers (also called locations) of a site. Root element of the answer: `TNSipPeersResponse`.
    pub fn sip_peers(site: SiteId) -> Self {
        let path = format!("/accounts/{PLACEHOLDER}/sites/{site}/sippeers");
        let shown = "/accounts/{accountId}/sites/{siteId}/sippeers";
        Self::numbers(path.into(), shown)
    }

    /// The account's settings for edge management. Root element of the answer: `EdgeManagementSettings`.
    pub fn edge_management_settings() -> Self {
        let path = "/accounts/{accountId}/products/edgemanagement/settings";
        Self::numbers(path.into(), path)
    }

    /// What the account has subscribed to be told of. Root element of the answer: `SubscriptionsResponse`.
    pub fn subscriptions() -> Self {
        let path = "/accounts/{accountId}/subscriptions";
        Self::numbers(path.into(), path)
    }

    /// Any path of a service, below its base URL: `/accounts/{accountId}/…`, `/users/{accountId}/messages`,
    /// `/…?accountId={accountId}`.
    ///
    /// The placeholder `{accountId}` becomes the account of the request. It may be absent; an account written into the path
    /// is then recognised.
    ///
    /// # Errors
    ///
    /// [`EndpointError`] if the path could lead out of the service's base URL, has another placeholder, or is no path.
    pub fn path(service: Service, template: &str) -> Result<Self, EndpointError> {
        template::check_rooted(template)?;
        Url::parse(&format!("https://localhost{}", probe(template)))?;
        Ok(Self {
            place: Place::On(service),
            text: Cow::Owned(template.into()),
            shown: Cow::Owned(template::path_of(template).into()),
            plain: query::is_plain_path(&probe(template)),
        })
    }

    /// An absolute URL, such as one that an earlier answer held. It may have the placeholder `{accountId}`.
    ///
    /// Only an origin that the environment lists will do; that is decided by [`Endpoint::resolve`].
    ///
    /// # Errors
    ///
    /// [`EndpointError`] if it is no URL that [`Url::parse`] takes, has a dot segment, or braces other than the placeholder.
    pub fn url(url: &str) -> Result<Self, EndpointError> {
        let text = url.split('#').next().unwrap_or_default();
        if template::authority_of(text).contains(['{', '}']) {
            return Err(EndpointError::Placeholder);
        }
        template::check(text)?;
        Url::parse(&probe(text))?;
        Ok(Self {
            place: Place::Anywhere,
            shown: Cow::Owned(template::path_in_url(template::path_of(text)).into()),
            text: Cow::Owned(text.into()),
            plain: false,
        })
    }

    /// The request's URL in an environment, with an account.
    ///
    /// # Errors
    ///
    /// [`Withheld`] if the environment lacks the service or does not list the origin, if the URL wants an account
    /// and none was given, or if what comes out is no URL.
    pub fn resolve(
        &self,
        environment: &Environment,
        account: Option<&AccountId>,
    ) -> Result<Target, Withheld> {
        let used = if template::has_placeholder(&self.text) {
            Some(account.ok_or(Withheld::AccountMissing)?)
        } else {
            None
        };
        let filled = Filled {
            template: &self.text,
            account: used.map_or("", AccountId::as_str),
        };
        let (url, service) = match self.place {
            Place::On(service) => {
                let base = environment.base(service);
                let base = base.ok_or_else(|| Withheld::ServiceMissing {
                    service,
                    environment: environment.name().into(),
                })?;
                (base.below(filled, self.plain)?, Some(service))
            }
            Place::Anywhere => (Url::parse(&filled.text())?, None),
        };
        if !environment.lists(url.origin()) {
            return Err(if url.origin().is_https() {
                Withheld::ForeignOrigin {
                    origin: url.origin().clone(),
                }
            } else {
                Withheld::Insecure
            });
        }
        let (account, path) = match used {
            Some(account) => (Some(account.clone()), self.shown.clone()),
            None => {
                let path = service.map_or(url.path(), |_| &self.shown);
                let (account, path) = template::find_account(path, url.query());
                (account, path.into())
            }
        };
        Ok(Target::new(url, service, path, account))
    }

    /// The ids in these paths hold nothing but unreserved characters, by their types.
    fn numbers(text: Cow<'static, str>, shown: &'static str) -> Self {
        Self {
            place: Place::On(Service::Numbers),
            text,
            shown: shown.into(),
            plain: true,
        }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the query, which may be signed.
        match self.place {
            Place::On(service) => write!(f, "Endpoint({service} {})", self.shown),
            Place::Anywhere => write!(f, "Endpoint({})", self.shown),
        }
    }
}

/// The template with a stand-in for the account, to see whether a URL comes out.
fn probe(text: &str) -> String {
    Filled {
        template: text,
        account: PROBE,
    }
    .text()
}

const ORDERS: &str = "/accounts/{accountId}/orders";
const PROBE: &str = "account";
