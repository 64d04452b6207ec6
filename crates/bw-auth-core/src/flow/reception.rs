//! Reception: how services have received a token, and by that whether a refusal of it is the account's own affair.

use alloc::collections::BTreeMap;

use crate::{AccountId, Origin};

/// What answers a token has met. Sendings are numbered in their order.
#[derive(Debug, Default)]
pub(super) struct Reception {
    /// The last sending that was accepted, by each service. One service's word is nothing to another's: they may learn of a
    /// revocation at different times.
    accepted: BTreeMap<Origin, u64>,
    /// Whom it was refused to, and the last sending by then.
    refused: BTreeMap<(Origin, Option<AccountId>), u64>,
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

    /// Notes a refusal. Returns whether it is the account's own affair: since its last one the token was sent for somebody else
    /// and accepted, and what was revoked does not come to life again.
    pub(super) fn refused(
        &mut self,
        origin: &Origin,
        account: Option<&AccountId>,
        last_sending: u64,
    ) -> bool {
        let accepted = self.accepted.get(origin).copied().unwrap_or_default();
        let key = (origin.clone(), account.cloned());
        let known = self.refused.len();
        match self.refused.get_mut(&key) {
            Some(before) => {
                let is_its_own = accepted > *before;
                if is_its_own {
                    *before = last_sending;
                }
                is_its_own
            }
            None => {
                // Whoever asks with ever new account ids must not fill the memory.
                if known < ACCOUNT_LIMIT {
                    self.refused.insert(key, last_sending);
                }
                false
            }
        }
    }
}

/// How many accounts are remembered of a credential.
pub(super) const ACCOUNT_LIMIT: usize = 4096;
