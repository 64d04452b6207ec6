//! Where credentials come from, as core sees it: something that can be asked, and asked again for something newer.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::sync::Arc;
use core::error::Error as StdError;
use core::fmt::{self, Debug};

use crate::{BasicCredentials, BearerToken, ClientCredentials, Credentials};

/// Counts the credentials that one provider has yielded; a higher number is newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(u64);

impl Generation {
    /// The generation of a provider that knows only one credential.
    pub const FIRST: Self = Self(1);

    /// A generation by its number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The generation after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The number, for logs.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What a provider answers: credentials, and how new they are.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub(super) credentials: Credentials,
    pub(super) generation: Generation,
    pub(super) source: Cow<'static, str>,
}

impl Loaded {
    /// Credentials of the given generation.
    #[must_use]
    pub fn new(credentials: impl Into<Credentials>, generation: Generation) -> Self {
        Self {
            credentials: credentials.into(),
            generation,
            source: Cow::Borrowed("given"),
        }
    }

    /// Names where the credentials came from ("environment", a file's path), for logs and errors.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Cow<'static, str>>) -> Self {
        self.source = source.into();
        self
    }

    /// The credentials.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// How new the credentials are.
    #[must_use]
    pub fn generation(&self) -> Generation {
        self.generation
    }
}

/// A source of credentials.
///
/// It is implemented for [`Credentials`] and each of its kinds, and for an `Arc` of any provider.
///
/// ```
/// use bw_auth_core::{BasicCredentials, CredentialsProvider, Generation, Loaded, ProviderError};
///
/// /// Asks a vault, whose secrets have version numbers.
/// #[derive(Debug)]
/// struct Vault;
///
/// impl CredentialsProvider for Vault {
///     fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
///         let (version, username, password) = (7, "jdoe", "correct-horse-battery-staple");
///         let credentials = BasicCredentials::new(username, password)
///             .map_err(|error| ProviderError::new("the vault holds an unusable secret").with_source(error))?;
///         Ok(Loaded::new(credentials, Generation::new(version)).with_source("vault"))
///     }
/// }
/// # assert_eq!(Vault.load(None).unwrap().generation(), Generation::new(7));
/// ```
pub trait CredentialsProvider: Debug + Send + Sync {
    /// The credentials to use now.
    ///
    /// `newer_than` names a generation that the service has refused: the provider should look again rather than
    /// answer from a cache. When it has nothing newer it returns what it has; the generation tells. The same credentials
    /// under a higher number count as nothing newer.
    ///
    /// # Errors
    ///
    /// [`ProviderError`] when there are no credentials to be had.
    fn load(&self, newer_than: Option<Generation>) -> Result<Loaded, ProviderError>;

    /// The credentials, if the provider yields these and never any others. Clients with equal ones can then share what is known
    /// of them, a token first of all.
    fn fixed(&self) -> Option<Credentials> {
        None
    }
}

macro_rules! provides_itself {
    ($($kind:ty),+) => {$(
        impl CredentialsProvider for $kind {
            fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
                Ok(Loaded::new(self.clone(), Generation::FIRST))
            }

            fn fixed(&self) -> Option<Credentials> {
                Some(self.clone().into())
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

impl<P: CredentialsProvider + ?Sized> CredentialsProvider for Arc<P> {
    fn load(&self, newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
        (**self).load(newer_than)
    }

    fn fixed(&self) -> Option<Credentials> {
        (**self).fixed()
    }
}

/// A provider could not yield credentials.
///
/// Its texts are shown as they are, so a provider must put no secret into them, and must not chain an error that
/// quotes its input.
#[derive(Clone, Debug)]
pub struct ProviderError {
    message: Cow<'static, str>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl ProviderError {
    /// An error that says what is missing and what to do about it.
    #[must_use]
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            message: message.into(),
            source: None,
        }
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(Arc::from(source.into()));
        self
    }

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "provider.failed"
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no credentials from the provider: {}", self.message)
    }
}

impl StdError for ProviderError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
