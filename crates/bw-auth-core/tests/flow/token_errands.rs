//! The errands of the model test: a token request and its answer, a store, the provider, each held against the model.

use std::time::Duration;

use bw_auth_core::{Errand, Fault, Generation, Loaded, ProviderError, TokenRequest, Work};
use proptest::prelude::*;

use super::bench::{UNIX, seconds};
use super::naive_tokens::{Failure, Moment, Token, What};
use super::reply::Reply;
use super::token_acts::{Change, Outcome};
use super::token_bench::{stored, token};
use super::token_world::World;

impl World {
    pub(crate) fn begin(&mut self) -> Result<(), TestCaseError> {
        let Some(errand) = self
            .open
            .filter(|open| open.work() == Work::Token && self.asked.is_none())
        else {
            return Ok(());
        };
        let now = self.now();
        prop_assert!(
            !self.model.read().pauses_for_all(now),
            "a token request during a pause"
        );
        self.asked = self
            .bench
            .ask_for_token(errand)
            .map(|request| (request, now));
        prop_assert!(self.asked.is_some());
        Ok(())
    }

    pub(crate) fn report(&mut self, outcome: Outcome) -> Result<(), TestCaseError> {
        let Some(errand) = self.open else {
            return Ok(());
        };
        match (errand.work(), outcome) {
            (Work::Load { .. }, Outcome::LoadFailed) => {
                self.open = None;
                let error = ProviderError::new("it is down");
                self.bench.auth.loaded(errand, Err(error));
            }
            (Work::Load { .. }, outcome) => {
                self.open = None;
                let change = match outcome {
                    Outcome::Newer(change) => change,
                    _ => None,
                };
                if let Some(change) = change {
                    self.changed(change);
                }
                let number = Generation::new(self.generation + 1);
                let loaded = Loaded::new(self.credentials(), number);
                self.bench.auth.loaded(errand, Ok(loaded));
                if let Some(change) = change {
                    self.replaced(change == Change::SameClient);
                }
            }
            (Work::Token, Outcome::Newer(_) | Outcome::LoadFailed) => {}
            (Work::Token, outcome) => {
                if let Some((request, asked)) = self.asked.take() {
                    self.open = None;
                    self.answer(&request, asked, outcome);
                }
            }
        }
        Ok(())
    }

    fn answer(&mut self, request: &TokenRequest, asked: Moment, outcome: Outcome) {
        let failed = |refused, retry_after| Failure {
            refused,
            retry_after,
            stale: false,
            of_hasty: false,
        };
        let by_clock = self.bench.now.elapsed - asked.elapsed;
        let by_wall_clock = self.bench.now.unix.zip(asked.unix);
        let by_wall_clock = by_wall_clock.map(|(now, asked)| now.saturating_sub(asked));
        let is_stale =
            by_clock.max(by_wall_clock.unwrap_or_default()) > seconds(10) + seconds(1) / 4;
        let (reply, what) = match outcome {
            Outcome::Granted(life) => {
                let name = format!("at-{}", self.taken + 1);
                let known = self.named(name.clone(), asked, seconds(life));
                let what = match known.left(self.now()) {
                    Duration::ZERO => What::Failed(Failure {
                        stale: is_stale,
                        ..failed(false, None)
                    }),
                    _ => What::Taken(known),
                };
                (token(&name, life), what)
            }
            Outcome::GivenUp(waited) => {
                let waited = seconds(waited);
                let answer = request.given_up(waited, waited).unwrap();
                let auth = &mut self.bench.auth;
                let kept = auth.token_answered(request, self.bench.now, answer);
                assert!(kept.is_none());
                self.log(What::GivenUp { waited });
                if self.model.waited_in_vain() >= seconds(10) {
                    self.log(What::Failed(Failure {
                        stale: is_stale,
                        of_hasty: true,
                        ..failed(false, None)
                    }));
                }
                return;
            }
            Outcome::Refused(None) => (Reply::status(401), What::Failed(failed(true, None))),
            Outcome::Refused(Some(wait)) => (
                Reply::status(400).field("Retry-After", wait.to_string()),
                What::Failed(failed(true, Some(wait))),
            ),
            Outcome::Limited(wait) => (
                Reply::status(429).field("Retry-After", wait.to_string()),
                What::Failed(failed(false, Some(wait))),
            ),
            Outcome::Unavailable => (Reply::status(500), What::Failed(failed(false, None))),
            Outcome::Broken => (
                Reply::Broken(Fault::Connect),
                What::Failed(Failure {
                    stale: is_stale,
                    ..failed(false, None)
                }),
            ),
            Outcome::Unusable | Outcome::Newer(_) | Outcome::LoadFailed => {
                (Reply::status(200), What::Failed(failed(false, None)))
            }
        };
        self.bench.grant([reply]);
        self.bench.answer_token(request);
        self.log(what);
    }

    /// A token of somebody else's, and when it ends.
    pub(crate) fn elsewhere(&self, number: u64, ends_in: i64) -> (String, Duration) {
        let now = self.bench.now.unix.unwrap_or(seconds(UNIX)).as_secs();
        let ends = seconds(now.saturating_add_signed(ends_in));
        (format!("elsewhere-{number}"), ends)
    }

    /// A token from elsewhere, which came then, and lives from then on if it is worth taking.
    pub(crate) fn offered(&mut self, name: String, ends: Duration, came: Moment) -> bool {
        let life = came
            .unix
            .map_or(Duration::ZERO, |unix| ends.saturating_sub(unix));
        let token = Token {
            is_fetched: false,
            ..self.named(name, came, life)
        };
        let takes = self.model.read().takes(&token, self.now());
        if takes {
            self.log(What::Taken(token));
        }
        takes
    }

    fn named(&mut self, name: String, asked: Moment, life: Duration) -> Token {
        self.taken += 1;
        Token {
            number: self.taken,
            name,
            generation: self.generation,
            asked,
            life: life.min(seconds(86_400)),
            doubt: None,
            is_fetched: true,
        }
    }

    pub(crate) fn look_into_store(
        &mut self,
        number: u64,
        ends_in: i64,
    ) -> Result<(), TestCaseError> {
        let is_token = |open: &Errand| open.work() == Work::Token;
        let Some(errand) = self
            .open
            .filter(|open| is_token(open) && self.asked.is_none())
        else {
            return Ok(());
        };
        let (name, ends) = self.elsewhere(number, ends_in);
        let takes = self.offered(name.clone(), ends, self.now());
        let found = stored(&name, ends.as_secs());
        let took = self.bench.auth.token_found(errand, self.bench.now, &found);
        prop_assert_eq!(took, takes);
        prop_assert_eq!(self.bench.auth.is_open(errand), !takes);
        if takes {
            self.open = None;
        }
        Ok(())
    }
}
