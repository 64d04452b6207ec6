//! Exit codes: what a script learns of how a command ended.

use std::process::ExitCode;

use bw_auth_core::{Error, Withheld};

/// How a command ends. Higher than a shell's own codes none is, and 2 means one thing only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Fine = 0,
    /// Any failure that is none of the others.
    Failed = 1,
    /// The credentials, or these for this account, were not accepted.
    Rejected = 2,
    /// There are no credentials, or what says them is contradictory.
    NotConfigured = 3,
    /// The credentials were accepted, and may not do this.
    Forbidden = 4,
    /// No answer came: DNS, connection, TLS, proxy, time.
    Network = 5,
    RateLimited = 7,
    /// The command line was not understood. `EX_USAGE` of sysexits.h.
    Usage = 64,
}

impl Exit {
    /// What an error of a request comes to.
    pub(crate) fn of(error: &Error) -> Self {
        match error {
            Error::Rejected(_) | Error::RejectedEarlier(_) => Self::Rejected,
            Error::Forbidden(_) => Self::Forbidden,
            Error::RateLimited(_) => Self::RateLimited,
            Error::Provider(_) => Self::NotConfigured,
            Error::Withheld(withheld) if is_answer(withheld) => Self::Failed,
            Error::Withheld(_) => Self::NotConfigured,
            Error::Transport(_) => Self::Network,
            Error::Token(error) => match error.code() {
                "token.refused" => Self::Rejected,
                "token.rate_limited" => Self::RateLimited,
                "token.unreachable" => Self::Network,
                _ => Self::Failed,
            },
            _ => Self::Failed,
        }
    }

    /// How many more requests it is likely to concern: the graver of two is what a script has to hear of.
    fn gravity(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Failed => 1,
            Self::RateLimited => 2,
            Self::Forbidden => 3,
            Self::Usage => 4,
            Self::NotConfigured => 5,
            Self::Network => 6,
            Self::Rejected => 7,
        }
    }

    pub(crate) fn or_graver(self, other: Self) -> Self {
        if other.gravity() > self.gravity() {
            other
        } else {
            self
        }
    }
}

/// Whether it is the service's answer that leads nowhere, whatever is set up here.
pub(crate) fn is_answer(withheld: &Withheld) -> bool {
    withheld.status().is_some()
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
