//! The callers of the model test: each step of theirs is held against what the models say.

use std::time::Duration;

use bw_auth_core::{Can, Errand, Error, Exchange, Fault, Replay, Step, TokenFailure, Work};
use proptest::prelude::*;

use super::bench::{account_outline, seconds};
use super::naive_memory;
use super::naive_tokens::{Reading, Token, Wanted, What};
use super::token_acts::Request;
use super::token_world::{Caller, Sent, Stand, Want, World};

impl Caller {
    fn new(request: Request, now: Duration) -> Self {
        let (powers, body) = (
            if request.resend { Can::ALL } else { Can::NONE },
            if request.stream {
                Replay::Once
            } else {
                Replay::Empty
            },
        );
        let outline = account_outline(&request.account.to_string());
        let outline = outline.with_powers(powers).with_body(body);
        Self {
            exchange: Exchange::new(outline.with_time_limit(request.limit.map(seconds))),
            request,
            stand: Stand::New,
            sent: None,
            refused: false,
            renewed: None,
            deadline: request.limit.map(|limit| now + seconds(limit)),
            waited: 0,
            in_vain: 0,
            waits_since: None,
            tries_before: (0, 0),
            patience: None,
            wants: None,
            has_asked: false,
            is_hasty: false,
            is_accounts: false,
            steps: 0,
        }
    }

    pub(crate) fn key(&self) -> naive_memory::Key {
        (self.request.account, 0)
    }

    pub(crate) fn time_left(&self, now: Duration) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_sub(now))
    }

    pub(crate) fn is_late(&self, now: Duration) -> bool {
        self.time_left(now) == Some(Duration::ZERO)
    }

    fn is_out_of_patience(&self, now: Duration) -> bool {
        self.patience.is_some_and(|end| now >= end)
    }

    /// How long it waits for an errand: no longer than it has, nor, where something alive will do, than it is patient.
    fn waits(&self, now: Duration) -> Option<Duration> {
        let patience = self.patience.filter(|_| !self.refused);
        let patience = patience.map(|end| end.saturating_sub(now));
        [patience, self.time_left(now)].into_iter().flatten().min()
    }

    /// A try for a token has ended, or an errand that was none.
    fn waited(&mut self, tries: (usize, usize), now: Duration) {
        let was_tried = tries.0 != self.tries_before.0 && tries.1 == self.tries_before.1;
        self.in_vain += u32::from(!was_tried);
        let waited = self.waits_since.map(|since| now.saturating_sub(since));
        let for_long = self.in_vain > 32 && waited >= Some(seconds(20));
        self.waited += u32::from(was_tried || for_long);
    }
}

impl World {
    pub(crate) fn start(&mut self, request: Request) -> Result<(), TestCaseError> {
        self.obtain(Caller::new(request, self.bench.now.elapsed))
    }

    /// What the model has this request do.
    pub(crate) fn wanted(&self, reading: &Reading, caller: &Caller) -> Wanted {
        let now = self.now();
        let asks = match self.open {
            Some(open) => open.work() != Work::Token,
            None => self.unseen == Some(Want::Provider),
        };
        let is_out = caller.is_out_of_patience(now.elapsed);
        let has_tried = caller.waited > 0 || is_out;
        let asked = (caller.has_asked || is_out, asks);
        reading.wanted(now, (caller.waited, has_tried, caller.is_hasty), asked)
    }

    /// A request that is to be sent, or sent again.
    pub(crate) fn obtain(&mut self, mut caller: Caller) -> Result<(), TestCaseError> {
        let now = self.now();
        caller.steps += 1;
        prop_assert!(caller.steps < 64, "it spins");
        if caller.is_late(now.elapsed) {
            return self.ends_late(caller);
        }
        if !self.model.read().is_alive(now) {
            caller.patience = None;
        }
        if let Some((name, ends, came)) = self.given.take() {
            self.offered(name, ends, came);
        }
        let reading = self.model.read();
        let time_left = caller.time_left(now.elapsed);
        caller.is_hasty = time_left.is_some_and(|left| left < seconds(10));
        let wanted = self.wanted(&reading, &caller);
        caller.tries_before = self.model.tries();
        if matches!(wanted, Wanted::Token) {
            caller.waits_since.get_or_insert(now.elapsed);
        }
        let waits = matches!(wanted, Wanted::Token | Wanted::Provider);
        if waits && caller.patience.is_none() && reading.is_alive(now) {
            let lives = reading.current.as_ref().map(|token| token.left(now));
            let least = [lives, caller.time_left(now.elapsed)].into_iter().flatten();
            let half = least.min().unwrap_or_default() / 2;
            caller.patience = Some(now.elapsed + half.min(seconds(5)));
        }
        match wanted {
            Wanted::Send { token, beside } => self.sends(caller, token, beside),
            Wanted::Token => self.settles(caller, Want::Token),
            Wanted::Provider => {
                self.log(What::ProviderAsked);
                caller.has_asked = true;
                self.settles(caller, Want::Provider)
            }
            Wanted::Fail { next_try } => match self.next(&mut caller) {
                Step::Fail(Error::Token(error)) => {
                    prop_assert_eq!(error.next_try(), next_try);
                    Ok(())
                }
                step => fail(&step, "no token"),
            },
        }
    }

    pub(crate) fn next(&mut self, caller: &mut Caller) -> Step {
        caller.exchange.next(&mut self.bench.auth, self.bench.now)
    }

