//! Where an exchange stands between two calls.

use alloc::sync::Arc;
use core::time::Duration;

use crate::flow::answer::KeptHead;
use crate::flow::authenticator::Held;
use crate::flow::error::Error;
use crate::flow::provider::ProviderError;
use crate::flow::refusal::Asked;
use crate::flow::rejections::Admission;
use crate::flow::step::Errand;

#[derive(Debug)]
pub(super) enum State {
    Ready,
    Settling(Errand, Purpose),
    Sleeping(Duration),
    Sent,
    Reading(Refused),
    Delivering,
    Failed(Error),
    Over,
}

#[derive(Debug)]
pub(super) enum Purpose {
    /// Nothing was loaded yet.
    First,
    /// An earlier request was refused and could not wait for this.
    Suspect,
    /// This request was refused.
    Renew(Refused),
}

#[derive(Debug)]
pub(super) struct Sent {
    pub(super) held: Arc<Held>,
    pub(super) admission: Admission,
}

/// A response that will be an error once its body is read.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) held: Arc<Held>,
    pub(super) asked: Asked,
    pub(super) admission: Admission,
    pub(super) head: KeptHead,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Forbidden,
    RateLimited(Option<Duration>),
    Rejected {
        not_replayed: bool,
        provider: Option<ProviderError>,
    },
}
