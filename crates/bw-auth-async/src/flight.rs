//! The flight: an errand that is run once, for everybody who needs it.
//!
//! It belongs to the client and not to a caller. Whoever needs it takes the slot's lock and polls what is in the slot; a
//! caller that is dropped leaves it there for the next one. There is no task and no thread behind it.

use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::Poll;
use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError};

use bw_auth_core::{Errand, Loaded, ProviderError, Session, Work};
use tokio::sync::Mutex as TurnMutex;

use crate::provider::CredentialsProvider;
use crate::timer::Timer;

type Answer = Result<Loaded, ProviderError>;

pub(crate) struct Flight {
    provider: Mutex<Arc<dyn CredentialsProvider>>,
    slot: TurnMutex<Option<Running>>,
}

struct Running {
    errand: Errand,
    work: Pin<Box<dyn Future<Output = Answer> + Send>>,
}

impl Flight {
    pub(crate) fn new(provider: Arc<dyn CredentialsProvider>) -> Self {
        Self {
            provider: Mutex::new(provider),
            slot: TurnMutex::new(None),
        }
    }

    /// Errands from now on go to this provider.
    pub(crate) fn replace_provider(&self, provider: Arc<dyn CredentialsProvider>) {
        *self.provider.lock().unwrap_or_else(PoisonError::into_inner) = provider;
    }

    /// Returns when the errand is done, by whomever, or the time is over.
    pub(crate) async fn settle(
        &self,
        session: &Session<dyn Timer>,
        errand: Errand,
        time_left: Option<Duration>,
    ) {
        let mut done = pin!(self.run(session, errand));
        let Some(left) = time_left else {
            return done.await;
        };
        let mut late = pin!(session.clock().sleep(left));
        poll_fn(|context| match done.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(()),
            Poll::Pending => late.as_mut().poll(context),
        })
        .await;
    }

    async fn run(&self, session: &Session<dyn Timer>, errand: Errand) {
        let mut slot = self.slot.lock().await;
        if !session.decide(|auth, _| auth.is_open(errand)) {
            return;
        }
        if slot.as_ref().is_none_or(|running| running.errand != errand) {
            *slot = Some(Running {
                errand,
                work: self.start(errand),
            });
        }
        let answer = poll_fn(|context| {
            // Out of the slot while it is polled: work that panics must not be polled by the next caller.
            let Some(mut running) = slot.take() else {
                return Poll::Ready(None);
            };
            match running.work.as_mut().poll(context) {
                Poll::Ready(answer) => Poll::Ready(Some(answer)),
                Poll::Pending => {
                    *slot = Some(running);
                    Poll::Pending
                }
            }
        });
        if let Some(answer) = answer.await {
            session.decide(|auth, _| auth.loaded(errand, answer));
        }
    }

    fn start(&self, errand: Errand) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
        let Work::Load { newer_than } = errand.work();
        let provider = Arc::clone(&self.provider.lock().unwrap_or_else(PoisonError::into_inner));
        Box::pin(async move { provider.load(newer_than).await })
    }
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flight")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}
