//! Fetched for: accounts for which a token was fetched after a 401, and when that is worth another try.

use alloc::collections::BTreeMap;
use core::time::Duration;

use super::clock::Now;
use super::reception::ACCOUNT_LIMIT;
use crate::{AccountId, Origin};

/// An account that stays wrong costs fewer tokens the longer it is so; one that becomes right waits for ten minutes, or twice as
/// long as it was wrong, and for an hour at the most.
#[derive(Debug, Default)]
pub(super) struct FetchedFor(BTreeMap<(Origin, Option<AccountId>), Fetch>);

#[derive(Debug)]
struct Fetch {
    at: Duration,
    /// How long it is not worth another.
    rest: Duration,
}

impl FetchedFor {
    pub(super) fn note(&mut self, origin: &Origin, account: Option<&AccountId>, now: Now) {
        let key = (origin.clone(), account.cloned());
        let known = self.0.len();
        match self.0.get_mut(&key) {
            // Many may wait for one token.
            Some(fetch) if fetch.is_recent(now) => {}
            Some(fetch) => {
                let rest = fetch.rest.saturating_mul(3).min(LONGEST_REST);
                *fetch = Fetch {
                    at: now.elapsed,
                    rest,
                };
            }
            // Whoever asks with ever new account ids must not fill the memory.
            None if known < ACCOUNT_LIMIT => {
                let rest = FIRST_REST;
                self.0.insert(
                    key,
                    Fetch {
                        at: now.elapsed,
                        rest,
                    },
                );
            }
            None => {}
        }
    }

    pub(super) fn is_recent(&self, origin: &Origin, account: Option<&AccountId>, now: Now) -> bool {
        let fetch = self.0.get(&(origin.clone(), account.cloned()));
        fetch.is_some_and(|fetch| fetch.is_recent(now))
    }

    /// It was accepted, so that what was before is nothing to it.
    pub(super) fn forget(&mut self, origin: &Origin, account: Option<&AccountId>) {
        if !self.0.is_empty() {
            self.0.remove(&(origin.clone(), account.cloned()));
        }
    }
}

impl Fetch {
    fn is_recent(&self, now: Now) -> bool {
        now.elapsed.saturating_sub(self.at) < self.rest
    }
}

const FIRST_REST: Duration = Duration::from_secs(10 * 60);
const LONGEST_REST: Duration = Duration::from_secs(60 * 60);
