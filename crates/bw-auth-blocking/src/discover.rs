//! A client from what the process has around it.

use std::sync::Arc;

use bw_auth_sources::{Chain, DiscoverError, SourceError, Surroundings};

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
