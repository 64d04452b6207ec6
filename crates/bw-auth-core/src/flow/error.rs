//! Error: why a caller gets no response. One type for both transports, made to be matched on.

use alloc::boxed::Box;
use core::error::Error as StdError;
use core::time::Duration;

use super::answer::Answer;
use super::fault::Fault;
use super::provider::ProviderError;
use super::refusal::{Forbidden, RateLimited, RejectedEarlier, Rejection};
use super::token_error::{TokenError, TokenFailure};
use super::transport_error::TransportError;
use crate::Withheld;

/// Why a request failed.
///
/// Every case has a stable [`code`](Self::code) with a section in `docs/errors.md`, and a text that says what happened
/// and what to do. No text, at any depth of the error chain, contains a secret.
///
/// ```
/// use bw_auth_core::{Error, Fault};
///
/// fn advice(error: &Error) -> String {
///     match error {
///         Error::Rejected(rejection) => format!("check the secret or the account {:?}", rejection.account()),
///         Error::Forbidden(_) => "the API user lacks a role".into(),
///         Error::RateLimited(limit) => format!("come back in {:?}", limit.wait()),
///         Error::RejectedEarlier(earlier) => format!("not even sent; next try in {:?}", earlier.wait()),
///         Error::Withheld(rule) => format!("refused by our own rule: {rule}"),
///         Error::Transport(broken) if broken.kind() == Fault::Tls => "look at the certificate".into(),
///         other => other.to_string(),
///     }
/// }
/// ```
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 403: the credentials are known, and may not do this.
    #[error(transparent)]
    Forbidden(Box<Forbidden>),
    /// The credentials provider had none.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// 429: too many requests.
    #[error(transparent)]
    RateLimited(Box<RateLimited>),
    /// 401: the service did not accept the credentials.
    #[error(transparent)]
    Rejected(Box<Rejection>),
    /// Not sent, because the same credentials were refused several times in a row just before.
    #[error(transparent)]
    RejectedEarlier(Box<RejectedEarlier>),
    /// The request could not be put together.
    #[cfg(feature = "client")]
    #[error(transparent)]
    Request(#[from] crate::RequestError),
    /// No token was to be had for the client credentials.
    #[error(transparent)]
    Token(Box<TokenError>),
    /// The exchange over the network broke.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// Not sent, because a rule of ours forbids it.
    #[error(transparent)]
    Withheld(#[from] Withheld),
}

impl Error {
    /// The stable code of this error, such as `auth.rejected`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(_) => "auth.forbidden",
            Self::Provider(error) => error.code(),
            Self::RateLimited(_) => "rate_limited",
            Self::Rejected(_) => "auth.rejected",
            Self::RejectedEarlier(_) => "auth.rejected_earlier",
            #[cfg(feature = "client")]
            Self::Request(error) => error.code(),
            Self::Token(error) => error.code(),
            Self::Transport(error) => error.code(),
            Self::Withheld(error) => error.code(),
        }
    }

    /// Whether the very same request may succeed later: after [`wait`](Self::wait), where the error knows it.
    ///
    /// It does not mean that sending a request twice is harmless; that depends on the request.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::RateLimited(_) | Self::RejectedEarlier(_) => true,
            Self::Token(error) => error.is_retryable(),
            Self::Transport(error) => error.kind().is_passing(),
            _ => false,
        }
    }

    /// How long to wait before trying again, where that is known.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::RateLimited(limit) => limit.wait(),
            Self::RejectedEarlier(earlier) => Some(earlier.wait()),
            Self::Token(error) => error.next_try(),
            _ => None,
        }
    }

    /// The response behind the error, if there was one.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Forbidden(error) => Some(error.answer()),
            Self::RateLimited(error) => Some(error.answer()),
            Self::Rejected(error) => Some(error.answer()),
            Self::Token(error) => error.answer(),
            _ => None,
        }
    }

    /// The network fault behind the error, if there was one.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Self::Transport(error) => Some(error.kind()),
            Self::Token(error) => match error.failure() {
                TokenFailure::Unreachable(fault) => Some(fault),
                _ => None,
            },
            _ => None,
        }
    }
}

impl From<TokenError> for Error {
    fn from(error: TokenError) -> Self {
        Self::Token(Box::new(error))
    }
}

/// A boxed error, as HTTP libraries hand them out.
pub type BoxError = Box<dyn StdError + Send + Sync>;
