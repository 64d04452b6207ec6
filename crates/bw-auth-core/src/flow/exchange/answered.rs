//! What an exchange makes of a response: accept, try again, go elsewhere, or keep it as a refusal.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::time::Duration;

use super::Exchange;
use super::state::{Kind, Refused, Sent, State};
use crate::Url;
use crate::flow::answer::KeptHead;
use crate::flow::asked::Asked;
use crate::flow::authenticator::Authenticator;
use crate::flow::clock::Now;
use crate::flow::event::Event;
use crate::flow::head::Head;
use crate::flow::held::Held;
use crate::flow::outcome::Outcome;
use crate::flow::outline::Replay;
use crate::flow::redirect::{Hop, hop, is_redirect};
use crate::flow::rejections::{Admission, Scope};
use crate::flow::wait::wait;

impl Exchange {
    /// Reports the head of the response. A response that was not asked for is none of this exchange's business.
    pub fn responded(&mut self, auth: &mut Authenticator, now: Now, head: Head<'_>) {
        if !matches!(self.state, State::Sent) {
            return;
        }
        self.outcome = Outcome {
            attempts: self.attempts,
            is_redirect: is_redirect(head.status),
            ..Outcome::default()
        };
        self.state = State::Delivering;
        let Some(sent) = self.sent.take() else {
            return self.redirected(auth, &head);
        };
        let Sent {
            held,
            admission,
            number,
        } = sent;
        self.outcome.sent = Some(held.clone());
        auth.counts.answered(head.status);
        if head.status != 401 {
            let (origin, account) = (self.url.origin(), self.outline.target.account());
            auth.tokens.take_renewed_for(&held, origin, account, now);
        }
        let kind = match head.status {
            200..=299 => return self.accepted(auth, &held, number),
            401 => Kind::Rejected {
                not_replayed: false,
                unrenewed: None,
            },
            403 => Kind::Forbidden,
            429 | 503 => {
                let wait = wait(&head, now);
                self.outcome.retry_after = wait;
                self.undecided(auth, &held, admission);
                if self.retried(auth, now, head.status, wait) || head.status == 503 {
                    return;
                }
                Kind::RateLimited(wait)
            }
            _ => {
                self.undecided(auth, &held, admission);
                return self.redirected(auth, &head);
            }
        };
        let asked = self.asked(auth, &held, now);
        let refused = Refused {
            held,
            asked,
            admission,
            head: KeptHead::of(&head),
            kind,
            is_accounts: false,
        };
        match refused.kind {
            Kind::Rejected { .. } => self.rejected(auth, now, refused),
            Kind::Forbidden => {
                self.undecided(auth, &refused.held, admission);
                self.refuse(refused);
            }
            Kind::RateLimited(_) => self.refuse(refused),
        }
    }

    fn accepted(&mut self, auth: &mut Authenticator, held: &Arc<Held>, number: u64) {
        let (origin, account) = (self.url.origin(), self.outline.target.account());
        auth.tokens.accepted(held, origin, account, number);
        if auth.is_generation(held.generation()) {
            let (origin, account) = (self.url.origin().clone(), self.outline.target.account());
            if let Some(scope) = auth.rejections.accepted(&origin, account) {
                let account = account.filter(|_| scope == Scope::Account).cloned();
                auth.tell(Event::BreakerClosed {
                    fingerprint: held.fingerprint.clone(),
                    origin,
                    account,
                });
            }
        }
    }

    pub(super) fn undecided(&self, auth: &mut Authenticator, held: &Held, admission: Admission) {
        if auth.is_generation(held.generation()) {
            auth.rejections
                .undecided(self.url.origin(), self.outline.target.account(), admission);
        }
    }

    pub(super) fn refuse(&mut self, refused: Refused) {
        self.state = if self.outline.raw_status {
            State::Delivering
        } else {
            State::Reading(Box::new(refused))
        };
    }

    /// Whether the request is to be sent again after a wait.
    fn retried(
        &mut self,
        auth: &Authenticator,
        now: Now,
        status: u16,
        named: Option<Duration>,
    ) -> bool {
        let can = self.outline.can;
        let repeatable = can.resend && can.sleep && self.outline.body != Replay::Once;
        if !repeatable || (status == 503 && !self.outline.is_idempotent()) {
            return false;
        }
        let wait = auth
            .policy()
            .retry
            .and_then(|retry| retry.wait(self.retries, named, now.random));
        let Some(wait) = wait.filter(|wait| self.time_left(now).is_none_or(|left| *wait < left))
        else {
            return false;
        };
        self.retries += 1;
        self.state = State::Sleeping(wait);
        true
    }

    fn redirected(&mut self, auth: &mut Authenticator, head: &Head<'_>) {
        match hop(
            head,
            &self.outline,
            &self.url,
            self.hops,
            auth.policy(),
            auth.environment(),
        ) {
            Hop::None => {}
            Hop::Leave(to) => self.outcome.redirect = Some(to),
            Hop::Refuse(withheld) => self.state = State::Failed(withheld.into()),
            // A foreign host does not get credentials attached: the way to a listed origin is its idea, not the caller's.
            Hop::Follow(to) if !auth.environment().lists(self.url.origin()) => {
                self.outcome.redirect = Some(to);
            }
            Hop::Follow(to) => self.hop_to(to, false),
            Hop::FollowForeign(to) => self.hop_to(to, true),
        }
    }

    fn hop_to(&mut self, to: Url, stranger: bool) {
        self.hops += 1;
        self.url = to;
        self.stranger = stranger;
        self.state = State::Ready;
    }

    pub(super) fn asked(&self, auth: &Authenticator, held: &Held, now: Now) -> Asked {
        Asked {
            fingerprint: held.fingerprint.clone(),
            origin: self.url.origin().clone(),
            environment: auth.environment().clone(),
            account: self.outline.target.account().cloned(),
            claims: held.note.as_ref().and_then(|note| note.claims.clone()),
            token_age: held
                .note
                .as_ref()
                .and_then(|note| note.asked)
                .map(|asked| now.elapsed.saturating_sub(asked)),
        }
    }
}
