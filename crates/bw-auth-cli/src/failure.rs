//! Failure: why a command ends early, as a person reads it, and as a script does.

use core::error::Error as StdError;
use std::fmt;
use std::path::Path;

use bw_auth_core::{BuildError, Error};
use bw_auth_sources::{Shown, SourceError};

use crate::exit::Exit;

/// An error with its code, its causes, and the exit code that it comes to.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// The stable code, which is a section of `docs/errors.md`.
    pub(crate) code: &'static str,
    /// What happened and what to do. There is no secret in it.
    pub(crate) text: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, code: &'static str, error: &(dyn StdError + 'static)) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        Self { exit, code, text }
    }

    /// With what to do, where the error behind it does not say that.
    pub(crate) fn with(mut self, remedy: &str) -> Self {
        self.text.push_str("; ");
        self.text.push_str(remedy);
        self
    }

    pub(crate) fn not_configured(error: &SourceError) -> Self {
        Self::new(Exit::NotConfigured, error.code(), error)
    }

    pub(crate) fn output(error: &std::io::Error) -> Self {
        Self {
            exit: Exit::Failed,
            code: "cli.output",
            text: format!(
                "the output cannot be written: {error}; look at where it is piped to, and at the room there"
            ),
        }
    }

    pub(crate) fn sandbox(error: &(dyn StdError + 'static)) -> Self {
        let failure = Self::new(Exit::Failed, "cli.sandbox", error);
        failure.with("choose another port, or leave it to the system")
    }

    pub(crate) fn unwritable(file: &Path, error: &std::io::Error) -> Self {
        Self {
            exit: Exit::Failed,
            code: "cli.unwritable",
            text: format!(
                "{} cannot be written: {error}; check its path, its mode and the room of its folder",
                Shown::path(file)
            ),
        }
    }

    pub(crate) fn unreadable(file: &Path, error: &std::io::Error) -> Self {
        Self {
            exit: Exit::NotConfigured,
            code: "cli.unreadable",
            text: format!(
                "{} cannot be read: {error}; check its path and mode",
                Shown::path(file)
            ),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(Exit::of(&error), error.code(), &error)
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        // The error's own remedies are for whoever writes the program.
        let (exit, text) = match error {
            BuildError::NoRoots(_) => (
                Exit::Network,
                "no trusted root certificate was found; install the system's CA certificates (package ca-certificates), or name a file with --ca or SSL_CERT_FILE",
            ),
            BuildError::RootPem => (
                Exit::NotConfigured,
                "the file that --ca names holds no certificates, or one that cannot be read; name a PEM file of authorities",
            ),
            _ => return Self::new(Exit::Failed, error.code(), &error),
        };
        Self {
            exit,
            code: error.code(),
            text: text.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}] (see docs/errors.md)", self.text, self.code)
    }
}

impl StdError for Failure {}
