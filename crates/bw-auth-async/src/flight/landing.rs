//! What becomes of the work after a poll.

use bw_auth_core::Errand;

use super::{Flight, Labour};

/// The end of one poll: the work goes back where the next caller finds it, if it is still wanted. If it is done, or has
/// panicked, nothing goes back; where the errand is still open, the next caller starts anew.
pub(super) struct Landing<'a> {
    flight: &'a Flight,
    errand: Errand,
    unfinished: Option<Labour>,
}

impl<'a> Landing<'a> {
    pub(super) fn of(flight: &'a Flight, errand: Errand) -> Self {
        Self {
            flight,
            errand,
            unfinished: None,
        }
    }

    pub(super) fn goes_on(&mut self, work: Labour) {
        self.unfinished = Some(work);
    }
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        let over = self.unfinished.is_none();
        {
            let mut state = self.flight.state();
            match &mut state.running {
                Some(running) if running.errand == self.errand && over => state.running = None,
                Some(running) if running.errand == self.errand => {
                    running.work = self.unfinished.take();
                }
                // Other work has taken its place.
                _ => {}
            }
        }
        // Whoever was woken by it during the poll came in vain.
        if over || self.flight.waiting.is_due() {
            self.flight.waiting.wake_all();
        }
    }
}
