//! The tokens that the sandbox has issued, and what each is good for.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use core::time::Duration;

use rustls::crypto::GetRandomFailed;

use crate::credential::Credential;
use crate::grant::Grant;
use crate::random::Random;
use crate::realm::Realm;
use crate::token_text::{self, Claims};

/// A token, apart from its text.
pub(crate) struct Token {
    /// Counted from 1, over both realms.
    pub(crate) number: u64,
    pub(crate) client_id: String,
    pub(crate) grant: Grant,
    realm: Realm,
    /// The time since 1970-01-01 UTC from which on it is refused.
    expires: Duration,
}

/// Every token, by its text, and how the next one is made.
pub(crate) struct Tokens {
    pub(crate) lifetime: Duration,
    pub(crate) are_opaque: bool,
    random: Random,
    issued: BTreeMap<String, Arc<Token>>,
    last: u64,
    /// The number of the last token that has been revoked.
    revoked: u64,
}

impl Tokens {
    pub(crate) fn new(random: Random, lifetime: Duration, are_opaque: bool) -> Self {
        Self {
            lifetime,
            are_opaque,
            random,
            issued: BTreeMap::new(),
            last: 0,
            revoked: 0,
        }
    }

    /// Issues a token and returns its text.
    ///
    /// # Errors
    ///
    /// The operating system has no randomness to give.
    pub(crate) fn issue(
        &mut self,
        client_id: &str,
        grant: Grant,
        realm: Realm,
        now: Duration,
    ) -> Result<String, GetRandomFailed> {
        let expires = now.saturating_add(self.lifetime);
        let text = if self.are_opaque {
            token_text::opaque(self.random)?
        } else {
            let claims = Claims {
                client_id,
                grant: &grant,
                issuer: realm.issuer(),
                issued: now,
                expires,
            };
            token_text::jwt(&claims, self.random)?
        };
        self.last += 1;
        let token = Token {
            number: self.last,
            client_id: client_id.into(),
            grant,
            realm,
            expires,
        };
        self.issued.insert(text.clone(), Arc::new(token));
        Ok(text)
    }

    /// Refuses, from now on, all that have been issued so far.
    pub(crate) fn revoke(&mut self) {
        self.revoked = self.last;
    }

    /// Whose token it is, and what it is worth in a realm; nothing, if it was not issued here.
    pub(crate) fn judge(
        &self,
        text: &str,
        realm: Realm,
        now: Duration,
    ) -> Option<(Credential, Arc<Token>)> {
        let token = self.issued.get(text)?;
        let client_id = token.client_id.clone();
        let credential = if token.realm != realm {
            Credential::OtherRealm(client_id)
        } else if token.number <= self.revoked {
            Credential::RevokedToken(client_id)
        } else if token.expires <= now {
            Credential::ExpiredToken(client_id)
        } else {
            Credential::Token(client_id)
        };
        Some((credential, Arc::clone(token)))
    }
}
