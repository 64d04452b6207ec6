//! Claims: what a token says about itself. It explains an answer, and proves nothing.

use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::{AccountId, BearerToken, Environment, Url};

/// What a token says about itself, **unverified**: nobody here knows the key that it is signed with. It is good for
/// messages, and for choosing an account; whether a token is accepted is the service's to say.
///
/// Bandwidth's tokens are JWTs ([RFC 7519](https://www.rfc-editor.org/rfc/rfc7519)) with the claims `accounts`, `roles` and
/// `exp`, as its own clients read them. A token that is none works all the same and has no claims.
#[derive(Clone, PartialEq, Eq)]
pub struct Claims {
    accounts: Vec<String>,
    roles: Vec<String>,
    expires_at: Option<Duration>,
    /// The environment's name.
    environment: Option<&'static str>,
}

impl Claims {
    /// Reads a token; `None` if it is no JWT.
    ///
    /// ```
    /// use bw_auth_core::{BearerToken, Claims};
    ///
    /// // {"alg":"none"} . {"accounts":["920012"],"roles":["Porting"],"exp":1800000000} .
    /// let token = "eyJhbGciOiJub25lIn0.eyJhY2NvdW50cyI6WyI5MjAwMTIiXSwicm9sZXMiOlsiUG9ydGluZyJdLCJleHAiOjE4MDAwMDAwMDB9.";
    /// let claims = Claims::of(&BearerToken::new(token.to_owned())?).unwrap();
    /// assert_eq!(claims.accounts(), ["920012"]);
    /// assert_eq!(claims.expires_at().unwrap().as_secs(), 1_800_000_000);
    /// # Ok::<(), bw_auth_core::CredentialsError>(())
    /// ```
    #[must_use]
    pub fn of(token: &BearerToken) -> Option<Self> {
        let mut parts = token.expose().split('.');
        let (_header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let mut decoded = Zeroizing::new(vec![0; base64::decoded_len_estimate(payload.len())]);
        let length = URL_SAFE_NO_PAD.decode_slice(payload, &mut decoded).ok()?;
        // Member by member, so that nothing is copied of what is not shown but the names.
        let members: BTreeMap<String, &RawValue> =
            serde_json::from_slice(decoded.get(..length)?).ok()?;
        let member =
            |name: &str| -> Option<Value> { serde_json::from_str(members.get(name)?.get()).ok() };
        let issuer = member("iss");
        let seconds = member("exp").and_then(|exp| exp.as_f64());
        Some(Self {
            accounts: texts(member("accounts").as_ref()),
            roles: texts(member("roles").as_ref()),
            expires_at: seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
            environment: issuer
                .as_ref()
                .and_then(Value::as_str)
                .and_then(environment_of),
        })
    }

    /// The accounts it is for. Empty for credentials that are valid across the system, and for a token that does not say.
    #[must_use]
    pub fn accounts(&self) -> &[String] {
        &self.accounts
    }

    /// The roles it has. They are those of the moment it was issued: a new role needs a new token.
    #[must_use]
    pub fn roles(&self) -> &[String] {
        &self.roles
    }

    /// When it ends by its own account, as time since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn expires_at(&self) -> Option<Duration> {
        self.expires_at
    }

    /// The name of the environment it is of, `production` or `test`, if the claim `iss` is a URL of the origin where that environment issues
    /// tokens. Bandwidth has not documented the claim, so a token that does not say, or says something else, may be of either.
    #[must_use]
    pub fn environment(&self) -> Option<&'static str> {
        self.environment
    }

    /// Whether it names this account; `None` if it names none at all.
    #[must_use]
    pub fn names(&self, account: &AccountId) -> Option<bool> {
        let names = |known: &String| known == account.as_str();
        (!self.accounts.is_empty()).then(|| self.accounts.iter().any(names))
    }

    /// The one account that it is for, if it is exactly one.
    #[must_use]
    pub fn only_account(&self) -> Option<AccountId> {
        match self.accounts.as_slice() {
            [only] => only.parse().or_else(|_| AccountId::opaque(only)).ok(),
            _ => None,
        }
    }
}

fn environment_of(issuer: &str) -> Option<&'static str> {
    let issuer = Url::parse(issuer).ok()?;
    let issues = |environment: &Environment| {
        let url = environment.token_url();
        url.is_some_and(|url| url.origin() == issuer.origin())
    };
    [
        ("production", Environment::production()),
        ("test", Environment::test()),
    ]
    .into_iter()
    .find_map(|(name, environment)| issues(&environment).then_some(name))
}

fn texts(claim: Option<&Value>) -> Vec<String> {
    let entries = claim.and_then(Value::as_array).into_iter().flatten();
    let texts = entries.filter_map(|entry| match entry {
        Value::String(text) => Some(text.to_owned()),
        Value::Number(number) => Some(alloc::string::ToString::to_string(number)),
        _ => None,
    });
    texts.collect()
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims")
            .field("accounts", &Listed(&self.accounts))
            .field("roles", &Listed(&self.roles))
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

/// A list in brackets, cut after a few entries. It came from outside, so it is escaped.
pub(super) struct Listed<'a>(pub(super) &'a [String]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (position, entry) in self.0.iter().take(SHOWN).enumerate() {
            let separator = if position > 0 { ", " } else { "" };
            let cut = entry.char_indices().nth(SHOWN_LENGTH).map(|(at, _)| at);
            let shown = cut.and_then(|at| entry.get(..at)).unwrap_or(entry);
            write!(f, "{separator}{}", shown.escape_debug())?;
        }
        let more = self.0.len().saturating_sub(SHOWN);
        if more > 0 {
            write!(f, " and {more} more")?;
        }
        f.write_str("]")
    }
}

impl fmt::Debug for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

const SHOWN: usize = 10;
const SHOWN_LENGTH: usize = 64;
