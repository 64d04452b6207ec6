//! The OAuth 2.0 clients that the sandbox knows.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::credential::Credential;
use crate::grant::Grant;

/// An OAuth 2.0 client: its id and secret, the accounts that its tokens may use, and their roles.
///
/// Two secrets can be live at a time, so that one can be replaced while it is in use. Id and secret are compared
/// exactly, case included. A token has the accounts and the roles that its client had when it was issued.
///
/// ```
/// use bw_auth_sandbox::OAuthClient;
///
/// let client = OAuthClient::new("CLI-caller", "correct-horse")
///     .second_secret("battery-staple")
///     .account("5504417")
///     .role("HttpVoice");
/// assert!(!format!("{client:?}").contains("horse"));
/// ```
#[derive(Clone)]
pub struct OAuthClient {
    client_id: String,
    /// The live ones, oldest first.
    secrets: Vec<String>,
    grant: Grant,
}

impl OAuthClient {
    /// A client with no account and no role.
    #[must_use]
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            secrets: vec![client_secret.into()],
            grant: Grant::default(),
        }
    }

    /// Gives the client an account.
    #[must_use]
    pub fn account(mut self, account_id: impl Into<String>) -> Self {
        self.grant.accounts.insert(account_id.into());
        self
    }

    /// Gives the client a role, as [`ApiUser::role`](crate::ApiUser::role) does a user.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.grant.roles.insert(role.into());
        self
    }

    /// Gives the client a second secret, newer than the first. Of three, the oldest is no longer live.
    #[must_use]
    pub fn second_secret(mut self, client_secret: impl Into<String>) -> Self {
        self.add_secret(client_secret.into());
        self
    }

    fn add_secret(&mut self, secret: String) {
        // One that is live already becomes the newest.
        self.secrets.retain(|live| *live != secret);
        if self.secrets.len() == LIVE_SECRETS {
            self.secrets.remove(0);
        }
        self.secrets.push(secret);
    }
}

impl fmt::Debug for OAuthClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthClient")
            .field("client_id", &self.client_id)
            .field("accounts", &self.grant.accounts)
            .field("roles", &self.grant.roles)
            .finish_non_exhaustive()
    }
}

/// Every client, by id.
#[derive(Default)]
pub(crate) struct Clients(BTreeMap<String, OAuthClient>);

impl Clients {
    pub(crate) fn add(&mut self, client: OAuthClient) {
        self.0.insert(client.client_id.clone(), client);
    }

    pub(crate) fn remove(&mut self, client_id: &str) -> bool {
        self.0.remove(client_id).is_some()
    }

    pub(crate) fn add_secret(&mut self, client_id: &str, secret: &str) -> bool {
        let Some(client) = self.0.get_mut(client_id) else {
            return false;
        };
        client.add_secret(secret.into());
        true
    }

    pub(crate) fn remove_secret(&mut self, client_id: &str, secret: &str) -> bool {
        let Some(client) = self.0.get_mut(client_id) else {
            return false;
        };
        let before = client.secrets.len();
        client.secrets.retain(|live| live != secret);
        client.secrets.len() < before
    }

    /// Whose pair it is; nothing, if there is no such client.
    pub(crate) fn judge(&self, client_id: &str, secret: &str) -> Option<Credential> {
        let client = self.0.get(client_id)?;
        Some(if client.secrets.iter().any(|live| live == secret) {
            Credential::Client(client_id.into())
        } else {
            Credential::WrongClientSecret(client_id.into())
        })
    }

    pub(crate) fn grant(&self, client_id: &str) -> Option<&Grant> {
        self.0.get(client_id).map(|client| &client.grant)
    }
}

const LIVE_SECRETS: usize = 2;
