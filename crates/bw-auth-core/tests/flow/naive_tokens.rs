//! A naive model of a client credential's token.
//!
//! It keeps a log of all that happened and reads it from the beginning for every question: the rules for tokens once more,
//! without the state machine.

use std::time::Duration;

use super::bench::seconds;

/// Both clocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) elapsed: Duration,
    pub(crate) unix: Option<Duration>,
}

#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// No two have the same, although the name of one from a store may return.
    pub(crate) number: usize,
    pub(crate) name: String,
    /// Of the secret that it was fetched with, or was at hand when it came.
    pub(crate) generation: u64,
    pub(crate) asked: Moment,
    pub(crate) life: Duration,
    pub(crate) doubt: Option<Doubt>,
    /// And not from elsewhere.
    pub(crate) is_fetched: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Doubt {
    Refused,
    Replaced,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    /// It was fetched, or comes from elsewhere.
    Taken(Token),
    Failed(Failure),
    /// Nobody had more time than this to wait for an answer.
    GivenUp {
        waited: Duration,
    },
    /// A service has refused the token at hand to this account, and that was reason enough for another.
    Doubted {
        account: u8,
    },
    /// A request for this account, with this token, was answered so that it is settled whether the token was worth its fetch.
    Settled {
        account: u8,
        token: usize,
    },
    /// Another secret, of the same client or not.
    Installed {
        same_client: bool,
    },
    Invalidated,
    ProviderAsked,
    /// This sending, with this token, was accepted for this account.
    Accepted {
        token: usize,
        account: u8,
        sending: u64,
    },
    /// The token was refused to this account. By then so many had been sent.
    Refused {
        token: usize,
        account: u8,
        sendings: u64,
    },
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    pub(crate) refused: bool,
    pub(crate) retry_after: Option<u64>,
    /// It was left lying for so long that it says nothing any more.
    pub(crate) stale: bool,
    /// It is the sum of tries that nobody had the time for.
    pub(crate) of_hasty: bool,
}

/// What a request is to do.
#[derive(Debug)]
pub(crate) enum Wanted {
    Send { token: Token, beside: bool },
    Token,
    Provider,
    Fail { next_try: Option<Duration> },
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) log: Vec<(Duration, What)>,
}

/// What the log comes to.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) current: Option<Token>,
    /// Until when no token is asked for, and whether the secret was refused.
    pause: Option<(Duration, bool)>,
    /// The pause is for those alone who have little time.
    of_hasty: bool,
    /// Tries that nobody had the time for, and until when a token that is alive is left alone after them.
    cut_short: u32,
    rests_until: Duration,
    rests_doubted_until: Duration,
    failures: u32,
    doubted_at: Option<Duration>,
    doubted_for: Option<u8>,
    /// The token took the place of one that a service had refused.
    pub(crate) after_doubt: bool,
    /// A token from elsewhere may be as bad as the one that was refused or thrown away.
    wants_fetched: bool,
    provider_from: Duration,
}

impl Token {
    /// What is left of its life, by the clock that leaves less.
    pub(crate) fn left(&self, now: Moment) -> Duration {
        let by =
            |now: Duration, asked: Duration| self.life.saturating_sub(now.saturating_sub(asked));
        let left = by(now.elapsed, self.asked.elapsed);
        match (now.unix, self.asked.unix) {
            (Some(now), Some(asked)) => left.min(by(now, asked)),
            _ => left,
        }
    }
}

impl Reading {
    fn add(&mut self, at: Duration, what: &What) {
        match what {
            What::Taken(token) => {
                let before = self.current.replace(token.clone());
                (self.pause, self.failures, self.wants_fetched) = (None, 0, false);
                self.heard();
                self.after_doubt = before.is_some_and(|b| b.doubt == Some(Doubt::Refused));
                self.doubted_for = self.doubted_for.filter(|_| self.after_doubt);
            }
            What::Failed(failure) => {
                let (first, longest) = if failure.refused { (10, 300) } else { (1, 60) };
                let doubled =
                    (0..self.failures).fold(first, |pause: u64, _| (pause * 2).min(longest));
                let pause = match failure.retry_after {
                    _ if failure.stale => Duration::ZERO,
                    Some(asked @ 1..) => seconds(asked.min(3600)),
                    // Without chance, jitter is half of it.
                    Some(0) | None => seconds(doubled) / 2,
                };
                self.pause = Some((at + pause, failure.refused));
                self.of_hasty = failure.of_hasty;
                self.failures += 1;
                if !failure.of_hasty {
                    self.heard();
                }
            }
            What::Doubted { account } => {
                self.wants_fetched = true;
                if let Some(token) = self.current.as_mut().filter(|t| t.doubt.is_none()) {
                    token.doubt = Some(Doubt::Refused);
                    (self.doubted_at, self.doubted_for) = (Some(at), Some(*account));
                }
            }
            What::Settled { account, token } => {
                if self.is_renewed_for(*account, *token, at) {
                    self.doubted_for = None;
                }
            }
            What::Installed { same_client } => {
                let kept = self.current.take().filter(|_| *same_client);
                *self = Self {
                    current: kept.map(|token| Token {
                        doubt: Some(Doubt::Replaced),
                        ..token
                    }),
                    wants_fetched: self.wants_fetched && *same_client,
                    ..Self::default()
                };
            }
            What::Invalidated => {
                (self.current, self.pause, self.failures) = (None, None, 0);
                self.heard();
                self.wants_fetched = true;
            }
            What::GivenUp { waited } => {
                self.rests_until = at + seconds((1 << self.cut_short).min(60));
                if *waited >= seconds(4) {
                    self.rests_doubted_until = self.rests_until;
                }
                self.cut_short += 1;
            }
            What::Accepted { .. } | What::Refused { .. } => {}
            What::ProviderAsked => self.provider_from = at + seconds(5),
        }
    }

