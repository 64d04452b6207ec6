//! How long a response asks to wait: `Retry-After` in both forms, then Bandwidth's `X-RateLimit-Reset`.

use core::time::Duration;

use jiff::civil::DateTime;
use jiff::fmt::strtime;

use super::clock::Now;
use super::head::Head;

/// The wait that a 429 or 503 asks for, counted from now.
///
/// Dates are compared with the response's own `Date` where it has one, so that a wrong clock on this machine does not
/// matter. A field that is missing, repeated or unreadable counts as absent.
pub(super) fn wait(head: &Head<'_>, now: Now) -> Option<Duration> {
    let field = |name| {
        head.fields
            .field(name)
            .one()
            .and_then(|value| core::str::from_utf8(value).ok())
    };
    let reference = || {
        field("date")
            .and_then(unix_time)
            .or_else(|| now.unix.map(|unix| unix.as_secs()))
    };
    let until = |then: u64| reference().map(|now| Duration::from_secs(then.saturating_sub(now)));

    let retry_after = field("retry-after").and_then(|value| {
        let value = value.trim_matches(WHITE_SPACE);
        match digits(value) {
            Some(seconds) => Some(Duration::from_secs(seconds)),
            None => until(unix_time(value)?),
        }
    });
    let wait = retry_after.or_else(|| {
        until(digits(
            field("x-ratelimit-reset")?.trim_matches(WHITE_SPACE),
        )?)
    });
    wait.map(|wait| wait.min(LONGEST))
}

/// Rounded up, so that nobody comes a moment too early.
pub(super) fn whole_seconds(wait: Duration) -> u64 {
    wait.saturating_add(Duration::from_nanos(999_999_999))
        .as_secs()
}

/// 1*DIGIT, as RFC 9110 §10.2.3 has it: no sign, no fraction. A number too large to hold is as good as the largest.
fn digits(value: &str) -> Option<u64> {
    let all_digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| value.parse().unwrap_or(u64::MAX))
}

/// An HTTP-date in any of the three forms of RFC 9110 §5.6.7, as seconds since 1970.
pub(crate) fn unix_time(value: &str) -> Option<u64> {
    let value = value.trim_matches(WHITE_SPACE);
    let civil = FORMS
        .iter()
        .find_map(|form| strtime::parse(form, value).ok()?.to_datetime().ok())?;
    u64::try_from(
        civil
            .duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0))
            .as_secs(),
    )
    .ok()
}

/// IMF-fixdate, then the obsolete forms that a recipient must still read: RFC 850's and asctime's.
const FORMS: [&str; 3] = [
    "%a, %d %b %Y %H:%M:%S GMT",
    "%A, %d-%b-%y %H:%M:%S GMT",
    "%a %b %e %H:%M:%S %Y",
];

const WHITE_SPACE: [char; 2] = [' ', '\t'];

/// Nobody waits longer for one request; a server that asks for more is as good as one that asks for this.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
