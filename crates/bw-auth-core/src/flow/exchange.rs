//! Exchange: one request's life, from attaching the header to the response or error that its caller gets.

mod answered;
mod rejected;
mod state;
mod unanswered;

use alloc::boxed::Box;
use alloc::string::ToString as _;
use alloc::sync::Arc;
use core::mem;
use core::time::Duration;

use self::state::{Kind, Purpose, Refused, Sent, State};
use super::answer::BODY_LIMIT;
use super::authenticator::Authenticator;
use super::claims::Listed;
use super::clock::Now;
use super::error::Error;
use super::event::Event;
use super::fault::Fault;
use super::fingerprint::Fingerprint;
use super::held::Held;
use super::obtain::{Obtained, Obtaining, late};
use super::outcome::Outcome;
use super::outline::{Outline, Replay};
use super::refusal::{RejectedEarlier, Unrenewed};
use super::rejections::Scope;
use super::step::{Dispatch, Errand, Step};
use super::transport_error::TransportError;
use crate::{Url, Withheld};

/// One request's life as a state machine without I/O.
///
/// A driver asks [`next`](Self::next) what to do, does it, and reports with [`responded`](Self::responded),
/// [`read`](Self::read) or [`failed`](Self::failed) until the step is `Deliver` or `Fail`.
/// `examples/hyper` of `bw-auth-async` is a whole driver over a bare hyper.
pub struct Exchange {
    outline: Outline,
    url: Url,
    state: State,
    /// What the request on its way carries; `None` when it goes to a stranger.
    sent: Option<Sent>,
    fingerprint: Option<Arc<Fingerprint>>,
    /// Set at the first step, where there is a time limit.
    deadline: Option<Duration>,
    /// At a foreign host that the policy names, as a new request.
    stranger: bool,
    attempts: u32,
    hops: u32,
    retries: u32,
    /// The refusal after which a newer secret was sent: the one chance that a request has.
    renewed: Option<Box<Refused>>,
    /// Something was waited for, so that less is left than the time limit.
    waited: bool,
    obtaining: Obtaining,
    /// What is to be done beside the next sending.
    beside: Option<Errand>,
    outcome: Outcome,
}

impl Exchange {
    /// Begins with what the driver wants to send.
    #[must_use]
    pub fn new(outline: Outline) -> Self {
        Self {
            url: outline.target.url().clone(),
            outline,
            state: State::Ready,
            sent: None,
            fingerprint: None,
            deadline: None,
            stranger: false,
            attempts: 0,
            hops: 0,
            retries: 0,
            renewed: None,
            waited: false,
            obtaining: Obtaining::default(),
            beside: None,
            outcome: Outcome::default(),
        }
    }

    /// What to do now.
    ///
    /// A sending is reported before the next question; a sleep is over when it is asked. Every other step is named again
    /// until it is done.
    pub fn next(&mut self, auth: &mut Authenticator, now: Now) -> Step {
        if let (None, Some(limit)) = (self.deadline, self.outline.time_limit) {
            self.deadline = Some(now.after(limit));
        }
        match mem::replace(&mut self.state, State::Over) {
            State::Ready => self.attach(auth, now),
            State::Settling(errand, purpose) if auth.is_open(errand) => {
                let mut time_left = self.time_left(now);
                if time_left == Some(Duration::ZERO) {
                    return self.out_of_time(auth, now, purpose);
                }
                if let Purpose::Obtain(_) = purpose {
                    time_left = self.obtaining.wait_left(now, time_left);
                    if time_left == Some(Duration::ZERO) {
                        // There is a token that will do.
                        return self.settled(auth, now, purpose);
                    }
                }
                self.state = State::Settling(errand, purpose);
                self.waited = true;
                Step::Settle { errand, time_left }
            }
            State::Settling(_, purpose) => self.settled(auth, now, purpose),
            State::Sleeping(wait) => {
                self.state = State::Ready;
                Step::Sleep(wait)
            }
            State::Reading(refused) => {
                self.state = State::Reading(refused);
                Step::Read { limit: BODY_LIMIT }
            }
            State::Delivering => {
                self.state = State::Delivering;
                Step::Deliver
            }
            State::Failed(error) => self.fail(auth, error),
            // A driver that asks before it has reported, or after the end, has lost the answer.
            State::Sent | State::Over => self.fail(auth, TransportError::new(Fault::Other, None)),
        }
    }

    /// Reports the start of the body that was asked for, and whether it is all of it.
    pub fn read(&mut self, body: &[u8], complete: bool) {
        if let State::Reading(refused) = mem::replace(&mut self.state, State::Over) {
            self.state = State::Failed(refused.into_error(body, complete));
        }
    }

    /// What is known beside the response that is delivered.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Which credentials were sent last.
    #[must_use]
    pub fn fingerprint(&self) -> Option<&Fingerprint> {
        self.fingerprint.as_deref()
    }

