//! `Explicit`: what the program itself says.

use bw_auth_core::{AccountId, Credentials, Environment};

/// What a program says itself, on its command line say, and that stands before everything else.
///
/// Each part is independent: an account that is given here goes with credentials from anywhere.
///
/// ```
/// use bw_auth_sources::{BasicCredentials, Chain, Explicit, SourceKind, Surroundings};
///
/// let explicit = Explicit::new()
///     .credentials(BasicCredentials::new("jdoe", "correct-horse-battery-staple")?)
///     .account("920012".parse()?);
/// let chain = Chain::standard(Surroundings::of_process()).with_explicit(explicit);
/// assert_eq!(chain.resolve()?.credentials_from().kind(), SourceKind::Explicit);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Explicit {
    pub(crate) credentials: Option<Credentials>,
    pub(crate) account: Option<AccountId>,
    pub(crate) environment: Option<Environment>,
    pub(crate) profile: Option<String>,
}

impl Explicit {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the credentials.
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = Some(credentials.into());
        self
    }

    /// Sets the account.
    pub fn account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Sets the environment, and with it where tokens are fetched.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// Names the profile that credentials are to be taken from, whatever variables say.
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }
}
