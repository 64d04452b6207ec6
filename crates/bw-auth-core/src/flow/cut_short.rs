//! Cut short: tries for a token that ended because whoever made them had no more time.

use core::time::Duration;

use super::clock::Now;
use super::token_request::TIME_LIMIT;

/// Such tries since the last token, or since the endpoint was last heard.
#[derive(Debug, Default)]
pub(super) struct CutShort {
    tries: u32,
    waited: Duration,
    /// Until when nobody renews a token that is alive.
    rests_until: Duration,
    /// The same for one that is doubted.
    rests_doubted_until: Duration,
}

impl CutShort {
    /// Whether all of them together are as long as the endpoint may take.
    pub(super) fn add(&mut self, taken: Duration, now: Now) -> bool {
        let pause = FIRST_REST.saturating_mul(1 << self.tries.min(20));
        self.rests_until = now.after(pause.min(LONGEST_REST));
        if taken >= FAIR_TRY {
            self.rests_doubted_until = self.rests_until;
        }
        self.tries = self.tries.saturating_add(1);
        self.waited = self.waited.saturating_add(taken);
        self.waited >= TIME_LIMIT
    }

    /// Whether a token that is alive is left as it is for now: the next try would be as short. One that is doubted may be worth
    /// nothing, so it is left only after a try that was not so short.
    pub(super) fn rests(&self, now: Now, is_doubted: bool) -> bool {
        now.elapsed
            < match is_doubted {
                true => self.rests_doubted_until,
                false => self.rests_until,
            }
    }
}

const FAIR_TRY: Duration = Duration::from_secs(4);
const FIRST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(60);
