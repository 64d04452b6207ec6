//! Any credential that Bandwidth's APIs accept.

use crate::{authorization::Authorization, basic_credentials::BasicCredentials, scheme::Scheme};

/// A credential, of whichever scheme.
///
/// ```
/// use bw_auth_core::{BasicCredentials, Credentials, Scheme};
///
/// let credentials = Credentials::from(BasicCredentials::new("jdoe", "open sesame".to_owned())?);
/// assert_eq!(credentials.scheme(), Scheme::Basic);
/// assert_eq!(credentials.principal(), "jdoe");
/// # Ok::<(), bw_auth_core::CredentialsError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credentials {
    /// The username and password of an API user.
    Basic(BasicCredentials),
}

impl Credentials {
    /// The header that presents it.
    pub fn authorization(&self) -> Authorization {
        match self {
            Self::Basic(credentials) => Authorization::basic(credentials),
        }
    }

    /// Who presents it: the username, which is no secret.
    #[must_use]
    pub fn principal(&self) -> &str {
        match self {
            Self::Basic(credentials) => credentials.username(),
        }
    }

    /// The scheme it is of.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        match self {
            Self::Basic(_) => Scheme::Basic,
        }
    }
}

impl From<BasicCredentials> for Credentials {
    fn from(credentials: BasicCredentials) -> Self {
        Self::Basic(credentials)
    }
}
