//! How a request ended, as far as the demonstration looks: what a caller would match on.

use core::fmt;
use core::time::Duration;

use bw_auth_core::Error;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Accepted,
    Forbidden {
        code: Option<String>,
        description: Option<String>,
    },
    NoToken {
        code: &'static str,
    },
    RateLimited {
        wait: Option<Duration>,
    },
    Rejected,
    Withheld {
        code: &'static str,
    },
    /// Nothing that any case expects.
    Other(String),
}

impl From<Result<u16, Error>> for Outcome {
    fn from(result: Result<u16, Error>) -> Self {
        let error = match result {
            Ok(200) => return Self::Accepted,
            Ok(status) => return Self::Other(format!("{status}")),
            Err(error) => error,
        };
        match &error {
            Error::Forbidden(forbidden) => Self::Forbidden {
                code: forbidden.answer().code().map(str::to_owned),
                description: forbidden.answer().description().map(str::to_owned),
            },
            Error::RateLimited(limited) => Self::RateLimited {
                wait: limited.wait(),
            },
            Error::Rejected(_) => Self::Rejected,
            Error::Token(token) => Self::NoToken { code: token.code() },
            Error::Withheld(rule) => Self::Withheld { code: rule.code() },
            other => Self::Other(format!("{}: {other}", other.code())),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => f.write_str("200 accepted"),
            Self::Forbidden { code, description } => {
                f.write_str("403 forbidden")?;
                [code, description]
                    .into_iter()
                    .flatten()
                    .try_for_each(|said| write!(f, ", {said}"))
            }
            Self::NoToken { code } => write!(f, "no token, {code}"),
            Self::RateLimited { wait } => {
                f.write_str("429 rate limited")?;
                match wait {
                    Some(wait) => write!(f, ", wait {} s", wait.as_secs()),
                    None => Ok(()),
                }
            }
            Self::Rejected => f.write_str("401 rejected"),
            Self::Withheld { code } => write!(f, "not sent, {code}"),
            Self::Other(text) => f.write_str(text),
        }
    }
}
