//! Obtaining: from nothing to a header value that may be sent, in as many errands as it takes.

use alloc::sync::Arc;

use super::authenticator::Authenticator;
use super::clock::Now;
use super::error::Error;
use super::fault::Fault;
use super::held::Held;
use super::provider::{Generation, ProviderError};
use super::step::{Errand, Work};
use super::token_error::{TokenError, TokenFailure, Unusable};
use super::tokens::Stance;
use crate::Withheld;

/// One asker's way to a header value.
#[derive(Debug, Default)]
pub(super) struct Obtaining {
    /// How many tokens it has waited for.
    tokens_waited: u32,
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
    pub(super) fn next(&self, auth: &mut Authenticator, now: Now) -> Obtained {
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
        if let Some(given) = auth.given.take() {
            auth.tokens.adopt(&held, &given, now);
        }
        match auth.tokens.stance(now, self.tokens_waited) {
            Stance::Present(held) => Obtained::Ready { held, beside: None },
            Stance::PresentAndRenew(held) => Obtained::Ready {
                held,
                beside: Some(auth.open(Work::Token)),
            },
            // Each that it waited for was over at once: a clock or the endpoint is out of its mind.
            Stance::Fetch if self.tokens_waited >= MOST_WAITS => {
                Obtained::Fail(no_token(auth, TokenFailure::Unusable(Unusable::Expired)))
            }
            Stance::Fetch => Obtained::Wait(auth.open(Work::Token), Want::Token),
            Stance::AskProvider => newer(auth, held.generation()),
            Stance::Fail(error) => Obtained::Fail(error.into()),
        }
    }

    /// The errand that was waited for is done, by whomever. Asking again only makes sense if it can lead to anything.
    pub(super) fn settled(&mut self, auth: &Authenticator, want: Want) -> Result<(), Error> {
        match want {
            Want::Credentials if auth.held().is_none() => {
                let none = || ProviderError::new("it was asked, and its answer never came");
                Err(auth.load_failure().cloned().unwrap_or_else(none).into())
            }
            Want::Credentials | Want::Newer => Ok(()),
            Want::Token => {
                self.tokens_waited += 1;
                Ok(())
            }
        }
    }

    /// Waiting for one more token, for whoever was refused with the one at hand: once.
    pub(super) fn waits_again(&mut self) -> bool {
        self.tokens_waited += 1;
        self.tokens_waited < MOST_WAITS
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
