//! The bodies, read by other people's parsers.

use bw_auth_core::BasicCredentials;
use bw_auth_sandbox::{Callback, CallbackKind, Sandbox, SandboxClock};
use roxmltree::Document;
use serde_json::Value;

use crate::receiver::{PASSWORD, Received, Receiver, USERNAME};

fn received(kind: CallbackKind, seconds: u64, own: Option<&str>) -> Received {
    let receiver = Receiver::challenging(200);
    let clock = SandboxClock::manual(seconds);
    let sandbox = Sandbox::builder().clock(clock).start().unwrap();
    let pair = BasicCredentials::new(USERNAME, PASSWORD.to_owned()).unwrap();
    let mut callback = Callback::new(kind, &receiver.url(), pair).unwrap();
    if let Some(own) = own {
        callback = callback.body(own);
    }
    let _ = sandbox.deliver(callback);
    let [first, second] = receiver.requests().try_into().unwrap();
    assert_eq!(first.body, second.body);
    second
}

fn json(kind: CallbackKind) -> Value {
    let received = received(kind, BEGUN, None);
    assert_eq!(received.content_type, "application/json; charset=utf-8");
    serde_json::from_str(&received.body).unwrap()
}

fn texts(kind: CallbackKind, root: &str, elements: &[&str]) {
    let received = received(kind, BEGUN, None);
    assert_eq!(received.content_type, "application/xml; charset=utf-8");
    let document = Document::parse(&received.body).unwrap();
    assert_eq!(document.root_element().tag_name().name(), root);
    for element in elements {
        let mut found = document.descendants();
        let found = found.find(|node| node.has_tag_name(*element)).unwrap();
        assert!(!found.text().unwrap().is_empty(), "{element}");
    }
}

#[test]
fn a_message_is_an_array_of_one_event() {
    let body = json(CallbackKind::Messaging);
    assert_eq!(body.as_array().unwrap().len(), 1);
    assert_eq!(body[0]["type"], "message-received");
    assert_eq!(body[0]["time"], "2026-09-21T14:13:20.000Z");
    assert_eq!(body[0]["message"]["direction"], "in");
    assert_eq!(body[0]["message"]["to"][0], body[0]["to"]);
}

#[test]
fn a_call_and_a_verification_are_objects() {
    let call = json(CallbackKind::Voice);
    assert_eq!(call["eventType"], "initiate");
    assert_eq!(call["startTime"], "2026-09-21T14:13:20.000Z");
    let url = call["callUrl"].as_str().unwrap();
    assert!(url.ends_with(call["callId"].as_str().unwrap()));
    let verification = json(CallbackKind::TollFreeVerification);
    assert_eq!(verification["status"], "VERIFIED");
}

#[test]
fn what_is_about_numbers_is_xml() {
    let order = [
        "SubscriptionId",
        "OrderId",
        "OrderType",
        "Status",
        "TelephoneNumber",
    ];
    texts(CallbackKind::Order, "Notification", &order);
    let port_out = ["PON", "Pin", "ZipCode", "TelephoneNumber"];
    texts(CallbackKind::PortOut, "PortOutValidationRequest", &port_out);
    let emergency = ["AccountId", "EventTime", "CallingNumber"];
    texts(
        CallbackKind::EmergencyRecipient,
        "EmergencyCallNotification",
        &emergency,
    );
}

#[test]
fn a_body_of_the_tests_own_is_sent_as_it_is() {
    let received = received(
        CallbackKind::Voice,
        BEGUN,
        Some("{\"eventType\":\"answer\"}"),
    );
    assert_eq!(received.body, "{\"eventType\":\"answer\"}");
    assert_eq!(received.content_type, "application/json; charset=utf-8");
}

#[test]
fn the_time_ends_with_its_format() {
    let received = received(CallbackKind::Messaging, u64::MAX, None);
    let body: Value = serde_json::from_str(&received.body).unwrap();
    assert_eq!(body[0]["time"], "9999-12-31T23:59:59.000Z");
}

const BEGUN: u64 = 1_790_000_000;
