//! Requests in passing: put together and sent by somebody else, with our header added on the way.

use alloc::format;
use alloc::string::{String, ToString as _};

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Method, Uri};

use super::error::Error;
use super::fault::Fault;
use super::outline::{Can, Outline};
use super::step::{Dispatch, Step};
use super::transport_error::TransportError;
use crate::{Environment, Origin, Target, Url, UrlError, Withheld};

impl Outline {
    /// A request that middleware sees pass: it can neither be sent again nor held back, and its response is the
    /// caller's, whatever the status.
    ///
    /// # Errors
    ///
    /// [`Withheld`] if the URL is not one that all clients read alike.
    pub fn in_passing(method: &Method, uri: &Uri, fields: &HeaderMap) -> Result<Self, Withheld> {
        let url = Url::parse(&uri.to_string())?;
        Ok(Self::new(method.as_str(), Target::from(url))
            .with_own_authorization(fields.contains_key(AUTHORIZATION))
            .with_powers(Can::NONE)
            .with_raw_status(true))
    }

    /// Whether a URL that [`in_passing`](Self::in_passing) refuses is certainly at no origin that is listed, so that middleware
    /// which lets foreign requests pass may let it pass as it is.
    ///
    /// `http::Uri` takes paths, queries and user names that are refused here; the client beneath sends them all the same.
    #[must_use]
    pub fn passes_unread(uri: &Uri, environment: &Environment) -> bool {
        if Url::parse(&uri.to_string()).is_ok() {
            return false;
        }
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return false;
        };
        let port = uri
            .port()
            .map_or_else(String::new, |port| format!(":{port}"));
        // The final dot of a fully qualified name: the same server, by a name that is not listed.
        let host = host.strip_suffix('.').unwrap_or(host);
        match Origin::parse(&format!("{scheme}://{host}{port}")) {
            Ok(origin) => !environment.lists(&origin),
            Err(UrlError::NotHttp) => true,
            // An encoded international name cannot be listed. Of other odd names, clients make what they like.
            Err(_) => host.split('.').any(is_international) && host.bytes().all(is_of_names),
        }
    }
}

fn is_international(label: &str) -> bool {
    label
        .get(..4)
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"))
}

fn is_of_names(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

impl Step {
    /// The sending that this step asks for. For drivers that only ever send once.
    ///
    /// # Errors
    ///
    /// The error, if the step is one; a transport error for a step that such a driver cannot carry out.
    pub fn into_dispatch(self) -> Result<Dispatch, Error> {
        match self {
            Self::Send(dispatch) => Ok(dispatch),
            Self::Fail(error) => Err(error),
            _ => Err(TransportError::new(Fault::Other, None).into()),
        }
    }

    /// The header value that this step's sending carries.
    ///
    /// # Errors
    ///
    /// As [`into_dispatch`](Self::into_dispatch); also when the request goes without credentials.
    pub fn into_header_value(self) -> Result<HeaderValue, Error> {
        let dispatch = self.into_dispatch()?;
        let authorization = dispatch
            .authorization()
            .ok_or_else(|| TransportError::new(Fault::Other, None))?;
        Ok(authorization.header_value())
    }
}
