//! The bodies: invented events in the shapes that Bandwidth's have.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use serde_json::json;
use time::OffsetDateTime;

use super::kind::CallbackKind;
use crate::defaults::{ACCOUNT_ID, ORDERS};
use crate::xml::document;

/// What is sent for this kind, of an event at this time since 1970-01-01 UTC.
pub(super) fn event_body(kind: CallbackKind, at: Duration) -> Vec<u8> {
    let at = timestamp(at);
    let body = match kind {
        CallbackKind::EmergencyRecipient => emergency(&at),
        CallbackKind::Messaging => message(&at).to_string(),
        CallbackKind::Order => order(),
        CallbackKind::PortOut => port_out(),
        CallbackKind::TollFreeVerification => toll_free_verification().to_string(),
        CallbackKind::Voice => call(&at).to_string(),
    };
    body.into_bytes()
}

fn message(at: &str) -> serde_json::Value {
    json!([{
        "type": "message-received",
        "time": at,
        "description": "A message came in",
        "to": OURS,
        "message": {
            "id": "1790000000000sandbox",
            "owner": OURS,
            "applicationId": APPLICATION_ID,
            "time": at,
            "segmentCount": 1,
            "direction": "in",
            "to": [OURS],
            "from": THEIRS,
            "text": "Hello, sandbox",
        },
    }])
}

fn call(at: &str) -> serde_json::Value {
    json!({
        "eventType": "initiate",
        "eventTime": at,
        "accountId": ACCOUNT_ID,
        "applicationId": APPLICATION_ID,
        "from": THEIRS,
        "to": OURS,
        "direction": "inbound",
        "callId": CALL_ID,
        "callUrl": format!("https://voice.bandwidth.com/api/v2/accounts/{ACCOUNT_ID}/calls/{CALL_ID}"),
        "startTime": at,
    })
}

fn toll_free_verification() -> serde_json::Value {
    json!({
        "accountId": ACCOUNT_ID,
        "phoneNumber": "+18005550123",
        "status": "VERIFIED",
        "internalTicketNumber": "3b0c7a52-5d1e-4c8f-92a6-0e71d4b9f863",
    })
}

fn order() -> String {
    let (id, number) = ORDERS
        .first()
        .map_or(("", ""), |order| (order.id, order.number));
    document(&format!(
        "<Notification>\
           <Status>COMPLETE</Status>\
           <SubscriptionId>{SUBSCRIPTION_ID}</SubscriptionId>\
           <Message>The sandbox has completed an order.</Message>\
           <OrderId>{id}</OrderId>\
           <OrderType>orders</OrderType>\
           <CompletedTelephoneNumbers><TelephoneNumber>{number}</TelephoneNumber></CompletedTelephoneNumbers>\
         </Notification>"
    ))
}

fn port_out() -> String {
    document(
        "<PortOutValidationRequest>\
           <PON>SANDBOX-27</PON>\
           <Pin>4711</Pin>\
           <AccountNumber>90210</AccountNumber>\
           <ZipCode>27606</ZipCode>\
           <SubscriberName>Ada Example</SubscriberName>\
           <TelephoneNumbers><TelephoneNumber>9195550142</TelephoneNumber></TelephoneNumbers>\
         </PortOutValidationRequest>",
    )
}

/// The shape is an assumption of the sandbox's.
fn emergency(at: &str) -> String {
    document(&format!(
        "<EmergencyCallNotification>\
           <AccountId>{ACCOUNT_ID}</AccountId>\
           <EventTime>{at}</EventTime>\
           <CallingNumber>{OURS}</CallingNumber>\
           <CalledNumber>933</CalledNumber>\
         </EmergencyCallNotification>"
    ))
}

/// As RFC 3339 has it, in milliseconds. It goes no further than the year 9999, where that format ends.
fn timestamp(at: Duration) -> String {
    let seconds = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    let at_second = OffsetDateTime::from_unix_timestamp(seconds.min(END_OF_YEAR_9999));
    let date = at_second.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        date.year(),
        u8::from(date.month()),
        date.day(),
        date.hour(),
        date.minute(),
        date.second(),
        at.subsec_millis()
    )
}

const APPLICATION_ID: &str = "e1b7d0c4-86f2-4a39-b5ce-72d90a4f31c8";
const CALL_ID: &str = "c-5a1e90d7-2f46b8c3-sandbox";
const END_OF_YEAR_9999: i64 = 253_402_300_799;
const OURS: &str = "+19195550142";
const SUBSCRIPTION_ID: &str = "c6a2f1e8-0d57-4b93-8e14-6f3b7d2a905c";
const THEIRS: &str = "+13035550160";
