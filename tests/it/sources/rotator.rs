//! The service's side of a rotation: pairs that it takes, and those that it takes no longer.

use bw_auth_sandbox::{ApiUser, OAuthClient, Sandbox};

/// Numbered pairs of one scheme, of which id and secret both change.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scheme {
    Basic,
    Client,
}

impl Scheme {
    /// What the halves are called in a profile.
    pub(super) fn names(self) -> [&'static str; 2] {
        match self {
            Self::Basic => ["username", "password"],
            Self::Client => ["client_id", "client_secret"],
        }
    }

    pub(super) fn id(self, number: u64) -> String {
        format!("id-{number}")
    }

    pub(super) fn secret(self, number: u64) -> String {
        format!("secret-{number}")
    }

    /// From now on the sandbox takes this pair.
    pub(super) fn admit(self, sandbox: &Sandbox, number: u64) {
        let (id, secret, account) = (self.id(number), self.secret(number), sandbox.account_id());
        match self {
            Self::Basic => sandbox.add_user(ApiUser::new(id, secret).account(account)),
            Self::Client => sandbox.add_client(OAuthClient::new(id, secret).account(account)),
        }
    }

    /// From now on it does not. The id stays known, so that the log tells which one it was.
    pub(super) fn retire(self, sandbox: &Sandbox, number: u64) {
        let (id, account) = (self.id(number), sandbox.account_id());
        match self {
            Self::Basic => sandbox.add_user(ApiUser::new(id, RETIRED).account(account)),
            Self::Client => sandbox.add_client(OAuthClient::new(id, RETIRED).account(account)),
        }
    }
}

const RETIRED: &str = "retired";
