//! Who is at the other end: scheme, host and port.

use alloc::sync::Arc;
use core::fmt;

use iri_string::{
    components::AuthorityComponents,
    types::{UriReferenceStr, UriStr},
};

use crate::{host, url_error::UrlError};

/// Scheme, host and effective port: what must match exactly before credentials are sent.
///
/// The host is a DNS name of letters, digits, `-` and `_`, an IPv4 address of four decimal numbers, or an IPv6 address in
/// brackets. Spellings that URL parsers read differently are refused: numeric names
/// (`127.1`, `0x7f.1`), percent-encoding, a final dot, and encoded international names (`xn--…`).
///
/// ```
/// use bw_auth_core::Origin;
///
/// let origin = Origin::parse("HTTPS://Dashboard.Bandwidth.com:443")?;
/// assert_eq!(origin.to_string(), "https://dashboard.bandwidth.com");
/// assert_eq!((origin.host(), origin.port()), ("dashboard.bandwidth.com", 443));
/// # Ok::<(), bw_auth_core::UrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    scheme: UriScheme,
    host: Arc<str>,
    port: u16,
}

impl Origin {
    /// Reads `https://host` or `https://host:port`, with at most one `/` after it.
    ///
    /// # Errors
    ///
    /// [`UrlError`] if it is no http or https URL, goes on after the authority, has a user name, or a host or port that
    /// is not allowed.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let uri = UriStr::new(text).map_err(|_| UrlError::Malformed)?;
        let origin = Self::of(uri)?;
        let ends = matches!(uri.path_str(), "" | "/")
            && uri.query_str().is_none()
            && uri.fragment().is_none();
        if ends {
            Ok(origin)
        } else {
            Err(UrlError::NotOrigin)
        }
    }

    pub(crate) fn of(uri: &UriStr) -> Result<Self, UrlError> {
        let scheme = UriScheme::parse(uri.scheme_str())?;
        let reference: &UriReferenceStr = uri.as_ref();
        let authority = AuthorityComponents::from_iri(reference).ok_or(UrlError::Host)?;
        if authority.userinfo().is_some() {
            return Err(UrlError::Userinfo);
        }
        Ok(Self {
            scheme,
            host: host::canonical(authority.host())?.into(),
            port: match authority.port() {
                None | Some("") => scheme.default_port(),
                Some(digits) => digits
                    .parse()
                    .ok()
                    .filter(|port| *port != 0)
                    .ok_or(UrlError::Port)?,
            },
        })
    }

    /// Whether it is reached over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.scheme == UriScheme::Https
    }

    /// Whether it is this machine: 127.0.0.0/8, `[::1]`, or the name `localhost`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        host::is_loopback(&self.host)
    }

    /// The host in lower case; an IPv6 address in its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, be it written or implied.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.as_str(), self.host)?;
        if self.port != self.scheme.default_port() {
            write!(f, ":{}", self.port)?;
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum UriScheme {
    Http,
    Https,
}

impl UriScheme {
    fn parse(text: &str) -> Result<Self, UrlError> {
        if text.eq_ignore_ascii_case("https") {
            Ok(Self::Https)
        } else if text.eq_ignore_ascii_case("http") {
            Ok(Self::Http)
        } else {
            Err(UrlError::NotHttp)
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}
