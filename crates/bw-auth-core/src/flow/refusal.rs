//! The answers that mean no: 401, 403, 429, and the 401 of a moment ago.

use core::error::Error as StdError;
use core::fmt;
use core::time::Duration;

use super::answer::Answer;
use super::asked::{Asked, asked_accessors};
use super::cause::Cause;
use super::claims::{Claims, Listed};
use super::fingerprint::Fingerprint;
use super::provider::{Generation, ProviderError};
use super::token_error::TokenError;
use super::wait::whole_seconds;
use crate::{AccountId, Origin, Scheme};

/// 401: the service did not accept the credentials.
///
/// At Bandwidth this can mean a wrong secret, and just as well that the secret is right and the account id is not
/// ([`causes`](Self::causes)). Sending the same again helps in no case.
#[derive(Clone, Debug)]
pub struct Rejection {
    pub(super) asked: Asked,
    pub(super) answer: Answer,
    pub(super) not_replayed: bool,
    pub(super) unrenewed: Option<Unrenewed>,
}

/// Why nothing newer was to be had.
#[derive(Clone, Debug)]
pub(super) enum Unrenewed {
    Provider(ProviderError),
    Token(TokenError),
}

impl Rejection {
    asked_accessors!();

    /// The response.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The generation of the credentials that were refused last.
    #[must_use]
    pub fn generation(&self) -> Generation {
        self.asked.fingerprint.generation()
    }

    /// Whether newer credentials were at hand, and the request was not sent again only because its body was a stream.
    /// Sending it anew is then worth while.
    #[must_use]
    pub fn not_replayed(&self) -> bool {
        self.not_replayed
    }

    /// The environment, `production` or `test`, that the token says it is of, unverified, if that is another than the request's:
    /// [`Claims::environment`].
    #[must_use]
    pub fn foreign_environment(&self) -> Option<&'static str> {
        self.asked.foreign_environment()
    }

    /// What the answer can mean, in the order in which it is worth checking.
    #[must_use]
    pub fn causes(&self) -> &'static [Cause] {
        Cause::of(self.asked.fingerprint.scheme())
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the service did not accept {} ({})",
            self.asked, self.answer
        )?;
        if self.not_replayed {
            return f.write_str(
                "; newer credentials are at hand, but the body was a stream: send the request anew",
            );
        }
        if let (true, Some(claims), Some(account)) = (
            self.asked.is_account_missing(),
            self.claims(),
            self.account(),
        ) {
            let accounts = Listed(claims.accounts());
            write!(
                f,
                "; account {account} is not among this token's {accounts}"
            )?;
        }
        if let Some(environment) = self.foreign_environment() {
            write!(
                f,
                "; the token says that it is of the {environment} environment"
            )?;
        }
        f.write_str("; check in turn: ")?;
        for (position, cause) in self.causes().iter().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            cause.fmt(f)?;
        }
        Ok(())
    }
}

impl StdError for Rejection {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.unrenewed.as_ref().map(|unrenewed| match unrenewed {
            Unrenewed::Provider(error) => error as &(dyn StdError + 'static),
            Unrenewed::Token(error) => error,
        })
    }
}

/// 403: the credentials were accepted, and may not do this. A role, a product or a feature is missing.
#[derive(Clone, Debug)]
pub struct Forbidden {
    pub(super) asked: Asked,
    pub(super) answer: Answer,
}

impl Forbidden {
    asked_accessors!();

    /// The response.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }
}

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the service accepted {} and forbids this request ({}); ",
            self.asked, self.answer
        )?;
        if let Some(claims) = self.claims() {
            write!(f, "the token has the roles {}", Listed(claims.roles()))?;
            if let Some(age) = self.token_age() {
                write!(f, " and is {} s old", age.as_secs())?;
            }
            f.write_str("; ")?;
        }
        f.write_str(match self.asked.fingerprint.scheme() {
            Scheme::Basic => {
                "give the API user the role that it needs, or have the product enabled for the account"
            }
            Scheme::Bearer | Scheme::ClientCredentials => {
                "give the credentials the role that they need, which takes a new token to show, or have the product \
                 enabled for the account"
            }
        })
    }
}

impl StdError for Forbidden {}

/// 429: too many requests.
#[derive(Clone, Debug)]
pub struct RateLimited {
    pub(super) asked: Asked,
    pub(super) answer: Answer,
    pub(super) wait: Option<Duration>,
}

impl RateLimited {
    asked_accessors!();

    /// The response.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// How long the service asks to wait, counted from the moment the answer arrived; `None` when it did not say.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        self.wait
    }
}

impl fmt::Display for RateLimited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the service limits the rate of {} ({}); ",
            self.asked, self.answer
        )?;
        match self.wait {
            Some(wait) => write!(f, "wait {} s before the next request", whole_seconds(wait)),
            None => f.write_str("wait before the next request; it did not say how long"),
        }
    }
}

impl StdError for RateLimited {}

/// The request was not sent, because these credentials were refused several times in a row just before.
///
/// To go on sending what is refused can lock a user out. A newer credential, an accepted request or
/// `reset_rejections` ends it at once.
#[derive(Clone, Debug)]
pub struct RejectedEarlier {
    pub(super) asked: Asked,
    pub(super) since: Duration,
    pub(super) wait: Duration,
    pub(super) whole_origin: bool,
}

impl RejectedEarlier {
    asked_accessors!();

    /// Whether every account at the origin is stopped: five different ones were refused in a row, and none was ever
    /// accepted. Otherwise it is this request's account alone.
    #[must_use]
    pub fn is_whole_origin(&self) -> bool {
        self.whole_origin
    }

    /// How long ago sending stopped.
    #[must_use]
    pub fn since(&self) -> Duration {
        self.since
    }

    /// How long until one request is let through to see whether it is accepted.
    #[must_use]
    pub fn wait(&self) -> Duration {
        self.wait
    }
}

impl fmt::Display for RejectedEarlier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused = if self.whole_origin {
            "these credentials for five accounts in a row"
        } else {
            "it five times in a row"
        };
        write!(
            f,
            "not sent: {}; the service refused {refused}, and sending stopped {} s ago; correct the credentials or \
             the account, or wait {} s for the next try",
            self.asked,
            self.since.as_secs(),
            whole_seconds(self.wait)
        )
    }
}

impl StdError for RejectedEarlier {}
