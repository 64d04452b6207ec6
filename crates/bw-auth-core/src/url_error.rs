//! Why a text is no URL that credentials could be sent to.

/// The rule that a URL breaks, without any part of its text: it may hold a password or a signed query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// No host, or one that clients would read differently: see [`Origin`](crate::Origin) for what is allowed.
    #[error(
        "the URL has no host, or one that is neither a plain DNS name nor an IP address in its usual form; correct the host"
    )]
    Host,

    /// Not a URL by the grammar of RFC 3986, which has no spaces, backslashes, braces or letters beyond ASCII.
    #[error(
        "the URL does not follow RFC 3986; percent-encode what is not a plain ASCII URL character"
    )]
    Malformed,

    /// Of another scheme than http and https.
    #[error("the URL is neither http nor https; use https")]
    NotHttp,

    /// More than scheme, host and port where an origin was asked for.
    #[error("an origin ends after its host and port, and this URL goes on; leave out the rest")]
    NotOrigin,

    /// A port that is 0 or above 65535.
    #[error("the URL has a port outside 1 to 65535; correct it, or leave it out")]
    Port,

    /// More text than HTTP libraries take.
    #[error("the URL is longer than {limit} bytes; ask for less in one request")]
    TooLong {
        /// The most that it may have, in bytes.
        limit: usize,
    },

    /// A user name or password before the host, be it empty.
    #[error("the URL has a user name or an @ before its host; give credentials apart from the URL")]
    Userinfo,
}

impl UrlError {
    /// A stable name for this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Host => "url.host",
            Self::Malformed => "url.malformed",
            Self::NotHttp => "url.not_http",
            Self::NotOrigin => "url.not_origin",
            Self::Port => "url.port",
            Self::TooLong { .. } => "url.too_long",
            Self::Userinfo => "url.userinfo",
        }
    }
}
