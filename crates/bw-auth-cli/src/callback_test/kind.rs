//! Kinds of callback: their bodies, and how long Bandwidth waits for an answer.

use std::time::Duration;

use clap::ValueEnum;

/// The limits are Bandwidth's where its documentation names one: 10 s for messaging, 15 s by default for voice. For the others
/// none is named, and that of messaging is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    Messaging,
    Voice,
    Order,
    PortOut,
    TollFree,
    Emergency,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Messaging => "messaging",
            Self::Voice => "voice",
            Self::Order => "order",
            Self::PortOut => "port-out",
            Self::TollFree => "toll-free",
            Self::Emergency => "emergency",
        }
    }

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Messaging | Self::Voice | Self::TollFree => "application/json; charset=utf-8",
            Self::Order | Self::PortOut | Self::Emergency => "application/xml; charset=utf-8",
        }
    }

    pub(super) fn time_limit(self) -> Duration {
        Duration::from_secs(match self {
            Self::Voice => 15,
            _ => 10,
        })
    }

    pub(super) fn body(self) -> &'static str {
        match self {
            Self::Messaging => MESSAGING,
            Self::Voice => VOICE,
            Self::Order => ORDER,
            Self::PortOut => PORT_OUT,
            Self::TollFree => TOLL_FREE,
            Self::Emergency => EMERGENCY,
        }
    }
}

const MESSAGING: &str = r#"[{"type":"message-delivered","time":"2026-11-24T07:00:00.000Z","description":"ok","to":"+15550100","message":{"id":"bw-auth-callback-test","time":"2026-11-24T07:00:00.000Z","to":["+15550100"],"from":"+15550101","text":"","applicationId":"00000000-0000-0000-0000-000000000000","segmentCount":1,"direction":"out"}}]"#;
const VOICE: &str = r#"{"eventType":"disconnect","accountId":"920012","applicationId":"00000000-0000-0000-0000-000000000000","callId":"c-bw-auth-callback-test","from":"+15550101","to":"+15550100","direction":"outbound","cause":"hangup","startTime":"2026-11-24T07:00:00.000Z","endTime":"2026-11-24T07:00:01.000Z"}"#;
const ORDER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Notification><Status>COMPLETE</Status><SubscriptionId>00000000-0000-0000-0000-000000000000</SubscriptionId><Message>bw-auth callback-test</Message><OrderId>00000000-0000-0000-0000-000000000000</OrderId><OrderType>orders</OrderType></Notification>";
const PORT_OUT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Notification><Status>COMPLETE</Status><SubscriptionId>00000000-0000-0000-0000-000000000000</SubscriptionId><Message>bw-auth callback-test</Message><OrderId>00000000-0000-0000-0000-000000000000</OrderId><OrderType>portouts</OrderType></Notification>";
const TOLL_FREE: &str = r#"{"accountId":"920012","phoneNumber":"+18005550100","status":"VERIFIED","internalTicketNumber":"00000000-0000-0000-0000-000000000000"}"#;
const EMERGENCY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><EmergencyNotification><Description>bw-auth callback-test</Description><CallingNumber>+15550100</CallingNumber></EmergencyNotification>";
