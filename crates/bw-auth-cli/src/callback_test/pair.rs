//! The pair to try, from where people keep it.

use std::env::{self, VarError};
use std::error::Error;
use std::fmt;

use bw_auth_core::BasicCredentials;
use zeroize::Zeroizing;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::profiles::secret;

/// Why there is no pair to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PairError {
    /// A password is to be read, and nobody says whose.
    NoUsername,
    /// A username alone, and nobody to ask.
    NoPassword,
    /// This variable holds what no text is.
    NotText(&'static str),
}

impl PairError {
    /// A section of `docs/errors.md`.
    fn code(self) -> &'static str {
        match self {
            Self::NoUsername => "cli.usage",
            Self::NoPassword => "cli.no_password",
            Self::NotText(_) => "source.not_text",
        }
    }

    fn exit(self) -> Exit {
        match self {
            Self::NoUsername => Exit::Usage,
            Self::NoPassword | Self::NotText(_) => Exit::NotConfigured,
        }
    }
}

impl fmt::Display for PairError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoUsername => f.write_str(
                "a password is to be read, and there is no username; say --username, or set WEBHOOK_USER",
            ),
            Self::NoPassword => f.write_str(
                "there is a username and no password, and no terminal to ask on; set WEBHOOK_PASSWORD, or pipe the password in with --secret-stdin",
            ),
            Self::NotText(name) => write!(
                f,
                "{name} is no UTF-8, which credentials have to be; correct it, or say {} instead",
                match *name {
                    USER => "--username",
                    _ => "--secret-stdin",
                }
            ),
        }
    }
}

impl Error for PairError {}

impl From<PairError> for Failure {
    fn from(error: PairError) -> Self {
        Self::new(error.exit(), error.code(), &error)
    }
}

/// Who Bandwidth says it is, by the variable, if it is set.
pub(super) fn username() -> Result<Option<String>, PairError> {
    variable(USER)
}

/// The pair of this username, with the password from standard input, from its variable or from the terminal.
pub(super) fn of(username: &str, from_stdin: bool) -> Result<BasicCredentials, Failure> {
    let kept = match from_stdin {
        true => None,
        false => variable(PASSWORD)?.map(Zeroizing::new),
    };
    let password = match kept {
        Some(password) => password,
        None => secret::read(from_stdin, "Password: ", || PairError::NoPassword.into())?,
    };
    pair(username, &password)
}

/// One that the header can carry.
pub(super) fn pair(username: &str, password: &str) -> Result<BasicCredentials, Failure> {
    BasicCredentials::new(username, password)
        .map_err(|error| Failure::new(Exit::NotConfigured, error.code(), &error))
}

fn variable(name: &'static str) -> Result<Option<String>, PairError> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(PairError::NotText(name)),
    }
}

const PASSWORD: &str = "WEBHOOK_PASSWORD";
const USER: &str = "WEBHOOK_USER";
