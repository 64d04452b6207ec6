//! Fetched for: accounts for which a token was fetched after a 401, and when that is worth another try.

use alloc::collections::BTreeMap;
use core::time::Duration;

use super::clock::Now;
use super::reception::{ACCOUNT_LIMIT, Reception};
use crate::{AccountId, Origin};

/// An account that stays wrong costs two tokens at the most, while none lives for longer than an hour and others are served between its
/// requests; one that becomes right waits for ten minutes the first time, and later for an hour at the most.
#[derive(Debug, Default)]
pub(super) struct FetchedFor(BTreeMap<(Origin, Option<AccountId>), Fetch>);

#[derive(Debug)]
struct Fetch {
    at: Duration,
    /// How long it is not worth another.
    rest: Duration,
    /// A token that was refused to it was good for others afterwards.
    is_accounts: bool,
}

impl FetchedFor {
    pub(super) fn note(&mut self, origin: &Origin, account: Option<&AccountId>, now: Now) {
        let key = (origin.clone(), account.cloned());
        let known = self.0.len();
        match self.0.get_mut(&key) {
            // Many may wait for one token.
            Some(fetch) if fetch.is_recent(None, now) => {}
            Some(fetch) => (fetch.at, fetch.rest) = (now.elapsed, LATER_REST),
            // Whoever asks with ever new account ids must not fill the memory.
            None if known < ACCOUNT_LIMIT => {
                let fetch = Fetch {
                    at: now.elapsed,
                    rest: FIRST_REST,
                    is_accounts: false,
                };
                self.0.insert(key, fetch);
            }
            None => {}
        }
    }

    /// Notes what is known of the accounts by a token that is replaced now.
    pub(super) fn learn(&mut self, met: &Reception) {
        for ((origin, account), fetch) in &mut self.0 {
            fetch.is_accounts |= met.speaks_against(origin, account.as_ref());
        }
    }

    /// Whether it was the account's own affair that tokens before were refused to it.
    pub(super) fn is_accounts(&self, origin: &Origin, account: Option<&AccountId>) -> bool {
        let fetch = self.0.get(&(origin.clone(), account.cloned()));
        fetch.is_some_and(|fetch| fetch.is_accounts)
    }

    /// Whether another token is not worth it yet. One that was fetched for other reasons, and refused too, is as good as one that
    /// was fetched for the account: `asked` tells when.
    pub(super) fn is_recent(
        &self,
        origin: &Origin,
        account: Option<&AccountId>,
        asked: Option<Duration>,
        now: Now,
    ) -> bool {
        let fetch = self.0.get(&(origin.clone(), account.cloned()));
        fetch.is_some_and(|fetch| fetch.is_recent(asked, now))
    }

    /// It was accepted, so that what was before is nothing to it.
    pub(super) fn forget(&mut self, origin: &Origin, account: Option<&AccountId>) {
        if !self.0.is_empty() {
            self.0.remove(&(origin.clone(), account.cloned()));
        }
    }
}

impl Fetch {
    fn is_recent(&self, asked: Option<Duration>, now: Now) -> bool {
        let last = asked.map_or(self.at, |asked| asked.max(self.at));
        now.elapsed.saturating_sub(last) < self.rest
    }
}

const FIRST_REST: Duration = Duration::from_secs(10 * 60);
const LATER_REST: Duration = Duration::from_secs(60 * 60);
