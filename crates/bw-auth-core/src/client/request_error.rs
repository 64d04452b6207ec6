//! `RequestError`: why a request could not be put together.

/// What was handed to a request builder cannot be sent.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The body cannot be written in the form asked for.
    #[error("the request body cannot be serialized")]
    Body,
    /// A header field's name or value is not allowed by RFC 9110 §5.
    #[error("a header field's name or value contains what HTTP does not allow")]
    Header,
    /// The query cannot be written as name=value pairs.
    #[error(
        "the query cannot be serialized as name=value pairs; use a sequence of pairs or a flat structure"
    )]
    Query,
}

impl RequestError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Body => "request.body",
            Self::Header => "request.header",
            Self::Query => "request.query",
        }
    }
}
