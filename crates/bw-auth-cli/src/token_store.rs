//! The token store of this machine, and one note to the person if it is of no use.

use std::io::{self, Write as _};
use std::sync::{Once, OnceLock};
use std::time::Duration;

use bw_auth_core::{BoxError, StoredToken, TokenKey, TokenStore};
use bw_auth_sources::{FileTokenStore, Surroundings, TokenStoreError};

use crate::output::remark;

/// It is opened where a token is wanted, since an API user has none to keep, and no use for a note about it.
#[derive(Debug)]
pub(crate) struct NotedStore {
    opened: OnceLock<Result<FileTokenStore, TokenStoreError>>,
    /// The most that it may have a request wait for another process.
    longest_wait: Option<Duration>,
    noted: Once,
}

impl NotedStore {
    pub(crate) fn new(longest_wait: Option<Duration>) -> Self {
        Self {
            opened: OnceLock::new(),
            longest_wait,
            noted: Once::new(),
        }
    }

    fn opened(&self) -> Result<&FileTokenStore, TokenStoreError> {
        let opened = self.opened.get_or_init(|| {
            let store = FileTokenStore::standard(&Surroundings::of_process())?.on_wait(|| {
                remark("bw-auth: waiting for another process, which fetches a token or holds the lock of the tokens");
            });
            Ok(match self.longest_wait {
                Some(wait) => store.with_longest_wait(wait),
                None => store,
            })
        });
        opened.as_ref().map_err(TokenStoreError::clone)
    }

    /// A client takes what fails for an empty store, so that nobody else would ever tell of it.
    fn note(&self, error: &BoxError) {
        let code = error.downcast_ref().map(TokenStoreError::code);
        let code = code.unwrap_or("token_store.unusable");
        self.noted.call_once(|| {
            // Where it cannot be written to, the request is what matters.
            let _ = writeln!(
                io::stderr(),
                "bw-auth: note: no token is kept for the next run: {error} [{code}] (see docs/errors.md)"
            );
        });
    }
}

impl TokenStore for NotedStore {
    fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        let loaded = self.opened().map_err(BoxError::from);
        let loaded = loaded.and_then(|store| store.load(key));
        loaded.inspect_err(|error| self.note(error))
    }

    fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError> {
        let saved = self.opened().map_err(BoxError::from);
        let saved = saved.and_then(|store| store.save(key, token));
        saved.inspect_err(|error| self.note(error))
    }
}
