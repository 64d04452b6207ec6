//! Preparation: credentials and a token, before there is a request that needs them.

use core::time::Duration;

use super::authenticator::Authenticator;
use super::clock::Now;
use super::obtain::{Obtained, Obtaining, Want, late};
use super::step::{Errand, Step};

/// Sees to it that the next request finds all that it needs: credentials, and a token where one is called for.
///
/// It is driven as an [`Exchange`](super::Exchange) is. Its steps are `Settle`, and at the end `Deliver` or `Fail`.
#[derive(Debug)]
pub struct Preparation {
    obtaining: Obtaining,
    waiting: Option<(Errand, Want)>,
    time_limit: Option<Duration>,
    deadline: Option<Duration>,
}

impl Preparation {
    /// A preparation that gives up after `time_limit`, counted from the first step.
    #[must_use]
    pub fn new(time_limit: Option<Duration>) -> Self {
        Self {
            obtaining: Obtaining::default(),
            waiting: None,
            time_limit,
            deadline: None,
        }
    }

    /// What to do now.
    pub fn next(&mut self, auth: &mut Authenticator, now: Now) -> Step {
        if let (None, Some(limit)) = (self.deadline, self.time_limit) {
            self.deadline = Some(now.after(limit));
        }
        let time_left = self.deadline.map(|end| end.saturating_sub(now.elapsed));
        loop {
            if let Some((errand, want)) = self.waiting {
                if auth.is_open(errand) {
                    if time_left == Some(Duration::ZERO) {
                        return Step::Fail(late(auth, want));
                    }
                    let time_left = self.obtaining.wait_left(now, time_left);
                    if time_left != Some(Duration::ZERO) {
                        return Step::Settle { errand, time_left };
                    }
                }
                self.waiting = None;
                if let Err(error) = self.obtaining.settled(auth, now, want) {
                    return Step::Fail(error);
                }
            }
            match self.obtaining.next(auth, now, time_left) {
                Obtained::Ready { .. } => return Step::Deliver,
                Obtained::Fail(error) => return Step::Fail(error),
                Obtained::Wait(errand, want) => self.waiting = Some((errand, want)),
            }
        }
    }
}
