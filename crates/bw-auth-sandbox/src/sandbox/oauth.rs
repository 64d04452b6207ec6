//! What a test may ask of clients and tokens.

use core::time::Duration;

use super::Sandbox;
use crate::clients::OAuthClient;
use crate::defaults::CLIENT_ID;
use crate::log::LoggedRequest;
use crate::place::TOKEN_ENDPOINT;
use crate::state::lock;

/// OAuth 2.0: clients, and the tokens that they get.
impl Sandbox {
    /// The token endpoint, directly: `https://127.0.0.1:<port>/api/v1/oauth2/token`. It is at this path of every
    /// host that the [proxy](Self::proxy_url) leads here.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("https://{}{TOKEN_ENDPOINT}", self.address)
    }

    /// The id of the client that a sandbox starts with.
    #[must_use]
    pub fn client_id(&self) -> &str {
        CLIENT_ID
    }

    /// The secret that this client starts with, a random one. What happens to it later does not change what is
    /// returned here.
    #[must_use]
    pub fn client_secret(&self) -> &str {
        &self.client_secret
    }

    /// Adds a client, or replaces the one of that id. Tokens issued before stay as they are.
    pub fn add_client(&self, client: OAuthClient) {
        lock(&self.shared.clients).add(client);
    }

    /// Removes a client; whether there was one. Its tokens are good until they expire or are
    /// [revoked](Self::revoke_tokens).
    pub fn remove_client(&self, client_id: &str) -> bool {
        lock(&self.shared.clients).remove(client_id)
    }

    /// Gives a client a new secret beside the newest of those it has; an older one is no longer live. Whether there
    /// is such a client.
    pub fn add_client_secret(&self, client_id: &str, new: &str) -> bool {
        lock(&self.shared.clients).add_secret(client_id, new)
    }

    /// Takes a secret from a client, which may be its last; whether it had it. Tokens are not taken with it.
    pub fn remove_client_secret(&self, client_id: &str, secret: &str) -> bool {
        lock(&self.shared.clients).remove_secret(client_id, secret)
    }

    /// How long a token issued from now on is good for, by the sandbox's clock. `expires_in` says it in whole
    /// seconds, a part of one left out.
    pub fn set_token_lifetime(&self, lifetime: Duration) {
        lock(&self.shared.tokens).lifetime = lifetime;
    }

    /// Whether the tokens issued from now on say nothing about themselves, or are JWTs.
    pub fn set_opaque_tokens(&self, are_opaque: bool) {
        lock(&self.shared.tokens).are_opaque = are_opaque;
    }

    /// Revokes all tokens that have been issued so far, in both realms.
    pub fn revoke_tokens(&self) {
        lock(&self.shared.tokens).revoke();
    }

    /// How many requests to the token endpoint have arrived since the log was last [cleared](Self::clear_log),
    /// whatever became of them.
    #[must_use]
    pub fn token_requests(&self) -> usize {
        self.count(LoggedRequest::is_for_token)
    }
}
