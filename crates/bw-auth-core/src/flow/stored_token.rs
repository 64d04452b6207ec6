//! Tokens kept between processes: what is stored, and by which name.

use alloc::boxed::Box;
use core::error::Error as StdError;
use core::fmt::{self, Debug};
use core::time::Duration;

use crate::{BearerToken, ClientCredentials, Url};

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
/// A secret takes part by a [check](Self::secret_check) of 16 bits. So a token that was fetched with one secret is not found with
/// another, and a wrong secret does not seem to work for as long as somebody else's token lives.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TokenKey {
    token_url: Box<str>,
    client_id: Box<str>,
    scope: Option<Box<str>>,
    secret_check: u16,
}

impl TokenKey {
    pub(super) fn new(token_url: &Url, client: &ClientCredentials) -> Self {
        Self {
            token_url: token_url.as_str().into(),
            client_id: client.client_id().into(),
            scope: client.scope().map(Into::into),
            secret_check: secret_check(client),
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

    /// A check of the secret that they were fetched with: FNV-1a of 64 bits over the client id, a zero byte and the secret, its four
    /// parts of 16 bits combined by exclusive or. It is the same in all versions and on all platforms, so it may be stored.
    ///
    /// It is so small for safety. Whatever is computed from a secret can be tried against guesses, at leisure and offline, however well
    /// it hides the rest. But 16 bits cannot give away more than 16 bits: of all guesses, one in 65,536 passes, and a secret of 128
    /// bits is left with 112. URL and scope are left out, so that several keys of one client tell nothing more; the client id is in,
    /// so that they do not tell which clients share a secret. One wrong secret in 65,536 finds another's token, as any would without a check.
    #[must_use]
    pub fn secret_check(&self) -> u16 {
        self.secret_check
    }
}

/// Without the check: what is logged goes further than what is stored.
impl Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKey")
            .field("token_url", &self.token_url)
            .field("client_id", &self.client_id)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// <http://www.isthe.com/chongo/tech/comp/fnv/>
fn secret_check(client: &ClientCredentials) -> u16 {
    let (id, secret) = (client.client_id(), client.expose_client_secret());
    let bytes = id.bytes().chain([0]).chain(secret.bytes());
    let whole = bytes.fold(OFFSET_BASIS, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    });
    let [a, b, c, d, e, f, g, h] = whole.to_be_bytes();
    u16::from_be_bytes([a ^ c ^ e ^ g, b ^ d ^ f ^ h])
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

/// FNV's, for 64 bits.
const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;
