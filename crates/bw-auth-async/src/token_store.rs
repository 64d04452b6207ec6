//! The async twin of core's `TokenStore`.

use core::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use bw_auth_core::{BoxError, StoredToken, TokenKey};

use crate::provider::Offloaded;

/// A place that keeps tokens for other processes, or for the next run; see [`bw_auth_core::TokenStore`].
///
/// It is implemented through [`Offloaded`] for every blocking store.
#[async_trait]
pub trait TokenStore: Debug + Send + Sync {
    /// The token of that key, if there is one. It may have expired.
    ///
    /// # Errors
    ///
    /// Any; it counts as no token.
    async fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError>;

    /// Keeps the token in place of the one before.
    ///
    /// # Errors
    ///
    /// Any; the token is used all the same.
    async fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError>;
}

#[async_trait]
impl<S: TokenStore + ?Sized> TokenStore for Arc<S> {
    async fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        (**self).load(key).await
    }

    async fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError> {
        (**self).save(key, token).await
    }
}

#[async_trait]
impl<S: bw_auth_core::TokenStore + 'static> TokenStore for Offloaded<S> {
    async fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        let (store, key) = (self.share(), key.clone());
        tokio::task::spawn_blocking(move || store.load(&key)).await?
    }

    async fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError> {
        let (store, key, token) = (self.share(), key.clone(), token.clone());
        tokio::task::spawn_blocking(move || store.save(&key, &token)).await?
    }
}
