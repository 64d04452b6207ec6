//! How services receive the token at hand: what follows from a refusal of it, and from its being accepted.

use alloc::sync::Arc;
use core::time::Duration;

use super::Tokens;
use crate::flow::clock::Now;
use crate::flow::held::Held;
use crate::flow::reception::{Affair, Reception};
use crate::flow::token::Doubt;
use crate::{AccountId, Origin};

impl Tokens {
    /// A service has refused this token to this account. Returns whether another is worth fetching for it: not while
    /// fetching pauses after a failure, and once in half a minute, since it may be the account that is refused.
    pub(in crate::flow) fn doubt(
        &mut self,
        held: &Arc<Held>,
        origin: &Origin,
        account: Option<&AccountId>,
        now: Now,
    ) -> bool {
        let pauses = self.pauses(now);
        let current = self.current.as_mut();
        let Some(token) = current.filter(|token| !pauses && Arc::ptr_eq(&token.held, held)) else {
            return false;
        };
        let lately = |at: Duration| now.elapsed.saturating_sub(at) < DOUBT_PAUSE;
        if !token.is_doubted() && self.doubted_at.is_some_and(lately) {
            return false;
        }
        if !token.is_doubted() {
            token.doubt = Some(Doubt::Refused);
            self.doubted_at = Some(now.elapsed);
            self.doubted_for = Some((origin.clone(), account.cloned()));
        }
        self.fetched_for.note(origin, account, now);
        // What a store has may have been revoked together with it.
        self.wants_fetched = true;
        true
    }

    /// Whether this token is at hand because the one before was refused to this very account a moment ago. The first answer
    /// to it settles that, whichever it is.
    pub(in crate::flow) fn take_renewed_for(
        &mut self,
        held: &Arc<Held>,
        origin: &Origin,
        account: Option<&AccountId>,
        now: Now,
    ) -> bool {
        let lately = |at: Duration| now.elapsed.saturating_sub(at) < DOUBT_MEMORY;
        if !self.doubted_at.is_some_and(lately) {
            self.doubted_for = None;
        }
        let is_it =
            |(at, of): &mut (Origin, Option<AccountId>)| at == origin && of.as_ref() == account;
        let current = self.current.as_ref();
        let is_renewed =
            current.is_some_and(|token| !token.is_doubted() && Arc::ptr_eq(&token.held, held));
        is_renewed && self.doubted_for.take_if(is_it).is_some()
    }

    /// Notes that a service has refused this token, when so many were sent. Whether that is the account's own affair: by what
    /// others had of this token, or of those before it if this is the first time.
    pub(in crate::flow) fn refused(
        &mut self,
        held: &Arc<Held>,
        origin: &Origin,
        account: Option<&AccountId>,
        last_sending: u64,
    ) -> bool {
        let Some(reception) = self.reception(held) else {
            return false;
        };
        match reception.refused(origin, account, last_sending) {
            Affair::Accounts => true,
            Affair::First => self.fetched_for.is_accounts(origin, account),
            Affair::Unknown => false,
        }
    }

    /// Whether a token was fetched for this account not long ago, or this one lately, and another is not worth it yet.
    pub(in crate::flow) fn was_fetched_for(
        &self,
        held: &Held,
        origin: &Origin,
        account: Option<&AccountId>,
        now: Now,
    ) -> bool {
        let asked = held.note.as_ref().and_then(|note| note.asked);
        self.fetched_for.is_recent(origin, account, asked, now)
    }

    /// Notes that a service has accepted this token, the sending of that number, for this account.
    pub(in crate::flow) fn accepted(
        &mut self,
        held: &Arc<Held>,
        origin: &Origin,
        account: Option<&AccountId>,
        sending: u64,
    ) {
        if let Some(reception) = self.reception(held) {
            reception.accepted(origin, account, sending);
            self.fetched_for.forget(origin, account);
        }
    }

    /// How this token was received, while it is the one at hand.
    fn reception(&mut self, held: &Arc<Held>) -> Option<&mut Reception> {
        let current = self.current.as_mut();
        let current = current.filter(|token| Arc::ptr_eq(&token.held, held))?;
        Some(&mut current.reception)
    }
}

const DOUBT_PAUSE: Duration = Duration::from_secs(30);
/// As long as a refusal is remembered.
const DOUBT_MEMORY: Duration = Duration::from_secs(60);
