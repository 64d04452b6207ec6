//! What becomes of the answers in the model test, 401 above all.

use bw_auth_core::{Error, Fault, Step};
use proptest::prelude::*;

use super::naive_memory;
use super::naive_tokens::{Model, Wanted, What};
use super::reply::Reply;
use super::token_callers::fail;
use super::token_world::{Caller, Sent, Stand, Want, World};

impl World {
    pub(crate) fn finish(&mut self, which: usize, status: u16) -> Result<(), TestCaseError> {
        if !matches!(self.callers[which].stand, Stand::Sent) {
            return Ok(());
        }
        let mut caller = self.callers.swap_remove(which);
        let Some(sent) = caller.sent.clone() else {
            return Ok(());
        };
        let reply = match status {
            0 => Reply::Broken(Fault::Closed),
            status => Reply::status(status),
        };
        self.bench.answer(&mut caller.exchange, reply);
        if status == 401 {
            return self.refused(caller, &sent);
        }
        if status != 0 {
            self.settled(&caller, &sent);
        }
        self.remember(
            &caller,
            &sent,
            match status {
                200 => naive_memory::What::Accepted,
                _ => naive_memory::What::Undecided,
            },
        );
        if status == 200 && self.model.read().is_current(sent.token.number) {
            self.log(What::Accepted {
                token: sent.token.number,
                account: caller.request.account,
                sending: sent.sending,
            });
        }
        let step = self.next(&mut caller);
        let ends = matches!(step, Step::Deliver | Step::Fail(_) | Step::Read { .. });
        prop_assert!(ends, "{:?}", step);
        Ok(())
    }

    /// This is the first answer to a token that was fetched for the account.
    fn settled(&mut self, caller: &Caller, sent: &Sent) -> bool {
        let (account, token) = (caller.request.account, sent.token.number);
        let now = self.bench.now.elapsed;
        let is_it = self.model.read().is_renewed_for(account, token, now);
        self.log(What::Settled { account, token });
        is_it
    }

    fn refused(&mut self, mut caller: Caller, sent: &Sent) -> Result<(), TestCaseError> {
        let now = self.now();
        caller.is_accounts = self.is_accounts(&caller, sent);
        if caller.renewed.is_some() {
            self.settled(&caller, sent);
            return self.uncured(caller);
        }
        let reading = self.model.read();
        if !reading.is_current(sent.token.number) {
            return self.renews(caller, sent);
        }
        let is_remembered = self.memory.remembers(caller.key(), now.elapsed);
        let account = caller.request.account;
        let was_fetched_for =
            |model: &Model| model.was_fetched_for(account, &sent.token, now.elapsed);
        let is_its_own = caller.is_accounts && was_fetched_for(&self.model);
        if is_remembered || is_its_own || self.settled(&caller, sent) {
            return self.uncured(caller);
        }
        let doubts = reading.doubts(sent.token.number, now);
        if doubts {
            self.log(What::Doubted { account });
        }
        match (doubts, caller.request.resend) {
            (true, true) => {
                caller.refused = true;
                self.settles(caller, Want::Token)
            }
            (true, false) => {
                self.remember(&caller, sent, naive_memory::What::Undecided);
                self.ends_refused(caller, false)
            }
            (false, true) => self.asks_provider(caller),
            (false, false) => self.not_cured(caller),
        }
    }

    /// The errand is done for which a refused request has waited.
    pub(crate) fn better(&mut self, mut caller: Caller) -> Result<(), TestCaseError> {
        let Some(sent) = caller.sent.clone() else {
            return Ok(());
        };
        let reading = self.model.read();
        if !reading.is_current(sent.token.number) {
            return self.renews(caller, &sent);
        }
        let current = reading.current.as_ref();
        let is_doubted = current.is_some_and(|token| token.doubt.is_some());
        if !is_doubted || reading.pauses(self.now()) {
            return self.asks_provider(caller);
        }
        caller.waited += 1;
        match caller.waited {
            0..3 => self.settles(caller, Want::Token),
            _ => self.not_cured(caller),
        }
    }

    /// The secret may have been refused too.
    fn asks_provider(&mut self, mut caller: Caller) -> Result<(), TestCaseError> {
        let reading = self.model.read();
        if !matches!(self.wanted(&reading, &caller), Wanted::Provider) {
            return self.not_cured(caller);
        }
        self.log(What::ProviderAsked);
        (caller.has_asked, caller.refused) = (true, true);
        self.settles(caller, Want::Provider)
    }

    /// Another token is at hand than the one that was refused.
    fn renews(&mut self, mut caller: Caller, sent: &Sent) -> Result<(), TestCaseError> {
        self.remember(&caller, sent, naive_memory::What::Undecided);
        let current = self.model.read().current;
        let is_same = current.is_some_and(|token| token.name == sent.token.name);
        if is_same || !caller.request.resend || caller.request.stream {
            return self.ends_refused(caller, !is_same);
        }
        (caller.renewed, caller.refused) = (Some(sent.clone()), false);
        self.obtain(caller)
    }

    pub(crate) fn abandon(&mut self, which: usize) {
        let mut caller = self.callers.swap_remove(which);
        caller
            .exchange
            .abandoned(&mut self.bench.auth, self.bench.now);
        match (&caller.stand, caller.sent.clone()) {
            (Stand::Sent, Some(sent)) => {
                self.remember(&caller, &sent, naive_memory::What::Undecided);
            }
            (Stand::Waits(..), Some(sent)) if caller.refused => self.weigh(&caller, &sent),
            _ => {}
        }
    }

    pub(crate) fn not_cured(&mut self, caller: Caller) -> Result<(), TestCaseError> {
        if let Some(sent) = caller.sent.clone() {
            self.weigh(&caller, &sent);
        }
        self.ends_refused(caller, false)
    }

    /// The token was refused to the account. Whether that is the account's own affair.
    fn is_accounts(&mut self, caller: &Caller, sent: &Sent) -> bool {
        let (account, token) = (caller.request.account, sent.token.number);
        if !self.model.read().is_current(token) {
            return false;
        }
        let is_accounts = self.model.is_accounts(token, account);
        let sendings = self.sendings;
        self.log(What::Refused {
            token,
            account,
            sendings,
        });
        is_accounts
    }

    /// Nothing could be done: is it the account's affair, or may it be the token's?
    fn weigh(&mut self, caller: &Caller, sent: &Sent) {
        let is_after_doubt = self.model.read().after_doubt;
        let counts = caller.is_accounts
            || self.is_accounts(caller, sent)
            || (!self.memory.has_accepted() && is_after_doubt);
        self.remember(
            caller,
            sent,
            match counts {
                true => naive_memory::What::Rejected,
                false => naive_memory::What::Undecided,
            },
        );
    }

    fn uncured(&mut self, caller: Caller) -> Result<(), TestCaseError> {
        if let Some(sent) = caller.sent.clone() {
            self.remember(&caller, &sent, naive_memory::What::Rejected);
        }
        self.ends_refused(caller, false)
    }

    fn ends_refused(
        &mut self,
        mut caller: Caller,
        not_replayed: bool,
    ) -> Result<(), TestCaseError> {
        match self.next(&mut caller) {
            Step::Read { .. } => caller.exchange.read(&[], true),
            step => return fail(&step, "a refusal"),
        }
        match self.next(&mut caller) {
            Step::Fail(Error::Rejected(rejection)) => {
                prop_assert_eq!(rejection.not_replayed(), not_replayed);
                Ok(())
            }
            step => fail(&step, "a rejection"),
        }
    }
}
