//! Cause: what a 401 can mean, by what was sent.

use core::fmt;

use crate::Scheme;

/// What a 401 from Bandwidth can mean.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The account id in the URL is not one of this user's.
    Account,
    /// The user is one for the Bandwidth App, which the APIs do not accept.
    AppUser,
    /// The credentials belong to another environment.
    Environment,
    /// API users were announced to stop working on 2026-12-02.
    RetiredApiUser,
    /// The username or the password is wrong; both are case sensitive.
    Secret,
    /// The token has expired, was revoked, or is none of this service's.
    Token,
}

impl Cause {
    /// In the order in which they are worth checking.
    pub(super) fn of(scheme: Scheme) -> &'static [Self] {
        match scheme {
            Scheme::Basic => &[
                Self::Secret,
                Self::Account,
                Self::Environment,
                Self::AppUser,
                Self::RetiredApiUser,
            ],
            // The token endpoint has accepted the secret, or there would be no token.
            Scheme::ClientCredentials => &[Self::Account, Self::Environment, Self::Token],
            Scheme::Bearer => &[Self::Token, Self::Account, Self::Environment],
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Account => "the account id in the URL",
            Self::AppUser => "whether this is an API user (a Bandwidth App user is not accepted)",
            Self::Environment => "the environment",
            Self::RetiredApiUser => "whether API users still work (announced to end on 2026-12-02)",
            Self::Secret => "username and password (case sensitive)",
            Self::Token => "whether the token was revoked or has expired",
        })
    }
}
