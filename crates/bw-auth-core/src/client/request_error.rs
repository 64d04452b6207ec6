//! `RequestError`: why a request could not be put together.

/// What was handed to a request builder cannot be sent.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The body cannot be written in the form asked for.
    #[error("the request body cannot be serialized; give it as text or bytes")]
    Body,
    /// A header field that says where the request goes or where it ends, or that is meant for the next hop (RFC 9110 §7.2,
    /// §7.6.1, §8.6). A `Content-Length` may only be given for a stream, or if it is right.
    #[error(
        "the header field {name} is not for the caller to set: the URL, the body and the HTTP library decide it; leave it out"
    )]
    Field {
        /// The field's name; `Proxy-…` for any that starts so.
        name: &'static str,
    },
    /// A header field's name or value is not allowed by RFC 9110 §5, or there are more than 1,000 fields.
    #[error(
        "a header field's name or value contains what HTTP does not allow, or there are more than 1,000 fields; correct the field, or send fewer"
    )]
    Header,
    /// The query cannot be written as name=value pairs, or makes the URL longer than 65,534 bytes.
    #[error(
        "the query cannot be serialized as name=value pairs of at most 64 KiB; use a sequence of pairs or a flat structure"
    )]
    Query,
}

impl RequestError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Body => "request.body",
            Self::Field { .. } => "request.field",
            Self::Header => "request.header",
            Self::Query => "request.query",
        }
    }
}
