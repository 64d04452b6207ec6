//! Obtaining: from nothing to a header value that may be sent, in as many errands as it takes.

use alloc::sync::Arc;
use core::time::Duration;

use super::authenticator::Authenticator;
use super::clock::Now;
use super::error::Error;
use super::fault::Fault;
use super::held::Held;
use super::provider::{Generation, ProviderError};
use super::step::{Errand, Work};
use super::token_error::{TokenError, TokenFailure, Unusable};
use super::token_request::TIME_LIMIT;
use super::tokens::{Asking, Stance, Tries};
use crate::Withheld;

/// One asker's way to a header value.
#[derive(Debug, Default)]
pub(super) struct Obtaining {
    /// How many tries for a token it has waited for since it last had one.
    tokens_waited: u32,
    /// As they were when it began to wait.
    tries_before: Tries,
    /// Until when it waits for something better than the token at hand, which will do otherwise.
    patience: Option<Duration>,
    /// What it waits for, until it has it.
    wants: Option<Want>,
    /// How many waits ended with no try at all.
    in_vain: u32,
    /// Since when it waits for a token.
    waits_since: Option<Duration>,
    /// It has less time than the token endpoint may take.
    is_hasty: bool,
    /// It has asked the provider for another secret: once is enough, however long the answer takes.
    provider_asked: bool,
}

/// What is at hand, or what has to be done first.
pub(super) enum Obtained {
    Ready {
        held: Arc<Held>,
        /// To be done beside the sending, if somebody has a hand free.
        beside: Option<Errand>,
    },
    Wait(Errand, Want),
    Fail(Error),
}

/// What an errand is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// The first credentials.
    Credentials,
    /// Credentials newer than those that were refused.
    Newer,
    Token,
}

impl Obtaining {
    /// `time_left` is what the asker has for all of it.
    pub(super) fn next(
        &mut self,
        auth: &mut Authenticator,
        now: Now,
        time_left: Option<Duration>,
    ) -> Obtained {
        // It has died meanwhile, so that there is nothing to go on with.
        if !auth.tokens.is_alive(now) {
            self.patience = None;
        }
        self.is_hasty = time_left.is_some_and(|left| left < TIME_LIMIT);
        let obtained = self.step(auth, now);
        if let Obtained::Wait(_, want) = &obtained {
            self.wants = Some(*want);
            if *want == Want::Token {
                self.waits_since.get_or_insert(now.elapsed);
            }
        }
        if let (Obtained::Wait(..), None) = (&obtained, self.patience) {
            if let Some(alive) = auth.tokens.life_left(now) {
                // It has to be good for the request too.
                let half = time_left.map_or(alive, |left| left.min(alive)) / 2;
                self.patience = Some(now.after(half.min(PATIENCE)));
            }
        }
        if let Obtained::Ready { .. } = obtained {
            // What a request waits for after a retry's pause is not what it waited for before.
            *self = Self::default();
        }
        obtained
    }

    fn step(&mut self, auth: &mut Authenticator, now: Now) -> Obtained {
        let Some(held) = auth.held().cloned() else {
            return Obtained::Wait(
                auth.open(Work::Load { newer_than: None }),
                Want::Credentials,
            );
        };
        if let Some(generation) = auth.suspected() {
            return newer(auth, generation);
        }
        if held.client().is_none() {
            return Obtained::Ready { held, beside: None };
        }
        if auth.environment().token_url().is_none() {
            let environment = auth.environment().name().into();
            return Obtained::Fail(Withheld::TokenUrlMissing { environment }.into());
        }
        if let Some((given, came)) = auth.given.take() {
            auth.tokens.adopt(&held, &given, came, now);
        }
        let asking = self.asking(auth, now);
        self.tries_before = auth.tokens.tries();
        match auth
            .tokens
            .stance(now, self.has_tried(now), self.is_hasty, asking)
        {
            Stance::Present(held) => Obtained::Ready { held, beside: None },
            Stance::PresentAndRenew(held) => Obtained::Ready {
                held,
                beside: Some(auth.open(Work::Token)),
            },
            Stance::Fetch if self.tokens_waited >= MOST_WAITS => {
                Obtained::Fail(match auth.tokens.failure() {
                    Some(error) => error.clone().into(),
                    // Those who asked had no time to wait for the answer.
                    None if self.in_vain > 0 => {
                        no_token(auth, TokenFailure::Unreachable(Fault::Timeout))
                    }
                    // Each that it waited for was over at once: a clock or the endpoint is out of its mind.
                    None => no_token(auth, TokenFailure::Unusable(Unusable::Expired)),
                })
            }
            Stance::Fetch => Obtained::Wait(auth.open(Work::Token), Want::Token),
            Stance::AskProvider => {
                Obtained::Wait(self.ask_provider(auth, held.generation()), Want::Newer)
            }
            Stance::Fail(error) => Obtained::Fail(error.into()),
        }
    }

