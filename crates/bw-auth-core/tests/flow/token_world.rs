//! The token machine and its model side by side.

use std::time::Duration;

use bw_auth_core::{
    Can, ClientCredentials, Errand, Exchange, Fault, Generation, Loaded, TokenRequest, Work,
};
use proptest::prelude::*;

use super::bench::{Bench, UNIX, account_outline, seconds};
use super::naive_tokens::{Failure, Model, Moment, Token, What};
use super::reply::Reply;
use super::token_acts::{Act, Outcome};
use super::token_bench::token;

/// What a request waits for.
#[derive(Clone, Debug)]
pub(crate) enum Want {
    Token,
    Provider,
    /// Something better than the token that was refused.
    Better(String),
}

#[derive(Debug)]
pub(crate) enum Stand {
    Waits(Errand, Want),
    /// With this token.
    Sent(String),
}

pub(crate) struct Caller {
    pub(crate) exchange: Exchange,
    pub(crate) stand: Stand,
    pub(crate) resend: bool,
    pub(crate) waited: u32,
    /// How many tries for a token had ended when it last asked what to do.
    pub(crate) tries_before: usize,
    /// Until when it waits for something better than what is alive.
    pub(crate) patience: Option<Duration>,
    pub(crate) has_asked: bool,
    pub(crate) refused: Vec<String>,
    pub(crate) steps: u32,
}

pub(crate) struct World {
    pub(crate) bench: Bench,
    pub(crate) model: Model,
    pub(crate) callers: Vec<Caller>,
    pub(crate) open: Option<Errand>,
    pub(crate) asked: Option<(TokenRequest, Moment)>,
    pub(crate) granted: Vec<Token>,
    pub(crate) client: u32,
    pub(crate) secret: u64,
    pub(crate) started: u64,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self {
            bench: Bench::new(),
            model: Model::default(),
            callers: Vec::new(),
            open: None,
            asked: None,
            granted: Vec::new(),
            client: 1,
            secret: 1,
            started: 0,
        };
        world.bench.now.random = 0;
        let first = world.credentials();
        world.bench.auth.install(first);
        world
    }

    pub(crate) fn now(&self) -> Moment {
        let now = self.bench.now;
        Moment {
            elapsed: now.elapsed,
            unix: now.unix,
        }
    }

    pub(crate) fn log(&mut self, what: What) {
        self.model.log.push((self.bench.now.elapsed, what));
    }

    fn credentials(&self) -> ClientCredentials {
        let (id, secret) = (
            format!("CLI-{}", self.client),
            format!("secret number {}", self.secret),
        );
        ClientCredentials::new(&id, secret).unwrap()
    }

    pub(crate) fn act(&mut self, act: Act) -> Result<(), TestCaseError> {
        // The memory of rejections has a model of its own.
        self.bench.auth.reset_rejections();
        let count = self.callers.len().max(1);
        match act {
            Act::Start { resend } => {
                self.started += 1;
                let outline = account_outline(&self.started.to_string());
                let powers = if resend { Can::ALL } else { Can::NONE };
                self.obtain(Caller {
                    exchange: Exchange::new(outline.with_powers(powers)),
                    stand: Stand::Sent(String::new()),
                    resend,
                    waited: 0,
                    tries_before: 0,
                    patience: None,
                    has_asked: false,
                    refused: Vec::new(),
                    steps: 0,
                })?;
            }
            Act::Poll(which) if which % count < self.callers.len() => self.poll(which % count)?,
            Act::Finish(which, status) if which % count < self.callers.len() => {
                self.finish(which % count, status)?;
            }
            Act::Drop(which) if which % count < self.callers.len() => {
                self.callers.swap_remove(which % count);
            }
            Act::Abandon(which) if which % count < self.callers.len() => {
                let mut caller = self.callers.swap_remove(which % count);
                caller
                    .exchange
                    .abandoned(&mut self.bench.auth, self.bench.now);
            }
            Act::Poll(_) | Act::Finish(..) | Act::Drop(_) | Act::Abandon(_) => {}
            Act::Begin => self.begin()?,
            Act::Report(outcome) => self.report(outcome)?,
            Act::Pass(time) => self.bench.pass_both(seconds(time)),
            Act::Step(by) => {
                let unix = self.bench.now.unix.unwrap_or(seconds(UNIX));
                self.bench.now.unix = Some(seconds(unix.as_secs().saturating_add_signed(by)));
            }
            Act::LoseUnix => self.bench.now.unix = None,
            Act::Install { same_client } => {
                self.secret += 1;
                self.client += u32::from(!same_client);
                let credentials = self.credentials();
                self.bench.auth.install(credentials);
                (self.open, self.asked) = (None, None);
                self.log(What::Installed { same_client });
            }
            Act::Invalidate => {
                self.bench.auth.invalidate_token();
                self.log(What::Invalidated);
            }
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), TestCaseError> {
        let Some(errand) = self
            .open
            .filter(|open| open.work() == Work::Token && self.asked.is_none())
        else {
            return Ok(());
        };
        let now = self.now();
        prop_assert!(
            !self.model.read().pauses(now),
            "a token request during a pause"
        );
        self.asked = self
            .bench
            .ask_for_token(errand)
            .map(|request| (request, now));
        prop_assert!(self.asked.is_some());
        Ok(())
    }

    fn report(&mut self, outcome: Outcome) -> Result<(), TestCaseError> {
        let Some(errand) = self.open else {
            return Ok(());
        };
        match (errand.work(), outcome) {
            (Work::Load { .. }, outcome) => {
                self.open = None;
                let is_newer = matches!(outcome, Outcome::Newer(true));
                self.secret += u64::from(is_newer);
                let number = self.bench.auth.fingerprint().unwrap().generation().number() + 1;
                let loaded = Loaded::new(self.credentials(), Generation::new(number));
                self.bench.auth.loaded(errand, Ok(loaded));
                if is_newer {
                    self.log(What::Installed { same_client: true });
                }
            }
            (Work::Token, Outcome::Newer(_)) => {}
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
        };
        let age = self.bench.now.elapsed - asked.elapsed;
        let (reply, what) = match outcome {
            Outcome::Granted(life) => {
                let name = format!("at-{}", self.granted.len());
                let life_counted = seconds(life.min(86_400));
                let known = Token {
                    name: name.clone(),
                    asked,
                    life: life_counted,
                    doubted: false,
                };
                self.granted.push(known.clone());
                let what = match known.left(self.now()) {
                    Duration::ZERO => What::Failed(failed(false, None)),
                    _ => What::Granted(known),
                };
                (token(&name, life), what)
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
                    stale: age > seconds(11),
                    ..failed(false, None)
                }),
            ),
            Outcome::Unusable | Outcome::Newer(_) => {
                (Reply::status(200), What::Failed(failed(false, None)))
            }
        };
        self.bench.grant([reply]);
        self.bench.answer_token(request);
        self.log(what);
    }

    /// Whoever is still there comes to an end, once the endpoint answers.
    pub(crate) fn settle_all(&mut self) -> Result<(), TestCaseError> {
        for _ in 0..64 {
            for which in (0..self.callers.len()).rev() {
                self.act(Act::Poll(which))?;
            }
            self.act(Act::Begin)?;
            self.act(Act::Report(Outcome::Granted(3600)))?;
            for which in (0..self.callers.len()).rev() {
                self.act(Act::Finish(which, 200))?;
            }
            if self.callers.is_empty() {
                return Ok(());
            }
        }
        Err(TestCaseError::fail("they wait for ever"))
    }
}
