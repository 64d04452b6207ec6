//! An errand beside a request that needs nothing of it: a token that is renewed before it has to be.

use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::Poll;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bw_auth_core::client::Session;
use bw_auth_core::{Dispatch, Errand};

use super::Flight;
use crate::timer::{Timer, within};
use crate::token_endpoint::STORE_PATIENCE;

/// What is left of an errand when the request beside it is done.
pub(crate) type Rest<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

impl Flight {
    /// Runs the errand beside `main`, unless somebody sees to it already, and gives what is left of it then. Whoever sees to
    /// it may be held up; nobody else is. If it is dropped, the next one takes over.
    pub(crate) async fn beside<'a, T>(
        &'a self,
        session: &'a Arc<Session<dyn Timer>>,
        errand: Errand,
        main: impl Future<Output = T>,
    ) -> (T, Option<Rest<'a>>) {
        let Some(attending) = self.attend(session, errand) else {
            return (main.await, None);
        };
        let mut side = spared(async move {
            let _attending = attending;
            if let Some(rest) = self.landed(session, errand).await {
                self.see_to(session, rest, STORE_PATIENCE).await;
            }
        });
        let mut main = pin!(main);
        let mut is_over = false;
        let output = poll_fn(|context| {
            is_over = is_over || side.as_mut().poll(context).is_ready();
            main.as_mut().poll(context)
        })
        .await;
        (output, (!is_over).then_some(side))
    }

    /// Sees to what is left for a while, once the response is there.
    pub(crate) async fn finish(
        &self,
        session: &Session<dyn Timer>,
        dispatch: &Dispatch,
        rest: Rest<'_>,
    ) {
        let patience = session.decide(|_, now| dispatch.patience(now));
        let _ = within(&**session.clock(), patience, rest).await;
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

/// The same, but that a panic in it is only its end. It has been reported as such; the request has no part in it.
pub(super) fn spared<'a>(work: impl Future<Output = ()> + Send + 'a) -> Rest<'a> {
    let mut work = Box::pin(work);
    Box::pin(poll_fn(move |context| {
        let polled = AssertUnwindSafe(|| work.as_mut().poll(context));
        catch_unwind(polled).unwrap_or(Poll::Ready(()))
    }))
}
