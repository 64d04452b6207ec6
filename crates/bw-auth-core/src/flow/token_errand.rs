//! The token errand, as the authenticator's part of it: what to ask, and what to make of the answer.

use core::time::Duration;

use super::authenticator::Authenticator;
use super::clock::Now;
use super::event::Event;
use super::fault::Fault;
use super::step::{Errand, Work};
use super::stored_token::{StoredToken, TokenKey};
use super::token_answer::Granted;
use super::token_error::{TokenError, TokenFailure};
use super::token_request::{Came, TokenAnswer, TokenRequest};
use super::tokens::stored;
use crate::{AccountId, Claims};

impl Authenticator {
    /// The request that fetches a token; `None` if the errand is none for a token, or is no longer open.
    #[must_use]
    pub fn token_request(&mut self, errand: Errand, now: Now) -> Option<TokenRequest> {
        if !self.is_open(errand) || errand.work() != Work::Token {
            return None;
        }
        let request = self.put_together(errand, now);
        match request {
            Some(_) => self.tokens.requests += 1,
            // Nobody could ever carry it out.
            None => _ = self.close(errand),
        }
        request
    }

    fn put_together(&self, errand: Errand, now: Now) -> Option<TokenRequest> {
        let url = self.environment().token_url()?.clone();
        let current = self.tokens.current().map(|token| token.held.clone());
        TokenRequest::new(errand, self.held()?.clone(), current, url, now)
    }

    /// Reports what came of a token request. Returns what a store is to keep, if there is a new token.
    ///
    /// An answer to an errand that is no longer open is dropped: it belongs to credentials that were replaced.
    #[must_use]
    pub fn token_answered(
        &mut self,
        request: &TokenRequest,
        now: Now,
        answer: TokenAnswer,
    ) -> Option<StoredToken> {
        if !self.close(request.errand) {
            return None;
        }
        let of_hasty = matches!(answer.0, Came::GivenUp(_));
        let kept = match answer.0 {
            Came::Granted(granted) => self.taken(request, &granted, now),
            Came::Failed(error) => Err(error),
            Came::GivenUp(taken) => {
                if !self.tokens.given_up(taken, now) {
                    return None;
                }
                Err(request.error(TokenFailure::Unreachable(Fault::Timeout)))
            }
        };
        match kept {
            Ok(kept) => {
                self.tell_refreshed(now);
                kept
            }
            Err(error) => {
                let code = error.code();
                self.tokens.failures += 1;
                let next_try = self.tokens.failed(error, request.asked, now, of_hasty);
                let fingerprint = request.held.fingerprint.clone();
                self.tell(Event::TokenRefreshFailed {
                    fingerprint,
                    code,
                    next_try,
                });
                None
            }
        }
    }

    fn taken(
        &mut self,
        request: &TokenRequest,
        granted: &Granted,
        now: Now,
    ) -> Result<Option<StoredToken>, TokenError> {
        let taken = self
            .tokens
            .granted(&request.held, granted, request.asked, now);
        taken.map_err(|why| request.error(TokenFailure::Unusable(why)))?;
        let expires_at = self.tokens.current().and_then(|token| token.expires_at());
        Ok(stored(&granted.token, expires_at))
    }

    /// By which name a store keeps tokens of these credentials; `None` unless they are client credentials.
    #[must_use]
    pub fn token_key(&self) -> Option<TokenKey> {
        let url = self.environment().token_url()?;
        let client = self.held()?.client()?;
        Some(TokenKey::new(url, client))
    }

    /// Reports what a store had. Whether it does; if so, the errand is done, and otherwise a token has to be fetched.
    #[must_use]
    pub fn token_found(&mut self, errand: Errand, now: Now, found: &StoredToken) -> bool {
        let Some(held) = self.held().cloned().filter(|_| self.is_open(errand)) else {
            return false;
        };
        let taken = held.client().is_some() && self.tokens.adopt(&held, found, now, now);
        if taken {
            self.close(errand);
            self.tell_refreshed(now);
        }
        taken
    }

    /// Begins with a token that was obtained elsewhere. It is used while both clocks call it alive, and renewed in time.
    pub fn give_token(&mut self, token: StoredToken, now: Now) {
        self.given = Some((token, now));
    }

    /// Throws the token away, so that the next request fetches another.
    pub fn invalidate_token(&mut self) {
        self.given = None;
        self.tokens.invalidate();
    }

    /// What the token at hand says about itself, unverified.
    #[must_use]
    pub fn claims(&self) -> Option<&Claims> {
        self.presented()?.claims()
    }

    /// The one account that the token at hand is for, if it says exactly one.
    #[must_use]
    pub fn only_account(&self) -> Option<AccountId> {
        self.claims()?.only_account()
    }

    fn tell_refreshed(&mut self, now: Now) {
        let current = self.tokens.current();
        let told = current.map(|token| (token.held.fingerprint.clone(), token.time_left(now)));
        if let Some((fingerprint, life)) = told {
            self.tell(Event::TokenRefreshed { fingerprint, life });
        }
    }

    /// How much longer the token at hand is good for.
    #[must_use]
    pub fn token_life(&self, now: Now) -> Option<Duration> {
        Some(self.tokens.current()?.time_left(now))
    }
}
