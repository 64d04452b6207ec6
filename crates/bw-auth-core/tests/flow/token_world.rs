//! The token machine and its models side by side.

use std::time::Duration;

use bw_auth_core::{ClientCredentials, Errand, Exchange, TokenRequest};
use proptest::prelude::*;

use super::bench::{Bench, UNIX, basic, seconds};
use super::naive_memory::{self, Probe};
use super::naive_tokens::{Model, Moment, Token, What};
use super::token_acts::{Act, Change, Outcome, Request};
use super::token_bench::{stored, token};

/// What a request waits for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Want {
    Token,
    Provider,
}

/// What a request was sent with.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) token: Token,
    pub(crate) sending: u64,
    pub(crate) probe: Probe,
}

#[derive(Debug)]
pub(crate) enum Stand {
    New,
    Waits(Errand, Want),
    Sent,
}

pub(crate) struct Caller {
    pub(crate) exchange: Exchange,
    pub(crate) request: Request,
    pub(crate) stand: Stand,
    /// What it was sent with last.
    pub(crate) sent: Option<Sent>,
    /// It was refused, and waits for something better.
    pub(crate) refused: bool,
    /// It was refused, and something newer was at hand.
    pub(crate) renewed: Option<Sent>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) waited: u32,
    pub(crate) in_vain: u32,
    /// Since when it waits for a token.
    pub(crate) waits_since: Option<Duration>,
    /// How many tries for a token had ended when it last asked what to do, and how many were for nothing.
    pub(crate) tries_before: (usize, usize),
    /// Until when it waits for something better than what is alive.
    pub(crate) patience: Option<Duration>,
    /// It has waited for something, and has not been sent since.
    pub(crate) wants: Option<Want>,
    pub(crate) has_asked: bool,
    /// It has less time than the token endpoint may take.
    pub(crate) is_hasty: bool,
    /// The refusal that it met is its account's own affair.
    pub(crate) is_accounts: bool,
    pub(crate) steps: u32,
}

pub(crate) struct World {
    pub(crate) bench: Bench,
    pub(crate) model: Model,
    pub(crate) memory: naive_memory::Model,
    pub(crate) callers: Vec<Caller>,
    pub(crate) open: Option<Errand>,
    /// What is open although nobody waits for it, because who had it opened was late or was stopped.
    pub(crate) unseen: Option<Want>,
    pub(crate) asked: Option<(TokenRequest, Moment)>,
    /// A token that waits for the first request, when it ends, and when it came.
    pub(crate) given: Option<(String, Duration, Moment)>,
    pub(crate) taken: usize,
    pub(crate) sendings: u64,
    client: u32,
    secret: u64,
    pub(crate) generation: u64,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self {
            bench: Bench::new(),
            model: Model::default(),
            memory: naive_memory::Model::default(),
            callers: Vec::new(),
            open: None,
            unseen: None,
            asked: None,
            given: None,
            taken: 0,
            sendings: 0,
            client: 1,
            secret: 1,
            generation: 1,
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

    pub(crate) fn credentials(&self) -> ClientCredentials {
        let (id, secret) = (
            format!("CLI-{}", self.client),
            format!("secret number {}", self.secret),
        );
        ClientCredentials::new(&id, secret).unwrap()
    }

    pub(crate) fn act(&mut self, act: Act) -> Result<(), TestCaseError> {
        let count = self.callers.len().max(1);
        match act {
            Act::Start(request) => self.start(request)?,
            Act::Whole(request, status, outcome) => self.whole(request, status, outcome)?,
            Act::Poll(which) if which % count < self.callers.len() => self.poll(which % count)?,
            Act::Finish(which, status) if which % count < self.callers.len() => {
                self.finish(which % count, status)?;
            }
            Act::Drop(which) if which % count < self.callers.len() => {
                self.callers.swap_remove(which % count);
            }
            Act::Abandon(which) if which % count < self.callers.len() => {
                self.abandon(which % count);
            }
            Act::Poll(_) | Act::Finish(..) | Act::Drop(_) | Act::Abandon(_) => {}
            Act::Begin => self.begin()?,
            Act::Report(outcome) => self.report(outcome)?,
            Act::Store(number, ends_in) => self.look_into_store(number, ends_in)?,
            Act::Give(number, ends_in) => {
                let (name, ends) = self.elsewhere(number, ends_in);
                self.bench
                    .auth
                    .give_token(stored(&name, ends.as_secs()), self.bench.now);
                self.given = Some((name, ends, self.now()));
            }
            Act::Pass(time) => self.bench.pass_both(seconds(time)),
            Act::Step(by) => {
                let unix = self.bench.now.unix.unwrap_or(seconds(UNIX));
                self.bench.now.unix = Some(seconds(unix.as_secs().saturating_add_signed(by)));
            }
            Act::LoseUnix => self.bench.now.unix = None,
            Act::Install(change) => self.install(change)?,
            Act::Invalidate => {
                self.bench.auth.invalidate_token();
                self.given = None;
                self.log(What::Invalidated);
            }
            Act::ResetRejections => {
                self.bench.auth.reset_rejections();
                self.memory = naive_memory::Model::default();
            }
        }
        Ok(())
    }

    fn whole(
        &mut self,
        request: Request,
        status: u16,
        outcome: Outcome,
    ) -> Result<(), TestCaseError> {
        let others = self.callers.len();
        self.start(request)?;
        for _ in 0..12 {
            // It is the last: whoever moves is put there.
            if self.callers.len() == others {
                return Ok(());
            }
            self.finish(others, status)?;
            if self.callers.len() > others {
                self.begin()?;
                self.report(outcome)?;
                self.poll(others)?;
            }
        }
        Ok(())
    }

    fn install(&mut self, change: Change) -> Result<(), TestCaseError> {
        let (late, asked) = (self.open.take(), self.asked.take());
        self.unseen = None;
        if change == Change::OtherScheme {
            self.bench.auth.install(basic("another"));
            self.replaced(false);
        }
        self.changed(change);
        let credentials = self.credentials();
        self.bench.auth.install(credentials);
        self.replaced(change == Change::SameClient);
        // What is still on its way belongs to what was replaced.
        if let Some(errand) = late {
            prop_assert!(!self.bench.auth.is_open(errand));
            prop_assert!(self.bench.ask_for_token(errand).is_none());
            let found = stored("late", UNIX * 2);
            prop_assert!(!self.bench.auth.token_found(errand, self.bench.now, &found));
        }
        if let Some((request, _)) = asked {
            self.bench.grant([token("late", 3600)]);
            self.bench.answer_token(&request);
            prop_assert!(self.bench.kept.is_none());
        }
        Ok(())
    }

    pub(crate) fn changed(&mut self, change: Change) {
        self.secret += 1;
        self.client += u32::from(change == Change::OtherClient);
    }

    pub(crate) fn replaced(&mut self, same_client: bool) {
        self.generation += 1;
        self.given = None;
        self.memory = naive_memory::Model::default();
        self.log(What::Installed { same_client });
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
