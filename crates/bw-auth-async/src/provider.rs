//! The async twin of core's `CredentialsProvider`.

use core::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use bw_auth_core::{
    BasicCredentials, BearerToken, ClientCredentials, Credentials, Generation, Loaded,
    ProviderError,
};

/// A source of credentials that may have to wait for them.
///
/// It is implemented for [`Credentials`] and each of its kinds, for an `Arc` of any provider, and through [`Offloaded`]
/// for every blocking provider.
///
/// ```
/// use bw_auth_async::{BasicCredentials, CredentialsProvider, Generation, Loaded, ProviderError, async_trait};
///
/// /// Asks a vault over the network.
/// #[derive(Debug)]
/// struct Vault;
///
/// #[async_trait]
/// impl CredentialsProvider for Vault {
///     async fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
///         let (version, username, password) = (7, "jdoe", "correct-horse-battery-staple");
///         let credentials = BasicCredentials::new(username, password)
///             .map_err(|error| ProviderError::new("the vault holds an unusable secret").with_source(error))?;
///         Ok(Loaded::new(credentials, Generation::new(version)).with_source("vault"))
///     }
/// }
/// ```
#[async_trait]
pub trait CredentialsProvider: Debug + Send + Sync {
    /// The credentials to use now; see [`bw_auth_core::CredentialsProvider::load`].
    ///
    /// The future is run once for all requests that wait for it, and goes on when one of them is dropped. It is polled in the
    /// context of the runtime in which it was begun. If that one ends, the provider is asked anew in another.
    ///
    /// # Errors
    ///
    /// [`ProviderError`] when there are no credentials to be had.
    async fn load(&self, newer_than: Option<Generation>) -> Result<Loaded, ProviderError>;

    /// The credentials, if the provider yields these and never any others; see [`bw_auth_core::CredentialsProvider::fixed`].
    fn fixed(&self) -> Option<Credentials> {
        None
    }
}

macro_rules! provides_itself {
    ($($kind:ty),+) => {$(
        #[async_trait]
        impl CredentialsProvider for $kind {
            async fn load(&self, newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
                bw_auth_core::CredentialsProvider::load(self, newer_than)
            }

            fn fixed(&self) -> Option<Credentials> {
                bw_auth_core::CredentialsProvider::fixed(self)
            }
        }
    )+};
}

provides_itself!(
    Credentials,
    BasicCredentials,
    BearerToken,
    ClientCredentials
);

#[async_trait]
impl<P: CredentialsProvider + ?Sized> CredentialsProvider for Arc<P> {
    async fn load(&self, newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
        (**self).load(newer_than).await
    }

    fn fixed(&self) -> Option<Credentials> {
        (**self).fixed()
    }
}

/// A blocking provider or token store, run on tokio's threads for blocking work.
#[derive(Debug)]
pub struct Offloaded<P>(Arc<P>);

impl<P> Offloaded<P> {
    /// Wraps what blocks: a provider that reads files, say.
    pub fn new(blocking: P) -> Self {
        Self(Arc::new(blocking))
    }

    pub(crate) fn share(&self) -> Arc<P> {
        Arc::clone(&self.0)
    }
}

#[async_trait]
impl<P: bw_auth_core::CredentialsProvider + 'static> CredentialsProvider for Offloaded<P> {
    async fn load(&self, newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
        let provider = self.share();
        tokio::task::spawn_blocking(move || provider.load(newer_than))
            .await
            .unwrap_or_else(|_| {
                Err(ProviderError::new(
                    "the provider panicked, or the runtime is shutting down",
                ))
            })
    }
}