    /// The endpoint was heard, or is asked anew.
    fn heard(&mut self) {
        self.cut_short = 0;
        (self.rests_until, self.rests_doubted_until) = (Duration::ZERO, Duration::ZERO);
    }

    pub(crate) fn is_alive(&self, now: Moment) -> bool {
        let current = self.current.as_ref();
        current.is_some_and(|token| !token.left(now).is_zero())
    }

    pub(crate) fn pauses(&self, now: Moment) -> bool {
        self.pause.is_some_and(|(until, _)| now.elapsed < until)
    }

    /// Whether there is a pause for those too who have the time for a whole try.
    pub(crate) fn pauses_for_all(&self, now: Moment) -> bool {
        self.pauses(now) && !self.of_hasty
    }

    pub(crate) fn is_current(&self, number: usize) -> bool {
        let current = self.current.as_ref();
        current.is_some_and(|token| token.number == number)
    }

    /// Whether this token was fetched a moment ago because the one before was refused to this account.
    pub(crate) fn is_renewed_for(&self, account: u8, number: usize, at: Duration) -> bool {
        let current = self.current.as_ref();
        let is_good = current.is_some_and(|t| t.number == number && t.doubt.is_none());
        let lately = self
            .doubted_at
            .is_some_and(|doubted| at - doubted < seconds(60));
        is_good && lately && self.doubted_for == Some(account)
    }

    /// Whether the refusal of this token is a reason to fetch another.
    pub(crate) fn doubts(&self, number: usize, now: Moment) -> bool {
        let current = self.current.as_ref().filter(|t| t.number == number);
        let long_ago = |at: Duration| now.elapsed - at >= seconds(30);
        !self.pauses(now)
            && current.is_some_and(|t| t.doubt.is_some() || self.doubted_at.is_none_or(long_ago))
    }

    /// Whether this token is taken from elsewhere.
    pub(crate) fn takes(&self, token: &Token, now: Moment) -> bool {
        let left = token.left(now);
        let is_better = self.current.as_ref().is_none_or(|current| {
            current.name != token.name && (current.doubt.is_some() || left > current.left(now))
        });
        now.unix.is_some() && !left.is_zero() && !self.wants_fetched && is_better
    }

    /// `waited` counts the tokens that a request has waited for, and `has_tried` says whether it will wait for nothing better
    /// than what is alive; the last tells whether it has had the provider asked, and whether somebody is asking it.
    pub(crate) fn wanted(
        &self,
        now: Moment,
        (waited, has_tried, is_hasty): (u32, bool, bool),
        (has_asked, asks): (bool, bool),
    ) -> Wanted {
        let alive = self
            .current
            .as_ref()
            .filter(|token| !token.left(now).is_zero());
        let paused = self.pause.filter(|(until, _)| now.elapsed < *until);
        let pause = paused.filter(|_| is_hasty || !self.of_hasty);
        let is_refused = pause.is_some_and(|(_, refused)| refused);
        let may_ask = !has_asked && (asks || now.elapsed >= self.provider_from);
        if is_refused && may_ask && alive.is_none_or(|token| token.doubt.is_some()) {
            return Wanted::Provider;
        }
        let Some(token) = alive else {
            return match pause {
                Some((until, _)) => Wanted::Fail {
                    next_try: Some(until - now.elapsed),
                },
                None if waited >= 3 => Wanted::Fail { next_try: None },
                None => Wanted::Token,
            };
        };
        let left = token.left(now);
        let is_last = token.doubt.is_some() || left <= (token.life / 10).min(seconds(60));
        let until = match token.doubt {
            Some(_) => self.rests_doubted_until,
            None => self.rests_until,
        };
        let rests = paused.is_some() || now.elapsed < until;
        if is_last && !rests && !has_tried {
            return Wanted::Token;
        }
        let is_late = left <= (token.life / 4).min(seconds(300));
        let beside = !is_last && is_late && !rests;
        Wanted::Send {
            token: token.clone(),
            beside,
        }
    }
}

impl Model {
    /// How many tries for a token have ended, and how often what came of them was thrown away.
    pub(crate) fn tries(&self) -> (usize, usize) {
        let count = |is: fn(&What) -> bool| self.log.iter().filter(|(_, what)| is(what)).count();
        (
            count(|what| matches!(what, What::Taken(_) | What::Failed(_))),
            count(|what| matches!(what, What::Invalidated | What::Installed { .. })),
        )
    }

    /// How long the endpoint was waited for in vain since there was anything to begin with.
    pub(crate) fn waited_in_vain(&self) -> Duration {
        let since = self.log.iter().rev().map(|(_, what)| what);
        let since = since.take_while(|what| {
            let was_heard = matches!(what, What::Failed(failure) if !failure.of_hasty);
            !was_heard
                && !matches!(
                    what,
                    What::Taken(_) | What::Installed { .. } | What::Invalidated
                )
        });
        since
            .map(|what| match what {
                What::GivenUp { waited } => *waited,
                _ => Duration::ZERO,
            })
            .sum()
    }

    pub(crate) fn read(&self) -> Reading {
        let mut reading = Reading::default();
        for (at, what) in &self.log {
            reading.add(*at, what);
        }
        reading
    }
}
