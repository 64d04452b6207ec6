//! Tenants: one shared state for each set of equal credentials, for services that act for many customers.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Credentials;

/// The states of the credentials that were used last. Whatever leaves is forgotten here, and lives on in the clients that
/// have it.
pub struct Tenants<T> {
    known: Mutex<Known<T>>,
}

struct Known<T> {
    /// By username or client id. Equal names with other secrets are others, and stand side by side.
    by_principal: BTreeMap<Box<str>, Vec<Tenant<T>>>,
    count: usize,
    uses: u64,
}

struct Tenant<T> {
    credentials: Credentials,
    state: T,
    last_use: u64,
}

impl<T: Clone> Tenants<T> {
    /// The state of these credentials, which `make` makes if there is none. `is_theirs` sees to it that one whose credentials
    /// were replaced meanwhile is nobody's. Neither may call foreign code.
    pub fn shared(
        &self,
        credentials: &Credentials,
        is_theirs: impl Fn(&T) -> bool,
        make: impl FnOnce() -> T,
    ) -> T {
        let mut known = self.known();
        known.uses += 1;
        let now = known.uses;
        let same_name = known.by_principal.get_mut(credentials.principal());
        let found = same_name
            .and_then(|tenants| tenants.iter_mut().find(|t| t.credentials == *credentials));
        if let Some(tenant) = found {
            if is_theirs(&tenant.state) {
                tenant.last_use = now;
                return tenant.state.clone();
            }
            known.retain(|tenant| tenant.credentials != *credentials);
        }
        let state = make();
        known.add(credentials.clone(), state.clone());
        state
    }

    /// Forgets a state whose credentials are about to be replaced.
    pub fn forget(&self, is_it: impl Fn(&T) -> bool) {
        self.known().retain(|tenant| !is_it(&tenant.state));
    }

    /// Knows this state, and no other, by these credentials from now on.
    pub fn know(&self, credentials: &Credentials, state: &T) {
        let mut known = self.known();
        known.retain(|tenant| tenant.credentials != *credentials);
        known.add(credentials.clone(), state.clone());
    }

    fn known(&self) -> MutexGuard<'_, Known<T>> {
        // Consistent again after any panic but one in `make`, which comes before anything is changed.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Known<T> {
    fn add(&mut self, credentials: Credentials, state: T) {
        self.uses += 1;
        let same_name = self.by_principal.entry(credentials.principal().into());
        same_name.or_default().push(Tenant {
            credentials,
            state,
            last_use: self.uses,
        });
        self.count += 1;
        if self.count > LIMIT {
            let tenants = self.by_principal.values().flatten();
            let oldest = tenants.map(|tenant| tenant.last_use).min();
            self.retain(|tenant| Some(tenant.last_use) != oldest);
        }
    }

    fn retain(&mut self, stays: impl Fn(&Tenant<T>) -> bool) {
        self.by_principal.retain(|_, same_name| {
            same_name.retain(&stays);
            !same_name.is_empty()
        });
        self.count = self.by_principal.values().map(Vec::len).sum();
    }
}

impl<T> Default for Tenants<T> {
    fn default() -> Self {
        Self {
            known: Mutex::new(Known {
                by_principal: BTreeMap::new(),
                count: 0,
                uses: 0,
            }),
        }
    }
}

impl<T> fmt::Debug for Tenants<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenants").finish_non_exhaustive()
    }
}

/// How many sets of credentials are known at a time. Each takes some kilobytes.
const LIMIT: usize = 1024;
