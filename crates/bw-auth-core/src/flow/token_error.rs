//! `TokenError`: why there is no token.

use alloc::sync::Arc;
use core::error::Error as StdError;
use core::fmt;
use core::time::Duration;

use super::answer::Answer;
use super::fault::Fault;
use super::fingerprint::Fingerprint;
use super::transport_error::TransportError;
use super::wait::whole_seconds;
use crate::Origin;

/// No token could be had for the client credentials, so the request was not sent.
///
/// ```
/// use bw_auth_core::{Error, TokenFailure};
///
/// fn advice(error: &Error) -> &'static str {
///     match error {
///         Error::Token(token) if token.failure() == TokenFailure::Refused => "check the client id and secret",
///         Error::Token(_) => "the token endpoint is in trouble; it is tried again by itself",
///         _ => "something else",
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct TokenError {
    pub(super) fingerprint: Arc<Fingerprint>,
    pub(super) endpoint: Origin,
    pub(super) failure: TokenFailure,
    pub(super) answer: Option<Arc<Answer>>,
    pub(super) source: Option<Arc<TransportError>>,
    /// What the endpoint itself asked for.
    pub(super) retry_after: Option<Duration>,
    pub(super) next_try: Option<Duration>,
}

/// What became of a token request.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFailure {
    /// The token endpoint answered 429: too many requests.
    RateLimited,
    /// The token endpoint does not accept the client id and secret, or the request (400, 401 or 403).
    Refused,
    /// The token endpoint answered with another status that is no success.
    Unavailable,
    /// No answer came.
    Unreachable(Fault),
    /// The answer says success and holds no usable token.
    Unusable(Unusable),
}

/// Why an answer that says success holds no usable token.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// A name that counts is in it twice, so that two readers could take it for two tokens.
    Duplicate,
    /// There is nothing in it.
    Empty,
    /// The token's life was over before the answer was there.
    Expired,
    /// `expires_in` is no number, or not above zero.
    ExpiresIn,
    /// It is a page for a browser.
    Html,
    /// It has no `access_token`, or an empty one.
    Missing,
    /// It is no JSON object. Its position is all that may be shown of it.
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// `access_token` is no text that a header could carry.
    Token,
    /// `token_type` is another than `Bearer`.
    TokenType,
    /// It is longer than 64 KiB, or was cut off.
    TooLong,
}

impl TokenFailure {
    /// Whether the endpoint was not heard to the end.
    pub(super) fn is_broken_off(self) -> bool {
        matches!(
            self,
            Self::Unreachable(_) | Self::Unusable(Unusable::TooLong)
        )
    }
}

impl TokenError {
    pub(super) fn new(
        fingerprint: Arc<Fingerprint>,
        endpoint: Origin,
        failure: TokenFailure,
    ) -> Self {
        Self {
            fingerprint,
            endpoint,
            failure,
            answer: None,
            source: None,
            retry_after: None,
            next_try: None,
        }
    }

    /// What happened.
    #[must_use]
    pub fn failure(&self) -> TokenFailure {
        self.failure
    }

    /// Which client credentials the token was for.
    #[must_use]
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Who was asked.
    #[must_use]
    pub fn endpoint(&self) -> &Origin {
        &self.endpoint
    }

    /// The answer, if there was one that is no success. One that says success may hold a token, so it is not kept.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.as_deref()
    }

    /// How long nobody is asked for a token; the first request after that asks again.
    #[must_use]
    pub fn next_try(&self) -> Option<Duration> {
        self.next_try
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.failure {
            TokenFailure::RateLimited => "token.rate_limited",
            TokenFailure::Refused => "token.refused",
            TokenFailure::Unavailable => "token.unavailable",
            TokenFailure::Unreachable(_) => "token.unreachable",
            TokenFailure::Unusable(_) => "token.unusable",
        }
    }

    /// Whether asking again may help although nothing was corrected.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.failure {
            TokenFailure::Refused => false,
            TokenFailure::Unreachable(fault) => fault.is_passing(),
            _ => true,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "no token for {} from {}: ",
            self.fingerprint, self.endpoint
        )?;
        match self.failure {
            TokenFailure::RateLimited => f.write_str("it limits the rate of token requests")?,
            TokenFailure::Refused => f.write_str("it did not accept the client id and secret")?,
            TokenFailure::Unavailable => f.write_str("it has none to give at present")?,
            TokenFailure::Unreachable(fault) => write!(f, "no answer came: {fault}")?,
            TokenFailure::Unusable(why) => write!(f, "its answer is unusable: {why}")?,
        }
        if let Some(answer) = &self.answer {
            write!(f, " ({answer})")?;
        }
        if self.failure == TokenFailure::Refused {
            f.write_str("; check them (case sensitive), whether the secret has expired, and the environment")?;
        }
        match self.next_try {
            Some(wait) => {
                let seconds = whole_seconds(wait);
                write!(f, "; the next try is in {seconds} s")
            }
            None => Ok(()),
        }
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.source.as_deref()?;
        StdError::source(source)
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Duplicate => "a name that counts is in it twice",
            Self::Empty => "it is empty",
            Self::Expired => "the token's life was over before it arrived",
            Self::ExpiresIn => "expires_in is no number above zero",
            Self::Html => "it is a page for a browser; look for a proxy or gateway in between",
            Self::Missing => "it has no access_token",
            Self::NotJson { line, column } => {
                return write!(f, "it is no JSON object (line {line}, column {column})");
            }
            Self::Token => "access_token is no text that a header could carry",
            Self::TokenType => "token_type is another than Bearer",
            Self::TooLong => "it is longer than 64 KiB, or was cut off",
        })
    }
}
