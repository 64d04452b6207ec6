//! `Resolved`: the credentials to use, and what goes with them.

use bw_auth_core::{AccountId, Credentials, Environment, Generation};

use crate::look::Pick;
use crate::place::Place;
use crate::shown::Shown;
use crate::source_error::SourceError;
use crate::state::State;

/// The credentials to use, the account and environment that go with them, and where each came from.
///
/// ```
/// use bw_auth_sources::{Chain, Surroundings};
///
/// let resolved = Chain::standard(Surroundings::from_pairs([
///     ("BANDWIDTH_USERNAME", "jdoe"),
///     ("BANDWIDTH_PASSWORD", "correct-horse-battery-staple"),
///     ("BANDWIDTH_ENVIRONMENT", "test"),
/// ]))
/// .resolve()?;
/// assert_eq!(resolved.environment().name(), "test");
/// assert_eq!(resolved.environment_from().to_string(), "BANDWIDTH_ENVIRONMENT");
/// assert_eq!(resolved.fingerprint(), "basic jdoe (environment BANDWIDTH_*, generation 1)");
/// # Ok::<(), bw_auth_sources::SourceError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Resolved {
    pick: Pick,
    generation: Generation,
}

impl Resolved {
    pub(crate) fn of(state: &State) -> Result<Self, SourceError> {
        match &state.current {
            Some(pick) => Ok(Self {
                pick: pick.clone(),
                generation: state.generation(),
            }),
            None => Err(state.trouble.clone().unwrap_or(SourceError::NotConfigured)),
        }
    }

    /// The credentials.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.pick.credentials
    }

    /// Where they were: of a pair, where its id was.
    #[must_use]
    pub fn credentials_from(&self) -> &Place {
        &self.pick.place
    }

    /// The source as a whole, such as `environment BANDWIDTH_*`.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.pick.label
    }

    /// The account, if any source says one.
    #[must_use]
    pub fn account(&self) -> Option<&AccountId> {
        let account = self.pick.settings.account.as_ref();
        account.map(|(account, _)| account)
    }

    /// Where the account was.
    #[must_use]
    pub fn account_from(&self) -> Option<&Place> {
        let account = self.pick.settings.account.as_ref();
        account.map(|(_, place)| place)
    }

    /// The environment; production unless a source says otherwise.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.pick.settings.environment.0
    }

    /// Where the environment was said.
    #[must_use]
    pub fn environment_from(&self) -> &Place {
        &self.pick.settings.environment.1
    }

    /// Where a token URL of one's own was said, if anywhere.
    #[must_use]
    pub fn token_url_from(&self) -> Option<&Place> {
        self.pick.settings.token_url.as_ref()
    }

    /// How many credentials the chain has had; it grows only when they change.
    #[must_use]
    pub fn generation(&self) -> Generation {
        self.generation
    }

    /// Which credentials are in use, in the words that a client's own fingerprint has. Nothing in it is computed from the secret.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let credentials = self.credentials();
        format!(
            "{} {} ({}, generation {})",
            credentials.scheme(),
            Shown::text(credentials.principal()),
            self.source(),
            self.generation
        )
    }
}