    /// How many times the request was sent so far.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    fn attach(&mut self, auth: &mut Authenticator, now: Now) -> Step {
        if self.time_left(now) == Some(Duration::ZERO) {
            let error = match self.obtaining.wants() {
                Some(want) => late(auth, want),
                None => TransportError::new(Fault::Timeout, None).into(),
            };
            return self.fail(auth, error);
        }
        let origin = self.url.origin();
        if self.stranger {
            return self.send(auth, now);
        }
        if !auth.environment().lists(origin) {
            return match (self.outline.pass_through_foreign, origin.is_https()) {
                (true, _) => self.send(auth, now),
                (false, true) => self.fail(
                    auth,
                    Withheld::ForeignOrigin {
                        origin: origin.clone(),
                    },
                ),
                (false, false) => self.fail(auth, Withheld::Insecure),
            };
        }
        if self.outline.has_authorization {
            return self.fail(auth, Withheld::AuthorizationPresent);
        }
        let (held, beside) = match self.obtaining.next(auth, now, self.time_left(now)) {
            Obtained::Ready { held, beside } => (held, beside),
            Obtained::Wait(errand, want) => {
                self.state = State::Settling(errand, Purpose::Obtain(want));
                return self.next(auth, now);
            }
            Obtained::Fail(error) => return self.fail(auth, error),
        };
        if let Some(refused) = self
            .renewed
            .take_if(|refused| held.is_same_as(&refused.held))
        {
            // It was refused in this very exchange, and somebody has put it in place again.
            return self.fail(auth, refused.into_error(&[], false));
        }
        if let Some(withheld) = self.not_in_token(auth, &held) {
            return self.fail(auth, withheld);
        }
        match auth.rejections.admit(
            origin,
            self.outline.target.account(),
            self.time_left(now),
            now,
        ) {
            Ok(admission) => {
                self.fingerprint = Some(held.fingerprint.clone());
                self.sent = Some(Sent {
                    held,
                    admission,
                    number: auth.counts.sent + 1,
                });
                self.beside = beside;
                self.send(auth, now)
            }
            Err(stopped) => {
                let since = now.elapsed.saturating_sub(stopped.since);
                let wait = stopped.until.saturating_sub(now.elapsed);
                let asked = self.asked(auth, &held, now);
                let whole_origin = stopped.scope == Scope::Origin;
                let earlier = RejectedEarlier {
                    asked,
                    since,
                    wait,
                    whole_origin,
                };
                self.fail(auth, Error::RejectedEarlier(Box::new(earlier)))
            }
        }
    }

    fn send(&mut self, auth: &mut Authenticator, now: Now) -> Step {
        self.attempts = self.attempts.saturating_add(1);
        auth.counts.sent += 1;
        self.state = State::Sent;
        Step::Send(Dispatch {
            url: self.url.clone(),
            held: self.sent.as_ref().map(|sent| sent.held.clone()),
            beside: self.beside.take(),
            with_body: self.outline.body != Replay::Empty,
            own_fields_only: self.stranger,
            crossed_origin: self.url.origin() != self.outline.target.origin(),
            at_once: self.attempts == 1 && !self.waited,
            time_left: self.time_left(now),
            sent_at: now.elapsed,
            attempt: self.attempts,
        })
    }

    fn out_of_time(&mut self, auth: &mut Authenticator, now: Now, purpose: Purpose) -> Step {
        match purpose {
            // Nobody could say in time whether there is a newer secret; that this one was refused is certain.
            Purpose::Renew(refused) => {
                self.not_cured(auth, now, *refused);
                self.next(auth, now)
            }
            Purpose::Obtain(want) => {
                let error = late(auth, want);
                self.fail(auth, error)
            }
        }
    }

    fn settled(&mut self, auth: &mut Authenticator, now: Now, purpose: Purpose) -> Step {
        match purpose {
            Purpose::Obtain(want) => {
                if let Err(error) = self.obtaining.settled(auth, now, want) {
                    return self.fail(auth, error);
                }
                self.state = State::Ready;
            }
            Purpose::Renew(refused) if !auth.is_current(&refused.held) => {
                self.renew(auth, *refused);
            }
            Purpose::Renew(refused) => {
                if let Some(errand) = self.obtaining.for_better(auth, now, &refused.held) {
                    self.state = State::Settling(errand, Purpose::Renew(refused));
                    return self.next(auth, now);
                }
                let unrenewed = match refused.held.client() {
                    Some(_) => auth.tokens.failure().cloned().map(Unrenewed::Token),
                    None => auth.load_failure().cloned().map(Unrenewed::Provider),
                };
                let kind = Kind::Rejected {
                    not_replayed: false,
                    unrenewed,
                };
                self.not_cured(auth, now, Refused { kind, ..*refused });
            }
        }
        self.next(auth, now)
    }

    /// R28: what a token says refuses no request, unless the client was told so by name.
    fn not_in_token(&self, auth: &Authenticator, held: &Held) -> Option<Withheld> {
        let (claims, account) = (held.claims()?, self.outline.target.account()?);
        let is_missing = auth.policy().require_account && claims.names(account) == Some(false);
        is_missing.then(|| Withheld::AccountNotInToken {
            account: account.clone(),
            accounts: Listed(claims.accounts()).to_string().into(),
        })
    }

    fn fail(&mut self, auth: &mut Authenticator, error: impl Into<Error>) -> Step {
        let error = error.into();
        if let Error::Withheld(withheld) = &error {
            auth.tell(Event::Withheld {
                code: withheld.code(),
            });
        }
        Step::Fail(error)
    }

    fn time_left(&self, now: Now) -> Option<Duration> {
        self.deadline
            .map(|deadline| deadline.saturating_sub(now.elapsed))
    }
}
