//! `Delivery`: the two steps of each attempt, and the attempts by the sandbox's clock.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::callback::Callback;
use super::event_body::event_body;
use super::post::post;
use super::step::{DeliveryStep, StepAnswer};
use crate::clock::SandboxClock;

/// The delivery of one callback: every request that was made for it, and how it ended.
///
/// An attempt is one request, or two: the first carries no credentials. Only if it is answered 401 with a Basic challenge, the
/// same request is sent once more, with the credentials. What counts as a challenge:
///
/// - the field `WWW-Authenticate`, under that name;
/// - with the scheme `Basic` in any case, alone or among other challenges, in the same field or in others;
/// - with a realm, once. Any will do. Bandwidth asks for the empty one; [`DeliveryStep::realm`] has the one that came;
/// - and a field that breaks the grammar of RFC 9110 anywhere counts for nothing.
///
/// After a failed attempt there is another, if the [kind](crate::CallbackKind) has one left, and if there was a challenge: a 401
/// without it ends the delivery of any kind, since Bandwidth says that it makes no second request then. A redirect is a failure and
/// is not followed.
///
/// Nothing here sleeps until an attempt is due. A test [advances the clock](SandboxClock::advance) and calls
/// [`attempt`](Self::attempt), or has [`run`](Self::run) do both. A call blocks its thread until the handler has answered:
/// where the handler is a task of the test's own event loop, it belongs in `tokio::task::spawn_blocking`.
///
/// ```
/// use bw_auth_core::BasicCredentials;
/// use bw_auth_sandbox::{Callback, CallbackKind, DeliveryEnd, Loss, Sandbox, SandboxClock};
/// use core::time::Duration;
///
/// let clock = SandboxClock::manual(1_790_000_000);
/// let sandbox = Sandbox::builder().clock(clock.clone()).start()?;
/// let pair = BasicCredentials::new("hooks", "open sesame".to_owned())?;
/// let callback = Callback::new(CallbackKind::PortOut, "http://127.0.0.1:1/", pair)?; // Nobody listens there.
///
/// let mut delivery = sandbox.begin_callback(callback);
/// assert_eq!(delivery.attempt().len(), 1);
/// assert_eq!(delivery.attempt().len(), 0);     // The next is not due yet.
/// clock.advance(Duration::from_secs(5 * 60));
/// assert_eq!(delivery.attempt().len(), 1);
///
/// delivery.run();
/// assert_eq!(delivery.steps().len(), 9);
/// assert!(matches!(delivery.end(), Some(DeliveryEnd::Lost(Loss::Unreachable(_)))));
/// assert_eq!(clock.now().as_secs(), 1_790_000_000 + 40 * 60);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct Delivery {
    callback: Callback,
    clock: SandboxClock,
    body: Vec<u8>,
    begun: Duration,
    attempts: u32,
    steps: Vec<DeliveryStep>,
    end: Option<DeliveryEnd>,
}

/// How a delivery ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryEnd {
    /// The handler asked for credentials and answered 2xx to them.
    Delivered,
    /// The handler failed in every attempt; why it did in the last.
    Lost(Loss),
    /// The handler answered 2xx to the request that carried no credentials: it is open to everybody.
    Open,
}

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loss {
    /// The connection ended without an answer, or what came was no HTTP/1.
    NoAnswer,
    /// 401 to the request without credentials, and no Basic challenge with it.
    NoChallenge,
    /// 3xx, of this status. It is not followed.
    Redirected(u16),
    /// 401 to the credentials.
    Refused,
    /// Another status.
    Status(u16),
    /// There was no answer within the time limit.
    TimedOut,
    /// There was no connection.
    Unreachable(io::ErrorKind),
}

impl Delivery {
    pub(crate) fn new(mut callback: Callback, clock: SandboxClock) -> Self {
        let begun = clock.now();
        let own = callback.body.take();
        Self {
            body: own.unwrap_or_else(|| event_body(callback.kind, begun)),
            callback,
            clock,
            begun,
            attempts: 0,
            steps: Vec::new(),
            end: None,
        }
    }

