//! A client from what the process has around it.

use std::panic;
use std::sync::Arc;

use bw_auth_sources::{Chain, DiscoverError, SourceError, Surroundings};

use crate::client::Client;
use crate::client_builder::ClientBuilder;
use crate::provider::Offloaded;

impl Client {
    /// A client with the credentials, account and environment that variables say, in themselves or by naming secret files.
    ///
    /// The variables, and the rules about them, are in `docs/sources.md` of the repository.
    ///
    /// ```no_run
    /// use bw_auth_async::Client;
    ///
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::from_env().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`DiscoverError`] if nothing is configured, something is configured wrongly, or no client can be built.
    pub async fn from_env() -> Result<Self, DiscoverError> {
        let chain = Chain::variables(Surroundings::of_process());
        Ok(Self::from_chain(chain).await?.build()?)
    }

    /// A client with what is found first: variables, secret files, the profile file, a helper process.
    ///
    /// # Errors
    ///
    /// [`DiscoverError`] if nothing is configured, something is configured wrongly, or no client can be built.
    pub async fn discover() -> Result<Self, DiscoverError> {
        let chain = Chain::standard(Surroundings::of_process());
        Ok(Self::from_chain(chain).await?.build()?)
    }

    /// Starts a client that takes its credentials from this chain, with the account and environment that the chain has now. What is
    /// set on the builder afterwards stands before that. Files are read on tokio's threads for blocking work.
    ///
    /// # Errors
    ///
    /// [`SourceError`] if nothing is configured, or something is configured wrongly.
    pub async fn from_chain(chain: impl Into<Arc<Chain>>) -> Result<ClientBuilder, SourceError> {
        let chain = chain.into();
        let asked = Arc::clone(&chain);
        let resolved = match tokio::task::spawn_blocking(move || asked.resolve()).await {
            Ok(resolved) => resolved?,
            Err(failed) => match failed.try_into_panic() {
                Ok(panic) => panic::resume_unwind(panic),
                // The runtime is shutting down, so that nobody is kept from anything.
                Err(_) => chain.resolve()?,
            },
        };
        let provider = Offloaded::new(chain);
        let builder = Self::builder(provider).environment(resolved.environment().clone());
        Ok(match resolved.account() {
            Some(account) => builder.account(account.clone()),
            None => builder,
        })
    }
}
