//! `TransportError`: the network broke, and the HTTP library's own account of it, if that is safe to show.

use alloc::string::String;
use core::error::Error as StdError;
use core::fmt::{self, Write};

use zeroize::Zeroizing;

use super::error::BoxError;
use super::fault::Fault;
use super::redact::shows;

/// The exchange broke before there was a usable response.
#[derive(Debug)]
pub struct TransportError {
    kind: Fault,
    source: Option<BoxError>,
}

impl TransportError {
    /// A fault without a cause, or with one that cannot hold a secret.
    #[must_use]
    pub fn new(kind: Fault, source: Option<BoxError>) -> Self {
        Self { kind, source }
    }

    /// Chains the HTTP library's error only after looking at all that it would print.
    pub(super) fn checked(kind: Fault, source: Option<BoxError>, secrets: &[&[u8]]) -> Self {
        Self::new(kind, without_secrets(source, secrets))
    }

    /// What broke.
    #[must_use]
    pub fn kind(&self) -> Fault {
        self.kind
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }
}

/// The error, unless it or one of its causes prints one of `secrets`.
pub(super) fn without_secrets(source: Option<BoxError>, secrets: &[&[u8]]) -> Option<BoxError> {
    source.filter(|source| !prints_secret(&**source, secrets))
}

fn prints_secret(error: &(dyn StdError + 'static), secrets: &[&[u8]]) -> bool {
    // The library's text may be the very leak that is looked for, so it is wiped like a secret.
    let mut text = Zeroizing::new(String::with_capacity(TEXT_CAPACITY));
    // A `Display` or `Debug` that fails half-way has still written what it has written.
    let _ = write!(text, "{error} {error:?}");
    shows(text.as_bytes(), secrets)
        || error
            .source()
            .is_some_and(|source| prints_secret(source, secrets))
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}

/// More than any error of the two libraries prints; a longer text moves, and leaves a copy behind.
const TEXT_CAPACITY: usize = 4096;
