//! Fingerprint: which credential is in use, in words that may be logged.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::fmt;

use super::provider::{Generation, Loaded};
use crate::Scheme;

/// Names a credential for logs and errors: scheme, username, source, generation.
///
/// Nothing in it is computed from the secret, so it tells *which* credential was used and never what it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    scheme: Scheme,
    principal: Box<str>,
    source: Cow<'static, str>,
    generation: Generation,
}

impl Fingerprint {
    pub(super) fn of(loaded: &Loaded) -> Self {
        Self {
            scheme: loaded.credentials.scheme(),
            principal: loaded.credentials.principal().into(),
            source: loaded.source.clone(),
            generation: loaded.generation,
        }
    }

    /// The authentication scheme.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The username.
    #[must_use]
    pub fn principal(&self) -> &str {
        &self.principal
    }

    /// Where the credential came from, as its provider named it.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How many credentials the provider had yielded when this one came.
    #[must_use]
    pub fn generation(&self) -> Generation {
        self.generation
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} ({}, generation {})",
            self.scheme, self.principal, self.source, self.generation
        )
    }
}
