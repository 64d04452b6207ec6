//! Where an exchange stands between two calls.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use super::Exchange;
use crate::flow::answer::KeptHead;
use crate::flow::asked::Asked;
use crate::flow::error::Error;
use crate::flow::held::Held;
use crate::flow::obtain::Want;
use crate::flow::refusal::{Forbidden, RateLimited, Rejection, Unrenewed};
use crate::flow::rejections::Admission;
use crate::flow::step::Errand;

#[derive(Debug)]
pub(super) enum State {
    Ready,
    Settling(Errand, Purpose),
    Sleeping(Duration),
    Sent,
    Reading(Box<Refused>),
    Delivering,
    Failed(Error),
    Over,
}

#[derive(Debug)]
pub(super) enum Purpose {
    /// There is nothing to send yet, or something better than what there is.
    Obtain(Want),
    /// This request was refused.
    Renew(Box<Refused>),
}

#[derive(Debug)]
pub(super) struct Sent {
    pub(super) held: Arc<Held>,
    pub(super) admission: Admission,
    /// Which of all sendings with these credentials it is.
    pub(super) number: u64,
}

/// A response that will be an error once its body is read.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) held: Arc<Held>,
    pub(super) asked: Asked,
    pub(super) admission: Admission,
    pub(super) head: KeptHead,
    pub(super) kind: Kind,
    /// The token was accepted for others since it was last refused to this account.
    pub(super) is_accounts: bool,
}

impl Refused {
    /// The error that the caller gets, with as much of the body as was read.
    pub(super) fn into_error(self, body: &[u8], complete: bool) -> Error {
        let Self {
            held,
            asked,
            head,
            kind,
            ..
        } = self;
        let answer = head.into_answer(body, complete, &held.secrets());
        match kind {
            Kind::Forbidden => Error::Forbidden(Box::new(Forbidden { asked, answer })),
            Kind::RateLimited(wait) => Error::RateLimited(Box::new(RateLimited {
                asked,
                answer,
                wait,
            })),
            Kind::Rejected {
                not_replayed,
                unrenewed,
            } => Error::Rejected(Box::new(Rejection {
                asked,
                answer,
                not_replayed,
                unrenewed,
            })),
        }
    }
}

#[derive(Debug)]
pub(super) enum Kind {
    Forbidden,
    RateLimited(Option<Duration>),
    Rejected {
        not_replayed: bool,
        /// Why there is nothing newer, where asking for it failed.
        unrenewed: Option<Unrenewed>,
    },
}

/// After a redirect the path is a server's choice, and may repeat what the server was sent.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("outline", &self.outline)
            .field("origin", self.url.origin())
            .field("state", &self.state)
            .field("sent", &self.sent)
            .field("deadline", &self.deadline)
            .field("stranger", &self.stranger)
            .field("attempts", &self.attempts)
            .field("hops", &self.hops)
            .field("retries", &self.retries)
            .field("renewed", &self.renewed)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}
