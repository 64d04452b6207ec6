//! Where a request goes, in full.

use alloc::borrow::Cow;

use crate::{
    account_id::AccountId,
    endpoint_template::{account_in_query, find_account},
    origin::Origin,
    service::Service,
    url::Url,
    url_error::UrlError,
};

/// An endpoint in a certain environment, for a certain account.
///
/// It comes from [`Endpoint::resolve`](crate::Endpoint::resolve), which looks whether the environment lists its origin, or
/// from any [`Url`]; whether credentials may go there is decided again for each sending.
#[derive(Clone, Debug)]
#[must_use]
pub struct Target {
    url: Url,
    service: Option<Service>,
    template: Cow<'static, str>,
    account: Option<AccountId>,
}

impl Target {
    pub(crate) fn new(
        url: Url,
        service: Option<Service>,
        template: Cow<'static, str>,
        account: Option<AccountId>,
    ) -> Self {
        Self {
            url,
            service,
            template,
            account,
        }
    }

    /// The URL to send the request to.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Scheme, host and port of the URL.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        self.url.origin()
    }

    /// The service, unless the endpoint was given as a whole URL.
    #[must_use]
    pub fn service(&self) -> Option<Service> {
        self.service
    }

    /// The path with `{accountId}` for the account, below the service's base URL; the whole path if the endpoint was given
    /// as a whole URL. Never the query. It is what requests are grouped by in traces.
    #[must_use]
    pub fn template(&self) -> &str {
        &self.template
    }

    /// The account that the URL names: in the place of the placeholder, after `accounts` or `users` in the path, or as
    /// `accountId` in the query.
    #[must_use]
    pub fn account(&self) -> Option<&AccountId> {
        self.account.as_ref()
    }

    /// Appends a pair to the query, percent-encoded as forms are.
    pub fn with_query_pair(self, name: &str, value: &str) -> Self {
        let url = self.url.clone().with_query_pair(name, value);
        self.with_url(url)
    }

    /// Appends text to the query as it is.
    ///
    /// # Errors
    ///
    /// [`UrlError::Malformed`] if it has a character that a query may not have, [`UrlError::TooLong`] if the URL gets too long.
    pub fn with_raw_query(self, more: &str) -> Result<Self, UrlError> {
        let url = self.url.clone().with_raw_query(more)?;
        Ok(self.with_url(url))
    }

    fn with_url(self, url: Url) -> Self {
        let account = self
            .account
            .or_else(|| url.query().and_then(account_in_query));
        Self {
            url,
            account,
            ..self
        }
    }
}

/// A URL as it is, with the account that it names.
impl From<Url> for Target {
    fn from(url: Url) -> Self {
        let (account, template) = find_account(url.path(), url.query());
        Self::new(url, None, template.into(), account)
    }
}
