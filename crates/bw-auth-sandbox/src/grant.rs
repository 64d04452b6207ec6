//! What somebody may use.

use alloc::collections::BTreeSet;
use alloc::string::String;

/// Accounts and roles: of an API user, of a client, or of a token since it was issued.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grant {
    pub(crate) accounts: BTreeSet<String>,
    pub(crate) roles: BTreeSet<String>,
}

impl Grant {
    pub(crate) fn has_account(&self, account: &str) -> bool {
        self.accounts.contains(account)
    }

    pub(crate) fn has_role(&self, is_it: impl Fn(&str) -> bool) -> bool {
        self.roles.iter().any(|role| is_it(role))
    }
}
