//! Token: how long a fetched token is good for, and when to fetch the next.

use alloc::sync::Arc;
use core::time::Duration;

use super::clock::Now;
use super::held::Held;
use super::reception::Reception;

/// A token with what is known of its life. That counts from the moment it was asked for, on both clocks: a suspended
/// process misses time on the one, and a corrected wall clock moves the other.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) held: Arc<Held>,
    asked: Now,
    life: Duration,
    /// At this age it is renewed beside other work, and at that age before anything is sent.
    advisory_from: Duration,
    mandatory_from: Duration,
    /// Another is fetched first, if one is to be had.
    pub(super) doubt: Option<Doubt>,
    pub(super) reception: Reception,
}

/// Why a token is not relied on, although it is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// A service has refused it.
    Refused,
    /// The secret that it was fetched with was replaced.
    SecretReplaced,
}

/// Where in its life a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Window {
    Fresh,
    Advisory,
    Mandatory,
    Expired,
}

impl Token {
    /// A token that was asked for at `asked` and lives for `life` from then on. `random` spreads the renewals of many
    /// processes over the last quarter of the window before the advisory one.
    pub(super) fn new(held: Held, asked: Now, life: Duration, random: u64) -> Self {
        let life = life.min(LONGEST_LIFE);
        let advisory = (life / 4).min(ADVISORY);
        let mandatory = (life / 10).min(MANDATORY);
        let spread = u32::try_from(random % 1024).unwrap_or(0);
        let jitter = advisory / 4 * spread / 1024;
        Self {
            held: Arc::new(held),
            asked,
            life,
            advisory_from: life - advisory + jitter,
            mandatory_from: life - mandatory,
            doubt: None,
            reception: Reception::default(),
        }
    }

    pub(super) fn is_doubted(&self) -> bool {
        self.doubt.is_some()
    }

    /// The older of its two ages.
    fn age(&self, now: Now) -> Duration {
        let elapsed = now.elapsed.saturating_sub(self.asked.elapsed);
        match (now.unix, self.asked.unix) {
            (Some(now), Some(asked)) => elapsed.max(now.saturating_sub(asked)),
            _ => elapsed,
        }
    }

    pub(super) fn window(&self, now: Now) -> Window {
        let age = self.age(now);
        if age >= self.life {
            Window::Expired
        } else if age >= self.mandatory_from {
            Window::Mandatory
        } else if age >= self.advisory_from {
            Window::Advisory
        } else {
            Window::Fresh
        }
    }

    pub(super) fn time_left(&self, now: Now) -> Duration {
        self.life.saturating_sub(self.age(now))
    }

    /// When it ends by the wall clock, as time since 1970-01-01T00:00:00Z.
    pub(super) fn expires_at(&self) -> Option<Duration> {
        self.asked.unix.map(|asked| asked.saturating_add(self.life))
    }
}

const ADVISORY: Duration = Duration::from_secs(5 * 60);
const MANDATORY: Duration = Duration::from_secs(60);
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