    fn sends(
        &mut self,
        mut caller: Caller,
        token: Token,
        beside: bool,
    ) -> Result<(), TestCaseError> {
        let now = self.bench.now.elapsed;
        (caller.waited, caller.in_vain) = (0, 0);
        (caller.waits_since, caller.patience) = (None, None);
        (caller.has_asked, caller.wants, caller.is_hasty) = (false, None, false);
        let admitted = self.memory.admits(caller.key(), now, caller.time_left(now));
        let same = |refused: &Sent| refused.token.name == token.name;
        let is_same = caller.renewed.as_ref().is_some_and(same);
        match (self.next(&mut caller), admitted) {
            (Step::Fail(Error::Rejected(_)), _) if is_same => {
                if beside {
                    self.opened_unseen(Want::Token);
                }
                Ok(())
            }
            (Step::Fail(Error::RejectedEarlier(earlier)), None) if !is_same => {
                prop_assert!(!earlier.wait().is_zero());
                if beside {
                    self.opened_unseen(Want::Token);
                }
                Ok(())
            }
            (Step::Send(dispatch), Some(probe)) if !is_same => {
                let header = dispatch.authorization().unwrap().expose();
                prop_assert_eq!(header, format!("Bearer {}", token.name));
                prop_assert_eq!(dispatch.beside().is_some(), beside);
                prop_assert!(!token.left(self.now()).is_zero(), "it has expired");
                if let Some(errand) = dispatch.beside() {
                    self.opened(errand)?;
                }
                self.sendings += 1;
                let sent = Sent {
                    token,
                    sending: self.sendings,
                    probe,
                };
                self.remember(&caller, &sent, naive_memory::What::Sent);
                caller.sent = Some(sent);
                caller.stand = Stand::Sent;
                self.callers.push(caller);
                Ok(())
            }
            (step, admitted) => fail(&step, &format!("{token:?}, {admitted:?}")),
        }
    }

    pub(crate) fn settles(&mut self, mut caller: Caller, want: Want) -> Result<(), TestCaseError> {
        if caller.is_late(self.bench.now.elapsed) {
            // The errand is opened all the same, and left to others.
            self.opened_unseen(want);
            return self.not_cured(caller);
        }
        match self.next(&mut caller) {
            Step::Settle { errand, time_left } => {
                prop_assert_eq!(time_left, caller.waits(self.bench.now.elapsed));
                self.opened(errand)?;
                if !caller.refused {
                    caller.wants = Some(want);
                }
                caller.stand = Stand::Waits(errand, want);
                self.callers.push(caller);
                Ok(())
            }
            step => fail(&step, &format!("{want:?}")),
        }
    }

    /// There is one errand at a time.
    fn opened(&mut self, errand: Errand) -> Result<(), TestCaseError> {
        prop_assert_eq!(*self.open.get_or_insert(errand), errand);
        self.unseen = None;
        Ok(())
    }

    /// By a request that came to its end before it could tell.
    fn opened_unseen(&mut self, want: Want) {
        if self.open.is_none() {
            self.unseen.get_or_insert(want);
        }
    }

    pub(crate) fn poll(&mut self, which: usize) -> Result<(), TestCaseError> {
        let Stand::Waits(errand, want) = self.callers[which].stand else {
            return Ok(());
        };
        let now = self.bench.now.elapsed;
        let mut caller = self.callers.swap_remove(which);
        let is_better = caller.refused;
        if self.open == Some(errand) {
            if caller.is_late(now) && is_better {
                return self.not_cured(caller);
            }
            if caller.is_late(now) {
                return self.ends_late(caller);
            }
            if is_better || !caller.is_out_of_patience(now) {
                let step = self.next(&mut caller);
                let still = matches!(step, Step::Settle { errand: again, .. } if again == errand);
                prop_assert!(still, "{:?}", step);
                self.callers.push(caller);
                return Ok(());
            }
        }
        if is_better {
            return self.better(caller);
        }
        if want == Want::Token {
            caller.waited(self.model.tries(), self.now().elapsed);
        }
        self.obtain(caller)
    }

    fn ends_late(&mut self, mut caller: Caller) -> Result<(), TestCaseError> {
        let step = self.next(&mut caller);
        let is_it = match (&step, caller.wants) {
            (Step::Fail(Error::Token(error)), Some(Want::Token)) => {
                error.failure() == TokenFailure::Unreachable(Fault::Timeout)
            }
            (Step::Fail(Error::Provider(_)), Some(Want::Provider)) => true,
            (Step::Fail(Error::Transport(error)), None) => error.kind() == Fault::Timeout,
            _ => false,
        };
        prop_assert!(is_it, "{:?} {:?}", step, caller.wants);
        Ok(())
    }

    pub(crate) fn remember(&mut self, caller: &Caller, sent: &Sent, what: naive_memory::What) {
        // What is remembered is remembered of one secret.
        if sent.token.generation == self.generation {
            self.memory.log.push(naive_memory::Entry {
                at: self.bench.now.elapsed,
                key: caller.key(),
                what,
                probe: sent.probe,
            });
        }
    }
}

pub(crate) fn fail(step: &Step, wanted: &str) -> Result<(), TestCaseError> {
    Err(TestCaseError::fail(format!("{step:?}, not {wanted}")))
}
