//! The callers of the model test: each step of theirs is held against what the model says.

use std::time::Duration;

use bw_auth_core::{Errand, Error, Fault, Step, Work};
use proptest::prelude::*;

use super::bench::seconds;
use super::naive_tokens::{Wanted, What};
use super::reply::Reply;
use super::token_world::{Caller, Stand, Want, World};

impl Caller {
    fn has_tried(&self, elapsed: Duration) -> bool {
        self.waited > 0 || self.is_out_of_patience(elapsed)
    }

    fn is_out_of_patience(&self, elapsed: Duration) -> bool {
        self.patience.is_some_and(|end| elapsed >= end)
    }
}

impl World {
    /// A request that is to be sent, or sent again.
    pub(crate) fn obtain(&mut self, mut caller: Caller) -> Result<(), TestCaseError> {
        let now = self.now();
        let asks = self.open.is_some_and(|open| open.work() != Work::Token);
        let reading = self.model.read();
        if !reading.is_alive(now) {
            caller.patience = None;
        }
        let has_tried = caller.has_tried(now.elapsed);
        let has_asked = caller.has_asked || caller.is_out_of_patience(now.elapsed);
        let wanted = reading.wanted(now, (caller.waited, has_tried), (has_asked, asks));
        caller.tries_before = self.model.tries();
        let waits = matches!(wanted, Wanted::Token | Wanted::Provider);
        if waits && caller.patience.is_none() && reading.is_alive(now) {
            caller.patience = Some(now.elapsed + seconds(5));
        }
        let step = caller.exchange.next(&mut self.bench.auth, self.bench.now);
        caller.steps += 1;
        prop_assert!(caller.steps < 24, "it spins");
        match (step, wanted) {
            (Step::Send(dispatch), Wanted::Send { token, beside }) => {
                let header = dispatch.authorization().unwrap().expose().to_owned();
                prop_assert_eq!(header, format!("Bearer {token}"));
                prop_assert_eq!(dispatch.beside().is_some(), beside);
                let known = self
                    .granted
                    .iter()
                    .find(|known| known.name == token)
                    .unwrap();
                prop_assert!(!known.left(now).is_zero(), "it has expired");
                prop_assert!(!caller.refused.contains(&token), "it was refused already");
                if let Some(errand) = dispatch.beside() {
                    self.opened(errand)?;
                }
                (caller.waited, caller.has_asked, caller.patience) = (0, false, None);
                caller.stand = Stand::Sent(token);
                self.callers.push(caller);
            }
            (Step::Settle { errand, .. }, Wanted::Token) => {
                self.opened(errand)?;
                caller.stand = Stand::Waits(errand, Want::Token);
                self.callers.push(caller);
            }
            (Step::Settle { errand, .. }, Wanted::Provider) => {
                self.log(What::ProviderAsked);
                self.opened(errand)?;
                caller.has_asked = true;
                caller.stand = Stand::Waits(errand, Want::Provider);
                self.callers.push(caller);
            }
            (Step::Fail(Error::Token(error)), Wanted::Fail { next_try }) => {
                prop_assert_eq!(error.next_try(), next_try);
            }
            (step, wanted) => {
                return Err(TestCaseError::fail(format!("{step:?}, not {wanted:?}")));
            }
        }
        Ok(())
    }

    /// There is one errand at a time.
    fn opened(&mut self, errand: Errand) -> Result<(), TestCaseError> {
        prop_assert_eq!(*self.open.get_or_insert(errand), errand);
        Ok(())
    }

    pub(crate) fn poll(&mut self, which: usize) -> Result<(), TestCaseError> {
        let Stand::Waits(errand, want) = &self.callers[which].stand else {
            return Ok(());
        };
        let (errand, want) = (*errand, want.clone());
        let elapsed = self.bench.now.elapsed;
        let waits_for_better = matches!(want, Want::Better(_));
        let patience = self.callers[which].patience.filter(|_| !waits_for_better);
        if self.open == Some(errand) && patience.is_none_or(|end| elapsed < end) {
            let caller = &mut self.callers[which];
            let step = caller.exchange.next(&mut self.bench.auth, self.bench.now);
            let still = matches!(step, Step::Settle { errand: again, .. } if again == errand);
            prop_assert!(still, "{:?}", step);
            return Ok(());
        }
        let mut caller = self.callers.swap_remove(which);
        match want {
            Want::Token => caller.waited += u32::from(self.model.tries() != caller.tries_before),
            Want::Provider => {}
            Want::Better(refused) => return self.better(caller, refused),
        }
        self.obtain(caller)
    }

