//! Asked: what was asked, of whom, with which credentials: the part that all refusals share.

use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use super::claims::Claims;
use super::fingerprint::Fingerprint;
use crate::{AccountId, Environment, Origin};

#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) fingerprint: Arc<Fingerprint>,
    pub(super) origin: Origin,
    pub(super) environment: Environment,
    pub(super) account: Option<AccountId>,
    /// What the token that was sent says about itself.
    pub(super) claims: Option<Arc<Claims>>,
    /// How long ago it was asked for.
    pub(super) token_age: Option<Duration>,
}

impl Asked {
    /// The environment that the token says it is of, if that is another than the request's.
    pub(super) fn foreign_environment(&self) -> Option<&'static str> {
        let said = self.claims.as_deref()?.environment()?;
        let used = self.environment.token_url()?.origin();
        let known = [Environment::production(), Environment::test()];
        let mut known = known.iter();
        // What tokens an environment of one's own takes is not known here.
        let own = known.find(|known| known.token_url().is_some_and(|url| url.origin() == used))?;
        let is_own = own.name() == self.environment.name();
        (is_own && own.name() != said).then_some(said)
    }

    /// What a token's own words have to say about the refusal of this account.
    pub(super) fn is_account_missing(&self) -> bool {
        let (claims, account) = (self.claims.as_deref(), self.account.as_ref());
        let named = claims
            .zip(account)
            .and_then(|(claims, account)| claims.names(account));
        named == Some(false)
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} at {} in environment {}",
            self.fingerprint,
            self.origin,
            self.environment.name()
        )?;
        match &self.account {
            Some(account) => write!(f, " for account {account}"),
            None => f.write_str(" without an account"),
        }
    }
}

macro_rules! asked_accessors {
    () => {
        /// The account in the request's URL.
        #[must_use]
        pub fn account(&self) -> Option<&AccountId> {
            self.asked.account.as_ref()
        }

        /// Who answered.
        #[must_use]
        pub fn origin(&self) -> &Origin {
            &self.asked.origin
        }

        /// The environment's name.
        #[must_use]
        pub fn environment(&self) -> &str {
            self.asked.environment.name()
        }

        /// What the token that was sent says about itself, unverified; `None` unless it was a JWT.
        #[must_use]
        pub fn claims(&self) -> Option<&Claims> {
            self.asked.claims.as_deref()
        }

        /// How long ago that token was asked for; `None` unless this client fetched one.
        #[must_use]
        pub fn token_age(&self) -> Option<Duration> {
            self.asked.token_age
        }

        /// Which credentials were used.
        #[must_use]
        pub fn fingerprint(&self) -> &Fingerprint {
            &self.asked.fingerprint
        }
    };
}

pub(super) use asked_accessors;
