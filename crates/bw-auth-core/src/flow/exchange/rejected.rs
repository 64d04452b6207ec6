//! What an exchange makes of a 401: something newer to send, or a rejection that stands.

use alloc::boxed::Box;
use alloc::sync::Arc;

use super::Exchange;
use super::state::{Kind, Purpose, Refused, State};
use crate::flow::authenticator::Authenticator;
use crate::flow::clock::Now;
use crate::flow::event::Event;
use crate::flow::held::Held;
use crate::flow::outline::Replay;
use crate::flow::rejections::Scope;
use crate::flow::step::Work;

impl Exchange {
    /// A 401: is there anything newer, or anyone to ask for it?
    pub(super) fn rejected(&mut self, auth: &mut Authenticator, now: Now, mut refused: Refused) {
        refused.is_accounts = self.is_accounts_own(auth, &refused.held);
        if self.renewed.is_some() {
            let (origin, account) = (self.url.origin(), self.outline.target.account());
            auth.tokens
                .take_renewed_for(&refused.held, origin, account, now);
            self.uncured(auth, now, refused);
        } else if !auth.is_current(&refused.held) {
            self.renew(auth, refused);
        } else if auth
            .rejections
            .remembers(self.url.origin(), self.outline.target.account(), now)
            || (refused.is_accounts && self.was_fetched_for(auth, &refused.held, now))
        {
            self.uncured(auth, now, refused);
        } else if refused.held.client().is_some() {
            self.token_rejected(auth, now, refused);
        } else if self.outline.can.resend {
            let newer_than = Some(refused.held.generation());
            let errand = auth.open(Work::Load { newer_than });
            self.state = State::Settling(errand, Purpose::Renew(Box::new(refused)));
        } else {
            auth.suspect(refused.held.generation());
            self.uncured(auth, now, refused);
        }
    }

    /// A 401 to the token at hand. It says something about the account once a token that was fetched for that has met it too;
    /// until then it may be the token.
    fn token_rejected(&mut self, auth: &mut Authenticator, now: Now, refused: Refused) {
        let (origin, account) = (self.url.origin(), self.outline.target.account());
        if auth
            .tokens
            .take_renewed_for(&refused.held, origin, account, now)
        {
            return self.uncured(auth, now, refused);
        }
        let is_doubted = auth.tokens.doubt(&refused.held, origin, account, now);
        let errand = if !self.outline.can.resend {
            // The next request waits for another token first.
            None
        } else if is_doubted {
            Some(auth.open(Work::Token))
        } else {
            // The secret may have been refused too, and there may be a newer one.
            self.obtaining.for_better(auth, now, &refused.held)
        };
        match errand {
            Some(errand) => {
                self.state = State::Settling(errand, Purpose::Renew(Box::new(refused)));
            }
            None if is_doubted => {
                self.undecided(auth, &refused.held, refused.admission);
                self.refuse(refused);
            }
            None => self.not_cured(auth, now, refused),
        }
    }

    /// Nothing better came of asking. With a secret of its own that is the last word. With a token it is so where the token has
    /// since been accepted for others, or where nothing was ever accepted and a fresh token has been tried; otherwise it may be
    /// the token.
    pub(super) fn not_cured(&mut self, auth: &mut Authenticator, now: Now, refused: Refused) {
        let may_be_the_token = refused.held.client().is_some()
            && !refused.is_accounts
            && !self.is_accounts_own(auth, &refused.held)
            && (auth.rejections.has_accepted() || !auth.tokens.is_after_doubt());
        if may_be_the_token {
            self.undecided(auth, &refused.held, refused.admission);
            self.refuse(refused);
        } else {
            self.uncured(auth, now, refused);
        }
    }

    /// Notes the refusal, and whether it is the account's own affair: no other token is of any use then.
    fn is_accounts_own(&self, auth: &mut Authenticator, held: &Arc<Held>) -> bool {
        let (origin, account) = (self.url.origin(), self.outline.target.account());
        let last_sending = auth.counts.sent;
        auth.tokens.refused(held, origin, account, last_sending)
    }

    fn was_fetched_for(&self, auth: &Authenticator, held: &Held, now: Now) -> bool {
        let (origin, account) = (self.url.origin(), self.outline.target.account());
        auth.tokens.was_fetched_for(held, origin, account, now)
    }

    /// Newer credentials are at hand: try once more, if the request can be sent once more.
    pub(super) fn renew(&mut self, auth: &mut Authenticator, refused: Refused) {
        // Where it was a probe, what is sent next is one anew.
        self.undecided(auth, &refused.held, refused.admission);
        if auth
            .presented()
            .is_some_and(|held| held.is_same_as(&refused.held))
        {
            // Somebody put the same in place anew; that is their affair, and no reason to send it again here.
            self.refuse(refused);
        } else if self.outline.can.resend && self.outline.body != Replay::Once {
            self.renewed = Some(Box::new(refused));
            self.state = State::Ready;
        } else {
            self.refuse(Refused {
                kind: Kind::Rejected {
                    not_replayed: true,
                    unrenewed: None,
                },
                ..refused
            });
        }
    }

    /// The rejection stands, and is remembered.
    pub(super) fn uncured(&mut self, auth: &mut Authenticator, now: Now, refused: Refused) {
        if auth.is_generation(refused.held.generation()) {
            let (origin, account) = (self.url.origin(), self.outline.target.account());
            let (first, opened) = auth
                .rejections
                .rejected(origin, account, refused.admission, now);
            let fingerprint = &refused.held.fingerprint;
            let (origin, account) = (origin.clone(), account.cloned());
            if let Some((scope, length)) = opened {
                let account = account.clone().filter(|_| scope == Scope::Account);
                let (fingerprint, origin) = (fingerprint.clone(), origin.clone());
                auth.tell(Event::BreakerOpened {
                    fingerprint,
                    origin,
                    account,
                    length,
                });
            }
            if first {
                auth.tell(Event::Rejected {
                    fingerprint: fingerprint.clone(),
                    origin,
                    account,
                });
            }
        }
        self.refuse(refused);
    }
}
