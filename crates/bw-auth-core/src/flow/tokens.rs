//! Tokens: the one token of a client credential, when the next is fetched, and what happens when that fails.
//!
//! ARCHITECTURE.md has all of it in one table.

mod received;
mod stance;

use alloc::sync::Arc;
use core::time::Duration;

pub(super) use self::stance::{Asking, Stance};
use super::clock::Now;
use super::cut_short::CutShort;
use super::fetched_for::FetchedFor;
use super::held::Held;
use super::pause::pause;
use super::step::Errand;
use super::stored_token::StoredToken;
use super::token::{Doubt, Token, Window};
use super::token_answer::Granted;
use super::token_error::{TokenError, Unusable};
use crate::{AccountId, BearerToken, Origin};

#[derive(Default)]
pub(super) struct Tokens {
    current: Option<Token>,
    /// What came of the last try, while nothing better has come since.
    failure: Option<Failure>,
    failures_in_a_row: u32,
    /// The token was thrown away or refused, so that one from a store will not do: it may be the same, or as old.
    wants_fetched: bool,
    /// When a service's refusal last made for a fetch.
    doubted_at: Option<Duration>,
    /// From when on the provider is asked again whether it has another secret than the one that was refused.
    ask_provider_from: Duration,
    /// Where it was asked last.
    pub(super) asking: Option<Errand>,
    /// The token at hand took the place of one that a service had refused.
    is_after_doubt: bool,
    /// Where a service's refusal last made for a fetch.
    doubted_for: Option<(Origin, Option<AccountId>)>,
    tries: Tries,
    /// Tries that were cut short by those who had too little time.
    cut_short: CutShort,
    /// For whom a token was fetched that was of no help to them.
    fetched_for: FetchedFor,
    pub(super) requests: u64,
    pub(super) failures: u64,
}

struct Failure {
    error: TokenError,
    until: Duration,
    /// It is put together from tries that were cut short: no verdict for whoever has the time for a whole one.
    of_hasty: bool,
}

/// How many tries for a token have ended, whichever way, and how often what came of them was thrown away.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tries {
    ended: u64,
    withdrawn: u64,
}

impl Tries {
    /// Whether whoever waited has nothing of what has happened since then.
    pub(super) fn are_in_vain_since(self, then: Self) -> bool {
        self.ended == then.ended || self.withdrawn != then.withdrawn
    }
}

impl Tokens {
    pub(super) fn current(&self) -> Option<&Token> {
        self.current.as_ref()
    }

    pub(super) fn failure(&self) -> Option<&TokenError> {
        self.failure.as_ref().map(|failure| &failure.error)
    }

    pub(super) fn is_current(&self, held: &Arc<Held>) -> bool {
        let current = self.current.as_ref();
        current.is_some_and(|token| Arc::ptr_eq(&token.held, held))
    }

    pub(super) fn tries(&self) -> Tries {
        self.tries
    }

    pub(super) fn is_alive(&self, now: Now) -> bool {
        self.life_left(now).is_some()
    }

    /// How long the token at hand has still to live; `None` if it is over, or there is none.
    pub(super) fn life_left(&self, now: Now) -> Option<Duration> {
        let current = self.current.as_ref();
        let alive = current.filter(|token| token.window(now) != Window::Expired);
        alive.map(|token| token.time_left(now))
    }

    /// Whether the token at hand took the place of one that a service had refused.
    pub(super) fn is_after_doubt(&self) -> bool {
        self.is_after_doubt
    }

    /// Whether a doubted token still waits for its fetch.
    pub(super) fn is_doubted(&self, now: Now) -> bool {
        !self.pauses(now) && self.current.as_ref().is_some_and(Token::is_doubted)
    }

    /// Whether nobody is asked for a token, after a failure.
    fn pauses(&self, now: Now) -> bool {
        let failure = self.failure.as_ref();
        failure.is_some_and(|failure| now.elapsed < failure.until)
    }

