//! Any credential that Bandwidth's APIs accept.

use crate::{
    authorization::Authorization, basic_credentials::BasicCredentials, bearer_token::BearerToken,
    client_credentials::ClientCredentials, scheme::Scheme,
};

/// A credential, of whichever scheme.
///
/// ```
/// use bw_auth_core::{ClientCredentials, Credentials, Scheme};
///
/// let credentials = Credentials::from(ClientCredentials::new("CLI-5f2a", "open sesame".to_owned())?);
/// assert_eq!(credentials.scheme(), Scheme::ClientCredentials);
/// assert_eq!(credentials.principal(), "CLI-5f2a");
/// # Ok::<(), bw_auth_core::CredentialsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credentials {
    /// The username and password of an API user.
    Basic(BasicCredentials),
    /// A token that somebody else obtained. It is used until the service refuses it: nobody here can renew it.
    Bearer(BearerToken),
    /// The id and secret of a client, for which tokens are fetched and renewed.
    Client(ClientCredentials),
}

impl Credentials {
    /// The header that presents it; `None` for client credentials, which have to be exchanged for a token first.
    #[must_use]
    pub fn authorization(&self) -> Option<Authorization> {
        match self {
            Self::Basic(credentials) => Some(Authorization::basic(credentials)),
            Self::Bearer(token) => Some(Authorization::bearer(token)),
            Self::Client(_) => None,
        }
    }

    /// Who presents it: the username or the client id, which are no secrets; "token" for a token.
    #[must_use]
    pub fn principal(&self) -> &str {
        match self {
            Self::Basic(credentials) => credentials.username(),
            Self::Bearer(_) => "token",
            Self::Client(credentials) => credentials.client_id(),
        }
    }

    /// The scheme it is of.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        match self {
            Self::Basic(_) => Scheme::Basic,
            Self::Bearer(_) => Scheme::Bearer,
            Self::Client(_) => Scheme::ClientCredentials,
        }
    }
}

impl From<BasicCredentials> for Credentials {
    fn from(credentials: BasicCredentials) -> Self {
        Self::Basic(credentials)
    }
}

impl From<BearerToken> for Credentials {
    fn from(token: BearerToken) -> Self {
        Self::Bearer(token)
    }
}

impl From<ClientCredentials> for Credentials {
    fn from(credentials: ClientCredentials) -> Self {
        Self::Client(credentials)
    }
}
