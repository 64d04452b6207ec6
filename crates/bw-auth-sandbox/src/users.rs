//! The API users that the sandbox knows.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use core::fmt;

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
    accounts: BTreeSet<String>,
    roles: BTreeSet<String>,
}

impl ApiUser {
    /// A user with no account and no role.
    #[must_use]
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
            accounts: BTreeSet::new(),
            roles: BTreeSet::new(),
        }
    }

    /// Gives the user an account.
    #[must_use]
    pub fn account(mut self, account_id: impl Into<String>) -> Self {
        self.accounts.insert(account_id.into());
        self
    }

    /// Gives the user a role. The set is open: a role the sandbox has never heard of is kept, and opens the
    /// resource of that name.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.roles.insert(role.into());
        self
    }
}

impl fmt::Debug for ApiUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiUser")
            .field("username", &self.username)
            .field("accounts", &self.accounts)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

/// Every user, by username.
#[derive(Default)]
pub(crate) struct Users(BTreeMap<String, ApiUser>);

impl Users {
    pub(crate) fn add(&mut self, user: ApiUser) {
        self.0.insert(user.username.clone(), user);
    }

    pub(crate) fn remove(&mut self, username: &str) -> bool {
        self.0.remove(username).is_some()
    }

    pub(crate) fn set_password(&mut self, username: &str, password: &str) -> bool {
        let Some(user) = self.0.get_mut(username) else {
            return false;
        };
        password.clone_into(&mut user.password);
        true
    }

    /// Whether the password is that user's; nothing, if there is no such user.
    pub(crate) fn knows(&self, username: &str, password: &str) -> Option<bool> {
        self.0.get(username).map(|user| user.password == password)
    }

    pub(crate) fn has_account(&self, username: &str, account: &str) -> bool {
        self.0
            .get(username)
            .is_some_and(|user| user.accounts.contains(account))
    }

    pub(crate) fn has_role(&self, username: &str, is_it: impl Fn(&str) -> bool) -> bool {
        self.0
            .get(username)
            .is_some_and(|user| user.roles.iter().any(|role| is_it(role)))
    }
}
