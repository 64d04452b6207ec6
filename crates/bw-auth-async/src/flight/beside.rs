//! An errand beside a request that needs nothing of it: a token that is renewed before it has to be.

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use std::sync::Arc;

use bw_auth_core::client::Session;
use bw_auth_core::{Dispatch, Errand};

use super::Flight;
use crate::timer::Timer;
use crate::token_endpoint::STORE_PATIENCE;
use crate::waiting::Place;

impl Flight {
    /// Runs the errand beside `main`, unless somebody sees to it already. Whoever does so is held up by it for a while at the
    /// most, and nobody else at all. If it is dropped, the next one takes over.
    pub(crate) async fn beside<T>(
        &self,
        session: &Arc<Session<dyn Timer>>,
        errand: Errand,
        main: impl Future<Output = T>,
    ) -> T {
        let Some(_attending) = self.attend(session, errand) else {
            return main.await;
        };
        let place = Place::among(&self.waiting);
        let mut late = pin!(session.clock().sleep(Dispatch::PATIENCE));
        let mut main = pin!(main);
        let mut output = None;
        let mut rest = None;
        let mut has_restarted = false;
        let output = poll_fn(|context| {
            place.keep(context.waker());
            let is_over = match self.poll(session, errand, &mut has_restarted) {
                Poll::Ready(left) => {
                    rest = left.or_else(|| rest.take());
                    true
                }
                Poll::Pending => false,
            };
            if output.is_none() {
                output = match main.as_mut().poll(context) {
                    Poll::Ready(output) => Some(output),
                    Poll::Pending => return Poll::Pending,
                };
            }
            if is_over || late.as_mut().poll(context).is_ready() {
                output.take().map_or(Poll::Pending, Poll::Ready)
            } else {
                Poll::Pending
            }
        })
        .await;
        if let Some(rest) = rest {
            self.see_to(session, rest, STORE_PATIENCE).await;
        }
        output
    }

    fn attend(&self, session: &Session<dyn Timer>, errand: Errand) -> Option<Attending<'_>> {
        session.decide(|auth, _| {
            let mut state = self.state();
            let is_free = auth.is_open(errand) && state.attended != Some(errand);
            is_free.then(|| {
                state.attended = Some(errand);
                Attending {
                    flight: self,
                    errand,
                }
            })
        })
    }
}

/// Whoever sees to an errand beside its own request, for as long as it does.
struct Attending<'a> {
    flight: &'a Flight,
    errand: Errand,
}

impl Drop for Attending<'_> {
    fn drop(&mut self) {
        let mut state = self.flight.state();
        if state.attended == Some(self.errand) {
            state.attended = None;
        }
    }
}
