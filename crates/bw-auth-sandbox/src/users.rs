//! The API users that the sandbox knows.

use alloc::collections::BTreeMap;
use alloc::string::String;
use core::fmt;
use core::time::Duration;

use crate::credential::Credential;
use crate::grant::Grant;

/// An API user: a username and a password, the accounts it may use, and its roles.
///
/// A user with no role may GET the five endpoints that Bandwidth opens to every API user; a role opens more
/// (see the crate's documentation). Username and password are compared exactly, case included.
///
/// ```
/// use bw_auth_sandbox::ApiUser;
///
/// let user = ApiUser::new("caller", "correct-horse").account("5504417").role("HttpVoice");
/// assert!(!format!("{user:?}").contains("correct-horse"));
/// ```
#[derive(Clone)]
pub struct ApiUser {
    username: String,
    password: String,
    grant: Grant,
}

impl ApiUser {
    /// A user with no account and no role.
    #[must_use]
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
            grant: Grant::default(),
        }
    }

    /// Gives the user an account.
    #[must_use]
    pub fn account(mut self, account_id: impl Into<String>) -> Self {
        self.grant.accounts.insert(account_id.into());
        self
    }

    /// Gives the user a role. The set is open: a role the sandbox has never heard of is kept, and opens the
    /// resource of that name.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.grant.roles.insert(role.into());
        self
    }
}

impl fmt::Debug for ApiUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiUser")
            .field("username", &self.username)
            .field("accounts", &self.grant.accounts)
            .field("roles", &self.grant.roles)
            .finish_non_exhaustive()
    }
}

/// Every user, by username, and the end of them all.
#[derive(Default)]
pub(crate) struct Users {
    by_name: BTreeMap<String, ApiUser>,
    /// The time since 1970-01-01 UTC from which on no pair is accepted, if there is one.
    pub(crate) retire_at: Option<Duration>,
}

impl Users {
    pub(crate) fn add(&mut self, user: ApiUser) {
        self.by_name.insert(user.username.clone(), user);
    }

    pub(crate) fn remove(&mut self, username: &str) -> bool {
        self.by_name.remove(username).is_some()
    }

    pub(crate) fn set_password(&mut self, username: &str, password: &str) -> bool {
        let Some(user) = self.by_name.get_mut(username) else {
            return false;
        };
        password.clone_into(&mut user.password);
        true
    }

    /// Whose pair it is, and whether it is still accepted; nothing, if there is no such user.
    pub(crate) fn judge(
        &self,
        username: &str,
        password: &str,
        now: Duration,
    ) -> Option<Credential> {
        let user = self.by_name.get(username)?;
        Some(if user.password != password {
            Credential::WrongPassword(username.into())
        } else if self.retire_at.is_some_and(|at| at <= now) {
            Credential::Retired(username.into())
        } else {
            Credential::Accepted(username.into())
        })
    }

    pub(crate) fn grant(&self, username: &str) -> Option<&Grant> {
        self.by_name.get(username).map(|user| &user.grant)
    }
}
