//! Why a text names no endpoint.

use crate::url_error::UrlError;

/// The rule that an endpoint's path or URL breaks, without any part of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// A segment `.` or `..`, plain or encoded, which could lead out of the service's base.
    #[error(
        "the path has a dot segment, which could lead out of the service's base URL; leave out such segments"
    )]
    DotSegment,

    /// Two slashes in a row, which some readers take for the start of a host.
    #[error(
        "the path has an empty segment: two slashes in a row; write one, or fill in what belongs between them"
    )]
    EmptySegment,

    /// A `#`, which no server gets to see.
    #[error("the path has a fragment, which is never sent; encode a # as %23")]
    Fragment,

    /// A path that does not start with a slash.
    #[error("the path does not start with a slash; put one before it, or give a whole URL")]
    NotRooted,

    /// Braces that are not `{accountId}`, or an `{accountId}` that is only part of a path segment or a query value.
    #[error(
        "the only placeholder is {{accountId}}, and it stands for a whole path segment or a whole query value; write that, or encode a brace as %7B or %7D"
    )]
    Placeholder,

    /// Not a usable URL.
    #[error(transparent)]
    Url(#[from] UrlError),
}

impl EndpointError {
    /// A stable name for this error; for [`EndpointError::Url`], that of the rule which the URL breaks.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::DotSegment => "endpoint.dot_segment",
            Self::EmptySegment => "endpoint.empty_segment",
            Self::Fragment => "endpoint.fragment",
            Self::NotRooted => "endpoint.not_rooted",
            Self::Placeholder => "endpoint.placeholder",
            Self::Url(error) => error.code(),
        }
    }
}
