//! How a credential is presented.

use core::fmt;

/// The authentication scheme of a credential or a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// HTTP Basic ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)).
    Basic,
    /// A token that is sent as it is ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750)).
    Bearer,
    /// A client id and secret, which are exchanged for bearer tokens
    /// ([RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).
    ClientCredentials,
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basic => "basic",
            Self::Bearer => "bearer",
            Self::ClientCredentials => "client_credentials",
        })
    }
}
