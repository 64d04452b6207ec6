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
    pub(crate) name: String,
    pub(crate) asked: Moment,
    pub(crate) life: Duration,
    pub(crate) doubted: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    Granted(Token),
    Failed(Failure),
    /// A service has refused the token at hand, and that was reason enough for another.
    Doubted,
    /// Another secret, of the same client or not.
    Installed {
        same_client: bool,
    },
    Invalidated,
    ProviderAsked,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    pub(crate) refused: bool,
    pub(crate) retry_after: Option<u64>,
    /// It was left lying for so long that it says nothing any more.
    pub(crate) stale: bool,
}

/// What a request is to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Wanted {
    Send { token: String, beside: bool },
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
    failures: u32,
    doubted_at: Option<Duration>,
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
            What::Granted(token) => {
                self.current = Some(token.clone());
                (self.pause, self.failures) = (None, 0);
            }
            What::Failed(failure) => {
                let (first, longest) = if failure.refused { (10, 300) } else { (1, 60) };
                let doubled =
                    (0..self.failures).fold(first, |pause: u64, _| (pause * 2).min(longest));
                let pause = match failure.retry_after {
                    _ if failure.stale => Duration::ZERO,
                    Some(asked) => seconds(asked.clamp(1, 3600)),
                    // Without chance, jitter is half of it.
                    None => seconds(doubled) / 2,
                };
                self.pause = Some((at + pause, failure.refused));
                self.failures += 1;
                self.provider_from = at;
            }
            What::Doubted => {
                self.doubted_at = Some(at);
                if let Some(token) = &mut self.current {
                    token.doubted = true;
                }
            }
            What::Installed { same_client } => {
                let kept = self.current.take().filter(|_| *same_client);
                *self = Self {
                    current: kept.map(|token| Token {
                        doubted: true,
                        ..token
                    }),
                    ..Self::default()
                };
            }
            What::Invalidated => {
                (self.current, self.pause, self.failures) = (None, None, 0);
            }
            What::ProviderAsked => self.provider_from = at + seconds(5),
        }
    }

    pub(crate) fn is_alive(&self, now: Moment) -> bool {
        let current = self.current.as_ref();
        current.is_some_and(|token| !token.left(now).is_zero())
    }

    pub(crate) fn pauses(&self, now: Moment) -> bool {
        self.pause.is_some_and(|(until, _)| now.elapsed < until)
    }

    /// Whether the refusal of this token is a reason to fetch another, and whether it is the first such.
    pub(crate) fn doubts(&self, name: &str, now: Moment) -> Option<bool> {
        let token = self
            .current
            .as_ref()
            .filter(|token| token.name == name && !self.pauses(now))?;
        let long_ago = |at: Duration| now.elapsed - at >= seconds(30);
        match token.doubted {
            true => Some(false),
            false => self.doubted_at.is_none_or(long_ago).then_some(true),
        }
    }

    /// `waited` counts the tokens that a request has waited for, and `has_tried` says whether it will wait for nothing better
    /// than what is alive; the last tells whether it has had the provider asked, and whether somebody is asking it.
    pub(crate) fn wanted(
        &self,
        now: Moment,
        (waited, has_tried): (u32, bool),
        (has_asked, asks): (bool, bool),
    ) -> Wanted {
        let alive = self
            .current
            .as_ref()
            .filter(|token| !token.left(now).is_zero());
        let pause = self.pause.filter(|(until, _)| now.elapsed < *until);
        let is_refused = pause.is_some_and(|(_, refused)| refused);
        let may_ask = !has_asked && (asks || now.elapsed >= self.provider_from);
        if is_refused && may_ask && alive.is_none_or(|token| token.doubted) {
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
        let is_last = token.doubted || left <= (token.life / 10).min(seconds(60));
        if is_last && pause.is_none() && !has_tried {
            return Wanted::Token;
        }
        let is_late = left <= (token.life / 4).min(seconds(300));
        let beside = !is_last && is_late && pause.is_none();
        Wanted::Send {
            token: token.name.clone(),
            beside,
        }
    }
}

impl Model {
    /// How many tries for a token have ended.
    pub(crate) fn tries(&self) -> usize {
        let ended = |what: &What| matches!(what, What::Granted(_) | What::Failed(_));
        self.log.iter().filter(|(_, what)| ended(what)).count()
    }

    pub(crate) fn read(&self) -> Reading {
        let mut reading = Reading::default();
        for (at, what) in &self.log {
            reading.add(*at, what);
        }
        reading
    }
}
