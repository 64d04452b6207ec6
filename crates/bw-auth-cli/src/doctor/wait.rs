//! Trying until the credentials are accepted, or the time is over.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use bw_auth_core::{AccountId, CredentialsProvider as _, Generation, SiteId, Url};
use bw_auth_sources::{Chain, Explanation, Resolved};

use super::examination::Examination;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::remark;
use crate::setup::Setup;

/// The first examination that ends well, or the last.
///
/// # Errors
///
/// As [`Examination::of`].
pub(super) fn until_accepted(
    limit: Duration,
    setup: &Setup,
    site: Option<&SiteId>,
) -> Result<Examination, Failure> {
    let chain = Arc::new(setup.chain());
    let start = Instant::now();
    let left = || limit.saturating_sub(start.elapsed());
    let mut pause = FIRST_PAUSE;
    loop {
        // One try must not outlast the time that all of them have.
        let timeout = left().clamp(SHORTEST_TIMEOUT, LONGEST_TIMEOUT);
        let found = Examination::of(setup, &chain, site, Some(timeout))?;
        if found.finding.exit == Exit::Fine {
            return Ok(found);
        }
        let refused = refused(&found);
        loop {
            let asked_for = found.finding.wait.filter(|_| refused.is_none());
            let Some(wait) = next_look(pause, asked_for, left()) else {
                return Ok(found);
            };
            let (verdict, seconds) = (found.finding.verdict, wait.as_secs_f32());
            remark(&format!(
                "bw-auth: not yet ({verdict}); the next look is in {seconds:.1} s"
            ));
            thread::sleep(wait);
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
            let is_mended = || is_asked_otherwise(&chain, &found);
            if refused.is_none_or(|refused| has_newer(&chain, refused) || is_mended()) {
                break;
            }
        }
    }
}

/// How long to pause; `None` at the end of the time. What the service asks for is meant for the credentials that it has seen: where
/// they were refused, others may be there at any moment, and are looked for once more at the end. A try that would begin after the
/// end is none.
fn next_look(pause: Duration, asked_for: Option<Duration>, left: Duration) -> Option<Duration> {
    let wait = match asked_for {
        Some(asked_for) => pause.max(asked_for),
        None => pause.min(left),
    };
    (!left.is_zero() && wait <= left).then_some(wait)
}

/// The credentials that the service has refused: to send them again can lock a user out.
fn refused(found: &Examination) -> Option<Generation> {
    let fingerprint = found.report.as_ref()?.fingerprint.as_ref()?;
    (found.finding.exit == Exit::Rejected).then(|| fingerprint.generation())
}

fn has_newer(chain: &Chain, refused: Generation) -> bool {
    let loaded = chain.load(Some(refused));
    loaded.is_ok_and(|loaded| loaded.generation() > refused)
}

/// Whether the same credentials would be used for another account, or elsewhere: that is no question that was answered.
fn is_asked_otherwise(chain: &Chain, found: &Examination) -> bool {
    let before = found.explanation.as_ref();
    let before = before.and_then(Explanation::resolved).map(asked);
    let explanation = chain.explain();
    let now = explanation.resolved().map(asked);
    // What cannot be read now is what it was, or will be.
    now.is_some() && now != before
}

fn asked(resolved: &Resolved) -> (Option<&AccountId>, &str, Option<&str>) {
    let environment = resolved.environment();
    let token_url = environment.token_url().map(Url::as_str);
    (resolved.account(), environment.name(), token_url)
}

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
const SHORTEST_TIMEOUT: Duration = Duration::from_secs(1);
const LONGEST_TIMEOUT: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::{Duration, next_look};

    #[test]
    fn the_last_look_is_at_the_end_of_the_time() {
        let look = |pause, asked_for: Option<u64>, left| {
            let [pause, left] = [pause, left].map(Duration::from_secs);
            let look = next_look(pause, asked_for.map(Duration::from_secs), left);
            look.map(|wait| wait.as_secs())
        };
        assert_eq!(look(2, None, 60), Some(2));
        assert_eq!(look(8, None, 3), Some(3));
        assert_eq!(look(8, None, 0), None);
        assert_eq!(look(2, Some(30), 60), Some(30));
        assert_eq!(look(2, Some(1), 60), Some(2));
        assert_eq!(look(2, Some(30), 29), None, "it would be in vain");
    }
}