    /// The errand is done for which a refused request has waited.
    fn better(&mut self, mut caller: Caller, refused: String) -> Result<(), TestCaseError> {
        let reading = self.model.read();
        let current = reading.current.as_ref();
        if current.is_none_or(|token| token.name != refused) {
            return self.obtain(caller);
        }
        let is_doubted = current.is_some_and(|token| token.doubted) && !reading.pauses(self.now());
        caller.waited += u32::from(is_doubted);
        let mut again = is_doubted && caller.waited < 3;
        let asks = self.open.is_some_and(|open| open.work() != Work::Token);
        let has_tried = caller.has_tried(self.now().elapsed);
        let waited = (caller.waited, has_tried);
        let has_asked = caller.has_asked || caller.is_out_of_patience(self.now().elapsed);
        let wanted = reading.wanted(self.now(), waited, (has_asked, asks));
        if !is_doubted && wanted == Wanted::Provider {
            self.log(What::ProviderAsked);
            caller.has_asked = true;
            again = true;
        }
        self.settles_or_ends(caller, refused, again)
    }

    fn settles_or_ends(
        &mut self,
        mut caller: Caller,
        refused: String,
        settles: bool,
    ) -> Result<(), TestCaseError> {
        match (
            caller.exchange.next(&mut self.bench.auth, self.bench.now),
            settles,
        ) {
            (Step::Settle { errand, .. }, true) => {
                self.opened(errand)?;
                caller.stand = Stand::Waits(errand, Want::Better(refused));
                self.callers.push(caller);
                Ok(())
            }
            (Step::Read { .. }, false) => Ok(()),
            (step, settles) => Err(TestCaseError::fail(format!("{step:?}, {settles}"))),
        }
    }

    pub(crate) fn finish(&mut self, which: usize, status: u16) -> Result<(), TestCaseError> {
        let Stand::Sent(token) = &self.callers[which].stand else {
            return Ok(());
        };
        let token = token.clone();
        let mut caller = self.callers.swap_remove(which);
        let reply = match status {
            0 => Reply::Broken(Fault::Closed),
            status => Reply::status(status),
        };
        self.bench.answer(&mut caller.exchange, reply);
        if status != 401 {
            let step = caller.exchange.next(&mut self.bench.auth, self.bench.now);
            let ends = matches!(step, Step::Deliver | Step::Fail(_) | Step::Read { .. });
            prop_assert!(ends, "{:?}", step);
            return Ok(());
        }
        let reading = self.model.read();
        let is_current = reading
            .current
            .as_ref()
            .is_some_and(|current| current.name == token);
        let had_its_chance = !caller.refused.is_empty();
        caller.refused.push(token.clone());
        if had_its_chance || (!is_current && !caller.resend) {
            return self.settles_or_ends(caller, token, false);
        }
        if !is_current {
            return self.obtain(caller);
        }
        let doubts = reading.doubts(&token, self.now());
        if doubts == Some(true) {
            self.log(What::Doubted);
        }
        let mut settles = doubts.is_some() && caller.resend;
        if doubts.is_none() && caller.resend {
            let asks = self.open.is_some_and(|open| open.work() != Work::Token);
            let has_asked = caller.has_asked || caller.is_out_of_patience(self.now().elapsed);
            let waited = (caller.waited, caller.has_tried(self.now().elapsed));
            if reading.wanted(self.now(), waited, (has_asked, asks)) == Wanted::Provider {
                self.log(What::ProviderAsked);
                caller.has_asked = true;
                settles = true;
            }
        }
        self.settles_or_ends(caller, token, settles)
    }
}
