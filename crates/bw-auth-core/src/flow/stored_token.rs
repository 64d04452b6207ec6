//! Tokens kept between processes: what is stored, and by which name.

use alloc::boxed::Box;
use core::error::Error as StdError;
use core::fmt::Debug;
use core::time::Duration;

use crate::{BearerToken, Url};

/// A token and when it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredToken {
    token: BearerToken,
    expires_at: Duration,
}

impl StoredToken {
    /// A token that ends at that moment, as time since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn new(token: BearerToken, expires_at: Duration) -> Self {
        Self { token, expires_at }
    }

    /// The token.
    #[must_use]
    pub fn token(&self) -> &BearerToken {
        &self.token
    }

    /// When it ends, as time since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn expires_at(&self) -> Duration {
        self.expires_at
    }
}

/// What a stored token belongs to. Tokens of one key are good for each other's holders, others are not.
///
/// The secret is no part of it: whoever may read the store sees tokens that are worth as much for as long as they
/// live. After a rotation the stored token is still good, as it is at Bandwidth.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TokenKey {
    token_url: Box<str>,
    client_id: Box<str>,
    scope: Option<Box<str>>,
}

impl TokenKey {
    pub(super) fn new(token_url: &Url, client_id: &str, scope: Option<&str>) -> Self {
        Self {
            token_url: token_url.as_str().into(),
            client_id: client_id.into(),
            scope: scope.map(Into::into),
        }
    }

    /// Where such tokens come from. A token from one environment is of no use in another.
    #[must_use]
    pub fn token_url(&self) -> &str {
        &self.token_url
    }

    /// Whose they are.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// What they were asked for, if anything in particular.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }
}

/// A place that keeps tokens for other processes, or for the next run. There is none unless one is set.
///
/// A store helps and never hinders: when it fails, a token is fetched as if there were none. It is looked into before each
/// token request and written to after each success. What it yields is used only while both clocks call it alive.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Mutex;
/// use bw_auth_core::{BoxError, StoredToken, TokenKey, TokenStore};
///
/// /// Shares tokens between the clients of one process.
/// #[derive(Debug, Default)]
/// struct InMemory(Mutex<HashMap<TokenKey, StoredToken>>);
///
/// impl TokenStore for InMemory {
///     fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
///         Ok(self.0.lock().map_err(|_| "poisoned")?.get(key).cloned())
///     }
///     fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError> {
///         self.0.lock().map_err(|_| "poisoned")?.insert(key.clone(), token.clone());
///         Ok(())
///     }
/// }
/// ```
pub trait TokenStore: Debug + Send + Sync {
    /// The token of that key, if there is one. It may have expired.
    ///
    /// # Errors
    ///
    /// Any; it counts as no token.
    fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, Box<dyn StdError + Send + Sync>>;

    /// Keeps the token in place of the one before.
    ///
    /// # Errors
    ///
    /// Any; the token is used all the same.
    fn save(
        &self,
        key: &TokenKey,
        token: &StoredToken,
    ) -> Result<(), Box<dyn StdError + Send + Sync>>;
}
