//! `DeliveryStep`: one request of a delivery, and what came of it.

use alloc::string::String;
use core::time::Duration;
use std::io;

/// One request of a delivery, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryStep {
    /// The time since 1970-01-01 UTC at which it was sent, by the sandbox's clock.
    pub at: Duration,
    /// Which attempt it is of, counted from 1.
    pub attempt: u32,
    /// Whether it carried the credentials. The first step of an attempt does not; the second does.
    pub has_credentials: bool,
    /// What came of it.
    pub answer: StepAnswer,
    /// The realm of the Basic challenge in the answer, if the answer was 401 and had one. Bandwidth asks for the empty
    /// one. The sandbox goes on after any, and it is here that a test can see which it was.
    pub realm: Option<String>,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepAnswer {
    /// The connection ended without an answer, or what came was no HTTP/1.
    NoAnswer,
    /// An answer of this status.
    Status(u16),
    /// There was no answer within the time limit.
    TimedOut,
    /// There was no connection.
    Unreachable(io::ErrorKind),
}