    /// The errand that was waited for is done, by whomever. Asking again only makes sense if it can lead to anything.
    pub(super) fn settled(
        &mut self,
        auth: &Authenticator,
        now: Now,
        want: Want,
    ) -> Result<(), Error> {
        match want {
            Want::Credentials if auth.held().is_none() => {
                let none = || ProviderError::new("it was asked, and its answer never came");
                Err(auth.load_failure().cloned().unwrap_or_else(none).into())
            }
            Want::Credentials | Want::Newer => Ok(()),
            Want::Token => {
                // One that another gave up, for want of time of its own, was no try; nor was one whose token another threw away.
                let is_in_vain = auth.tokens.tries().are_in_vain_since(self.tries_before);
                self.in_vain += u32::from(is_in_vain);
                let waited = self
                    .waits_since
                    .map(|since| now.elapsed.saturating_sub(since));
                let for_long = self.in_vain > MOST_IN_VAIN && waited >= Some(LONG_IN_VAIN);
                if !is_in_vain || for_long {
                    self.tokens_waited += 1;
                }
                Ok(())
            }
        }
    }

    /// What it still waits for.
    pub(super) fn wants(&self) -> Option<Want> {
        self.wants
    }

    /// How long to wait for the errand; nothing once a token that is alive has to do.
    pub(super) fn wait_left(&self, now: Now, time_left: Option<Duration>) -> Option<Duration> {
        let patience = self.patience.map(|end| end.saturating_sub(now.elapsed));
        match (patience, time_left) {
            (Some(patience), Some(time_left)) => Some(patience.min(time_left)),
            (patience, time_left) => patience.or(time_left),
        }
    }

    fn has_tried(&self, now: Now) -> bool {
        self.tokens_waited > 0 || self.is_out_of_patience(now)
    }

    fn is_out_of_patience(&self, now: Now) -> bool {
        self.patience.is_some_and(|end| now.elapsed >= end)
    }

    /// What else is worth waiting for, for whoever was refused with a token that is still the one at hand.
    pub(super) fn for_better(
        &mut self,
        auth: &mut Authenticator,
        now: Now,
        refused: &Held,
    ) -> Option<Errand> {
        refused.client()?;
        // The errand that was waited for was another one.
        if auth.tokens.is_doubted(now) {
            self.tokens_waited += 1;
            return (self.tokens_waited < MOST_WAITS).then(|| auth.open(Work::Token));
        }
        // The secret is refused as well: there may be a newer one.
        let asking = self.asking(auth, now);
        let stance = auth
            .tokens
            .stance(now, self.has_tried(now), self.is_hasty, asking);
        matches!(stance, Stance::AskProvider).then(|| self.ask_provider(auth, refused.generation()))
    }

    fn asking(&self, auth: &Authenticator, now: Now) -> Asking {
        match auth.tokens.asking {
            _ if self.provider_asked || self.is_out_of_patience(now) => Asking::Done,
            Some(errand) if auth.is_open(errand) => Asking::UnderWay,
            _ => Asking::Possible,
        }
    }

    fn ask_provider(&mut self, auth: &mut Authenticator, than: Generation) -> Errand {
        let newer_than = Some(than);
        let errand = auth.open(Work::Load { newer_than });
        auth.tokens.asking = Some(errand);
        self.provider_asked = true;
        errand
    }
}

/// The time was over before the errand was done.
pub(super) fn late(auth: &Authenticator, want: Want) -> Error {
    match want {
        Want::Token => no_token(auth, TokenFailure::Unreachable(Fault::Timeout)),
        Want::Credentials | Want::Newer => {
            let late = "it did not answer within the time allowed for the request";
            ProviderError::new(late).into()
        }
    }
}

fn newer(auth: &mut Authenticator, than: Generation) -> Obtained {
    let newer_than = Some(than);
    Obtained::Wait(auth.open(Work::Load { newer_than }), Want::Newer)
}

fn no_token(auth: &Authenticator, failure: TokenFailure) -> Error {
    let (held, url) = (auth.held(), auth.environment().token_url());
    match (held, url) {
        (Some(held), Some(url)) => {
            let (fingerprint, endpoint) = (held.fingerprint.clone(), url.origin().clone());
            TokenError::new(fingerprint, endpoint, failure).into()
        }
        _ => ProviderError::new("its credentials were replaced meanwhile").into(),
    }
}

const MOST_WAITS: u32 = 3;
/// However it comes about, nobody goes on like that for ever. Those who have no time for a whole try pause after as much as the
/// endpoint has, and then whoever has the time is alone.
const MOST_IN_VAIN: u32 = 32;
const LONG_IN_VAIN: Duration = TIME_LIMIT.saturating_mul(2);
/// The token endpoint, or the provider, has that long to be of help to a request that could go without.
const PATIENCE: Duration = Duration::from_secs(5);
