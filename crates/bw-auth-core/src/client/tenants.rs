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
    /// The state of these credentials, which `make` makes if there is none.
    pub fn shared(&self, credentials: &Credentials, make: impl FnOnce() -> T) -> T {
        let mut known = self.known();
        known.uses += 1;
        let now = known.uses;
        let same_name = known.by_principal.entry(credentials.principal().into());
        let same_name = same_name.or_default();
        if let Some(tenant) = same_name.iter_mut().find(|t| t.credentials == *credentials) {
            tenant.last_use = now;
            return tenant.state.clone();
        }
        let state = make();
        same_name.push(Tenant {
            credentials: credentials.clone(),
            state: state.clone(),
            last_use: now,
        });
        known.count += 1;
        if known.count > LIMIT {
            let oldest = known
                .by_principal
                .values()
                .flatten()
                .map(|t| t.last_use)
                .min();
            known.retain(|tenant| Some(tenant.last_use) != oldest);
        }
        state
    }

    /// Knows a state by these credentials from now on, and by none that it was known by before.
    pub fn rename(&self, credentials: &Credentials, state: &T, is_it: impl Fn(&T) -> bool) {
        self.known()
            .retain(|tenant| !is_it(&tenant.state) && tenant.credentials != *credentials);
        self.shared(credentials, || state.clone());
    }

    fn known(&self) -> MutexGuard<'_, Known<T>> {
        // Consistent again after any panic but one in `make`, which comes before anything is changed.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Known<T> {
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
