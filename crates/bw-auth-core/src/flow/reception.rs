//! Reception: how services have received a token, and by that whether a refusal of it is the account's own affair.

use alloc::collections::BTreeMap;

use crate::{AccountId, Origin};

/// What answers a token has met. Sendings are numbered in their order.
#[derive(Debug, Default)]
pub(super) struct Reception {
    /// The last sending that was accepted, by each service. One service's word is nothing to another's: they may learn of a
    /// revocation at different times.
    accepted: BTreeMap<Origin, u64>,
    refused: BTreeMap<(Origin, Option<AccountId>), Refusal>,
}

#[derive(Debug)]
struct Refusal {
    /// The last sending by then.
    before: u64,
    /// One of them was the account's own affair.
    is_accounts: bool,
}

/// What a refusal of a token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Affair {
    /// It is the account's: since its last one the token was sent for somebody else and accepted, and what was revoked does not
    /// come to life again.
    Accounts,
    /// It is the first for the account, so that nothing is known by this token.
    First,
    /// Nobody was accepted since the last.
    Unknown,
}

impl Reception {
    /// Notes an acceptance. The account that it was for is no wrong one, so its own refusals say nothing any more.
    pub(super) fn accepted(&mut self, origin: &Origin, account: Option<&AccountId>, sending: u64) {
        match self.accepted.get_mut(origin) {
            Some(last) => *last = sending.max(*last),
            None => _ = self.accepted.insert(origin.clone(), sending),
        }
        if !self.refused.is_empty() {
            self.refused.remove(&(origin.clone(), account.cloned()));
        }
    }

    /// Notes a refusal.
    pub(super) fn refused(
        &mut self,
        origin: &Origin,
        account: Option<&AccountId>,
        last_sending: u64,
    ) -> Affair {
        let accepted = self.accepted.get(origin).copied().unwrap_or_default();
        let key = (origin.clone(), account.cloned());
        let known = self.refused.len();
        match self.refused.get_mut(&key) {
            Some(last) if accepted > last.before => {
                last.before = last_sending;
                last.is_accounts = true;
                Affair::Accounts
            }
            Some(_) => Affair::Unknown,
            None => {
                // Whoever asks with ever new account ids must not fill the memory.
                if known < ACCOUNT_LIMIT {
                    let first = Refusal {
                        before: last_sending,
                        is_accounts: false,
                    };
                    self.refused.insert(key, first);
                }
                Affair::First
            }
        }
    }

    /// Whether it was good for others after it had been refused to this account.
    pub(super) fn speaks_against(&self, origin: &Origin, account: Option<&AccountId>) -> bool {
        let accepted = self.accepted.get(origin).copied().unwrap_or_default();
        let refused = self.refused.get(&(origin.clone(), account.cloned()));
        refused.is_some_and(|refusal| refusal.is_accounts || accepted > refusal.before)
    }
}

/// How many accounts are remembered of a credential.
pub(super) const ACCOUNT_LIMIT: usize = 4096;
