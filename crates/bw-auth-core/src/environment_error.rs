//! Why a URL is no base for a service.

use crate::url_error::UrlError;

/// The rule that a service's base URL breaks, without any part of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// A URL that would send credentials in the clear.
    #[error("the URL is not https, so credentials would be readable on the way; use https")]
    Insecure,

    /// A token URL with a fragment, which
    /// [RFC 6749 §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2) rules out.
    #[error(
        "the token URL has a fragment, which no token endpoint has; leave out the # and what follows it"
    )]
    Fragment,

    /// The escape for plain http was used for something else.
    #[error(
        "the base URL is not plain http at a loopback address, which is all that this escape is for; use https for any other"
    )]
    NotLoopbackHttp,

    /// A base URL with a query, which would end up in the middle of request URLs.
    #[error("the URL has a query; leave it out")]
    Query,

    /// Not a usable URL at all.
    #[error(transparent)]
    Url(#[from] UrlError),
}

impl EnvironmentError {
    /// A stable name for this error; for [`EnvironmentError::Url`], that of the rule which the URL breaks.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fragment => "environment.fragment",
            Self::Insecure => "environment.insecure",
            Self::NotLoopbackHttp => "environment.not_loopback_http",
            Self::Query => "environment.query",
            Self::Url(error) => error.code(),
        }
    }
}