    /// When the next attempt is due, by the sandbox's clock, as the time since 1970-01-01 UTC; none, if there is none.
    #[must_use]
    pub fn next_due(&self) -> Option<Duration> {
        if self.end.is_some() {
            return None;
        }
        let after = self.callback.kind.due_after(self.attempts)?;
        Some(self.begun.saturating_add(after))
    }

    /// Makes the attempt that is due, and returns its one or two steps; none, if none is due.
    ///
    /// A clock that was moved past several makes each of them due. They are made one by one, late.
    pub fn attempt(&mut self) -> &[DeliveryStep] {
        let before = self.steps.len();
        if self.next_due().is_some_and(|due| due <= self.clock.now()) {
            self.attempts += 1;
            self.end = match self.two_steps() {
                Ok(end) => Some(end),
                Err(loss) => {
                    let is_last = self.next_due().is_none() || loss == Loss::NoChallenge;
                    is_last.then_some(DeliveryEnd::Lost(loss))
                }
            };
        }
        self.steps.get(before..).unwrap_or_default()
    }

    /// Makes all attempts that are left, until the end. It moves the sandbox's clock from one to the next, whatever
    /// else follows it; a system clock too.
    pub fn run(&mut self) {
        while let Some(due) = self.next_due() {
            self.clock.advance(due.saturating_sub(self.clock.now()));
            self.attempt();
        }
    }

    /// Every request that was made, oldest first.
    #[must_use]
    pub fn steps(&self) -> &[DeliveryStep] {
        &self.steps
    }

    /// How it ended; none, if another attempt is to come.
    #[must_use]
    pub fn end(&self) -> Option<DeliveryEnd> {
        self.end
    }

    fn two_steps(&mut self) -> Result<DeliveryEnd, Loss> {
        match self.step(None) {
            (StepAnswer::Status(401), true) => {}
            (StepAnswer::Status(401), false) => return Err(Loss::NoChallenge),
            (answer, _) => return judge(answer).map(|()| DeliveryEnd::Open),
        }
        let authorization = authorization(&self.callback);
        match self.step(Some(&authorization)) {
            (StepAnswer::Status(401), _) => Err(Loss::Refused),
            (answer, _) => judge(answer).map(|()| DeliveryEnd::Delivered),
        }
    }

    /// Sends the callback once; the answer, and whether there was a challenge with it.
    fn step(&mut self, authorization: Option<&str>) -> (StepAnswer, bool) {
        let at = self.clock.now();
        let (answer, realm) = match post(&self.callback, &self.body, authorization) {
            Ok(head) => (StepAnswer::Status(head.status), head.realm),
            Err(answer) => (answer, None),
        };
        let is_challenged = realm.is_some();
        self.steps.push(DeliveryStep {
            at,
            attempt: self.attempts,
            has_credentials: authorization.is_some(),
            answer,
            realm,
        });
        (answer, is_challenged)
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("callback", &self.callback)
            .field("next_due", &self.next_due())
            .field("steps", &self.steps)
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}

fn judge(answer: StepAnswer) -> Result<(), Loss> {
    match answer {
        StepAnswer::NoAnswer => Err(Loss::NoAnswer),
        StepAnswer::Status(200..=299) => Ok(()),
        StepAnswer::Status(status @ 300..=399) => Err(Loss::Redirected(status)),
        StepAnswer::Status(status) => Err(Loss::Status(status)),
        StepAnswer::TimedOut => Err(Loss::TimedOut),
        StepAnswer::Unreachable(kind) => Err(Loss::Unreachable(kind)),
    }
}

/// By code of the sandbox's own (RFC 7617 section 2): it plays Bandwidth.
fn authorization(callback: &Callback) -> String {
    let pair = &callback.pair;
    let joined = format!("{}:{}", pair.username(), pair.expose_password());
    format!("Basic {}", STANDARD.encode(joined))
}
