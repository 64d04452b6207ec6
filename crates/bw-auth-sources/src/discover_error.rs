//! `DiscoverError`: why a client could not be made of what was found, or nothing was found.

use std::error::Error as StdError;
use std::fmt;

use bw_auth_core::BuildError;

use crate::source_error::SourceError;

/// Why there is no client from what the process has around it.
#[derive(Debug)]
#[non_exhaustive]
pub enum DiscoverError {
    /// Credentials were found, and no client can be built.
    Build(BuildError),
    /// No credentials, or not such as can be used.
    Source(SourceError),
}

impl DiscoverError {
    /// A stable name for this error: that of the one inside.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Build(error) => error.code(),
            Self::Source(error) => error.code(),
        }
    }
}

impl fmt::Display for DiscoverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build(error) => error.fmt(f),
            Self::Source(error) => error.fmt(f),
        }
    }
}

impl StdError for DiscoverError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Build(error) => error.source(),
            Self::Source(error) => error.source(),
        }
    }
}

impl From<BuildError> for DiscoverError {
    fn from(error: BuildError) -> Self {
        Self::Build(error)
    }
}

impl From<SourceError> for DiscoverError {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}
