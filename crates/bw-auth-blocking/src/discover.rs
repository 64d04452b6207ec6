//! A client from what the process has around it.

use core::fmt;
use std::error::Error as StdError;
use std::sync::Arc;

use bw_auth_core::BuildError;
use bw_auth_sources::{Chain, SourceError, Surroundings};

use crate::client::Client;
use crate::client_builder::ClientBuilder;

impl Client {
    /// A client with the credentials, account and environment that variables say, in themselves or by naming secret files.
    ///
    /// The variables, and the rules about them, are in `docs/sources.md` of the repository.
    ///
    /// ```no_run
    /// use bw_auth_blocking::Client;
    ///
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::from_env()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`DiscoverError`] if nothing is configured, something is configured wrongly, or no client can be built.
    pub fn from_env() -> Result<Self, DiscoverError> {
        let chain = Chain::variables(Surroundings::of_process());
        Ok(Self::from_chain(chain)?.build()?)
    }

    /// A client with what is found first: variables, secret files, the profile file, a helper process.
    ///
    /// # Errors
    ///
    /// [`DiscoverError`] if nothing is configured, something is configured wrongly, or no client can be built.
    pub fn discover() -> Result<Self, DiscoverError> {
        let chain = Chain::standard(Surroundings::of_process());
        Ok(Self::from_chain(chain)?.build()?)
    }

    /// Starts a client that takes its credentials from this chain, with the account and environment that the chain has now. What is
    /// set on the builder afterwards stands before that.
    ///
    /// # Errors
    ///
    /// [`SourceError`] if nothing is configured, or something is configured wrongly.
    pub fn from_chain(chain: impl Into<Arc<Chain>>) -> Result<ClientBuilder, SourceError> {
        let chain = chain.into();
        let resolved = chain.resolve()?;
        let builder = Self::builder(chain).environment(resolved.environment().clone());
        Ok(match resolved.account() {
            Some(account) => builder.account(account.clone()),
            None => builder,
        })
    }
}

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
