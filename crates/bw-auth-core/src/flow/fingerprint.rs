//! Fingerprint: which credential is in use, in words that may be logged.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::fmt::{self, Write as _};

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
            self.scheme,
            Shown(&self.principal),
            self.source,
            self.generation
        )
    }
}

/// A name without what a terminal or an editor obeys: control characters, and those that turn the direction of writing.
struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                write!(f, "{}", character.escape_unicode())
            }
            _ if character.is_control() => write!(f, "{}", character.escape_default()),
            _ => f.write_char(character),
        })
    }
}