    /// Forgets the token and what failed.
    pub(super) fn invalidate(&mut self) {
        self.current = None;
        self.tries.withdrawn += 1;
        self.failure = None;
        self.failures_in_a_row = 0;
        self.cut_short = CutShort::default();
        self.fetched_for = FetchedFor::default();
        self.wants_fetched = true;
    }

    /// Goes on with another secret. The token of the same client is still good, but not worth keeping if there is a better.
    pub(super) fn secret_replaced(&mut self, is_same_client: bool) {
        self.tries.withdrawn += 1;
        let (requests, failures, tries) = (self.requests, self.failures, self.tries);
        let mut kept = self.current.take().filter(|_| is_same_client);
        if let Some(token) = &mut kept {
            token.doubt = Some(Doubt::SecretReplaced);
        }
        *self = Self {
            current: kept,
            wants_fetched: self.wants_fetched && is_same_client,
            requests,
            failures,
            tries,
            ..Self::default()
        };
    }

    /// Takes a token from elsewhere that came at `came`, if it is alive, another than the one at hand, and worth more.
    pub(super) fn adopt(
        &mut self,
        client: &Held,
        stored: &StoredToken,
        came: Now,
        now: Now,
    ) -> bool {
        let life = came
            .unix
            .and_then(|unix| stored.expires_at().checked_sub(unix));
        let Some(life) = life.filter(|_| now.unix.is_some() && !self.wants_fetched) else {
            return false;
        };
        let held = client.with_token(stored.token(), None);
        let token = Token::new(held, came, life, now.random);
        let is_worth_more = self.current.as_ref().is_none_or(|current| {
            let outlives = current.is_doubted() || token.time_left(now) > current.time_left(now);
            outlives && !current.held.is_same_as(&token.held)
        });
        let is_taken = is_worth_more && token.window(now) != Window::Expired;
        if is_taken {
            self.renewed(token);
        }
        is_taken
    }

    /// Takes a token that was fetched. Its life is over already if it took longer to come.
    pub(super) fn granted(
        &mut self,
        client: &Held,
        granted: &Granted,
        asked: Now,
        now: Now,
    ) -> Result<(), Unusable> {
        let held = client.with_token(&granted.token, Some(asked.elapsed));
        let token = Token::new(held, asked, granted.life, now.random);
        if token.window(now) == Window::Expired {
            return Err(Unusable::Expired);
        }
        self.renewed(token);
        Ok(())
    }

    fn renewed(&mut self, token: Token) {
        let before = self.current.replace(token);
        self.failure = None;
        self.failures_in_a_row = 0;
        self.cut_short = CutShort::default();
        self.wants_fetched = false;
        if let Some(before) = &before {
            self.fetched_for.learn(&before.reception);
        }
        self.is_after_doubt = before.is_some_and(|token| token.doubt == Some(Doubt::Refused));
        if !self.is_after_doubt {
            self.doubted_for = None;
        }
        self.tries.ended += 1;
    }

    /// A try failed. What is alive is kept; the next try comes after what the endpoint asked for, or else after a pause that
    /// doubles. Returns that pause.
    pub(super) fn failed(
        &mut self,
        error: TokenError,
        asked: Now,
        now: Now,
        of_hasty: bool,
    ) -> Duration {
        if !of_hasty {
            // It was heard, or had all its time.
            self.cut_short = CutShort::default();
        }
        let pause = pause(&error, self.failures_in_a_row, asked, now);
        self.tries.ended += 1;
        self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);
        self.failure = Some(Failure {
            error,
            until: now.after(pause),
            of_hasty,
        });
        pause
    }

    /// Somebody had no more time to wait for the endpoint. Whether that makes a failure for all who have as little: it does once
    /// such waits come to all the time that the endpoint has.
    pub(super) fn given_up(&mut self, taken: Duration, now: Now) -> bool {
        self.cut_short.add(taken, now)
    }
}

/// Which token a store is to keep.
pub(super) fn stored(token: &BearerToken, expires_at: Option<Duration>) -> Option<StoredToken> {
    Some(StoredToken::new(token.clone(), expires_at?))
}
