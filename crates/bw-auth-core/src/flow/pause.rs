//! Pause: how long nobody is asked for a token after a try that failed.

use core::time::Duration;

use super::clock::Now;
use super::policy::jittered;
use super::token_error::{TokenError, TokenFailure, Unusable};
use super::token_request::TIME_LIMIT;

/// What the endpoint asked for, or else a time that doubles with each failure, the longer where the secret was refused.
pub(super) fn pause(error: &TokenError, failures_before: u32, asked: Now, now: Now) -> Duration {
    // Left alone for so long, by callers that were dropped or by a process that was frozen, the try says nothing about the
    // endpoint now. A clock may have stood still meanwhile: the older age counts.
    let by_wall_clock = now.unix.zip(asked.unix);
    let by_wall_clock = by_wall_clock.map(|(now, asked)| now.saturating_sub(asked));
    let age = now.elapsed.saturating_sub(asked.elapsed);
    let is_stale = age.max(by_wall_clock.unwrap_or_default()) > STALE_AFTER;
    let came_too_late = error.failure == TokenFailure::Unusable(Unusable::Expired);
    if is_stale && (came_too_late || error.failure.is_broken_off()) {
        return Duration::ZERO;
    }
    // At once, or in the past, is no time to go by: whoever sends that always would be asked every second.
    if let Some(asked_for) = error.retry_after.filter(|wait| !wait.is_zero()) {
        return asked_for.clamp(FIRST, LONGEST_ASKED_FOR);
    }
    let (first, longest) = match error.failure {
        TokenFailure::Refused => (FIRST_REFUSED, LONGEST_REFUSED),
        _ => (FIRST, LONGEST),
    };
    let doubled = first.saturating_mul(1 << failures_before.min(20));
    jittered(doubled.min(longest), now.random)
}

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);
const FIRST_REFUSED: Duration = Duration::from_secs(10);
const LONGEST_REFUSED: Duration = Duration::from_secs(5 * 60);
const LONGEST_ASKED_FOR: Duration = Duration::from_secs(60 * 60);
/// Whoever attends to a request for a token has its end by then.
const STALE_AFTER: Duration = TIME_LIMIT.saturating_add(Duration::from_millis(250));
