//! Why a header value holds no Basic credentials.

use crate::credentials_error::CredentialsError;

/// The rule that an `Authorization` value breaks, without any part of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// What follows the scheme is not canonical base64 (RFC 4648 §3.5 and §4): a foreign symbol,
    /// missing or surplus padding, or bits left over in the last symbol.
    #[error(
        "the credentials stop being padded, canonical base64 at byte {offset} of the header value"
    )]
    Base64 {
        /// Where, in bytes from the start of the header value; its length if something is missing at the end.
        offset: usize,
    },

    /// The pair was decoded, and breaks a rule of its own.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),

    /// Nothing follows the scheme.
    #[error("the header value names the Basic scheme and then ends")]
    MissingCredentials,

    /// The decoded text has no colon to split it at.
    #[error("the decoded credentials have no colon between username and password")]
    NoColon,

    /// The value is of another scheme, or of none.
    #[error("the header value is not of the Basic scheme")]
    NotBasic,

    /// The decoded bytes are not text.
    #[error("the decoded credentials stop being UTF-8 at byte {offset}")]
    NotUtf8 {
        /// Where, in bytes from the start of the decoded pair.
        offset: usize,
    },
}

impl ParseError {
    /// A stable name for this error; for [`ParseError::Credentials`], that of the rule which the pair breaks.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Base64 { .. } => "parse.base64",
            Self::Credentials(error) => error.code(),
            Self::MissingCredentials => "parse.missing_credentials",
            Self::NoColon => "parse.no_colon",
            Self::NotBasic => "parse.not_basic",
            Self::NotUtf8 { .. } => "parse.not_utf8",
        }
    }
}
