//! `CallbackKind`: the kinds of callbacks, each with its body, its time limit and its retries.

use alloc::vec::Vec;
use core::time::Duration;

use super::event_body::event_body;

/// A kind of callback. It decides about the body, the time limit, and what happens after a failure.
///
/// | kind | body | time limit | after a failure |
/// |---|---|---|---|
/// | [`Messaging`](Self::Messaging) | JSON, an array of one event | 10 s | again until 24 hours are over, after 1, 2, 4, 8, 16, 32 and 60 minutes\*, and then every hour\* |
/// | [`Voice`](Self::Voice) | JSON, an object | 15 s | nothing |
/// | [`Order`](Self::Order) | XML, `<Notification>` | 10 s\* | nothing |
/// | [`PortOut`](Self::PortOut) | XML, `<PortOutValidationRequest>` | 30 s | again 8 times, every 5 minutes |
/// | [`TollFreeVerification`](Self::TollFreeVerification) | JSON, an object | 10 s\* | nothing\* |
/// | [`EmergencyRecipient`](Self::EmergencyRecipient) | XML, `<EmergencyCallNotification>`\* | 10 s\* | nothing\* |
///
/// \* An assumption of the sandbox's: we know of no public document of Bandwidth's that says it. Where nothing is said of retries,
/// there are none, so that a handler which passes here relies on none.
///
/// The rest is in Bandwidth's developer documentation: *Messaging → Webhooks*, *Numbers → Webhooks* and *Port-Out
/// Notifications* (`dev.bandwidth.com/docs/messaging/webhooks`, `…/numbers/webhooks`,
/// `…/numbers/porting/port-outs/port-out-notifications`), and `callbackTimeout` of the voice API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallbackKind {
    /// A call to a recipient of emergency notifications.
    EmergencyRecipient,
    /// A message that came in.
    Messaging,
    /// The new status of an order, to whoever has a subscription.
    Order,
    /// The question whether numbers may be ported out.
    PortOut,
    /// The new status of a toll-free number's verification.
    TollFreeVerification,
    /// A call that came in.
    Voice,
}

impl CallbackKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::EmergencyRecipient,
        Self::Messaging,
        Self::Order,
        Self::PortOut,
        Self::TollFreeVerification,
        Self::Voice,
    ];

    /// Its name, as `bw-auth callback-test` has it.
    ///
    /// ```
    /// assert_eq!(bw_auth_sandbox::CallbackKind::PortOut.name(), "port-out");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EmergencyRecipient => "emergency",
            Self::Messaging => "messaging",
            Self::Order => "order",
            Self::PortOut => "port-out",
            Self::TollFreeVerification => "toll-free",
            Self::Voice => "voice",
        }
    }

    /// The body that is sent for an event at this time since 1970-01-01 UTC. Its ids are made up.
    #[must_use]
    pub fn body(self, at: Duration) -> Vec<u8> {
        event_body(self, at)
    }

    /// The `Content-Type` of the body.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::EmergencyRecipient | Self::Order | Self::PortOut => {
                "application/xml; charset=utf-8"
            }
            Self::Messaging | Self::TollFreeVerification | Self::Voice => {
                "application/json; charset=utf-8"
            }
        }
    }

    /// How long an answer is waited for.
    #[must_use]
    pub fn time_limit(self) -> Duration {
        Duration::from_secs(match self {
            Self::EmergencyRecipient
            | Self::Messaging
            | Self::Order
            | Self::TollFreeVerification => 10,
            Self::PortOut => 30,
            Self::Voice => 15,
        })
    }

    /// How long after the first attempt this one is due, of which the first is number 0; none, if there is no such attempt.
    pub(super) fn due_after(self, attempt: u32) -> Option<Duration> {
        let minutes = match self {
            Self::Messaging => messaging_minutes(attempt),
            Self::PortOut => attempt * 5,
            _ => 0,
        };
        let is_made = match self {
            Self::Messaging => minutes <= 24 * 60,
            Self::PortOut => attempt <= 8,
            _ => attempt == 0,
        };
        is_made.then(|| Duration::from_secs(60 * u64::from(minutes)))
    }
}

/// The pauses double until they are an hour.
fn messaging_minutes(attempt: u32) -> u32 {
    match attempt {
        0..=5 => (1 << attempt) - 1,
        hourly => 63 + 60 * (hourly - 6),
    }
}
