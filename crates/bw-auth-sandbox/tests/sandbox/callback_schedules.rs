//! The attempts, by a clock that the test moves.

use std::time::Duration;

use bw_auth_core::BasicCredentials;
use bw_auth_sandbox::{Callback, CallbackKind, Delivery, DeliveryEnd, Loss, Sandbox, SandboxClock};

use crate::receiver::{CHALLENGE, PASSWORD, Play, Receiver, USERNAME, answer, right};

/// Answers 503 so many times to the right credentials, and then 200.
fn fails(times: usize) -> Receiver {
    // Each attempt is two requests.
    Receiver::start(move |request, before| {
        Play::Answer(match request.authorization.as_slice() {
            [one] if *one == right() && before / 2 < times => answer(503, ""),
            [one] if *one == right() => answer(200, ""),
            _ => answer(401, CHALLENGE),
        })
    })
}

fn sandbox() -> (Sandbox, SandboxClock) {
    let clock = SandboxClock::manual(BEGUN);
    let sandbox = Sandbox::builder().clock(clock.clone()).start().unwrap();
    (sandbox, clock)
}

fn callback(kind: CallbackKind, receiver: &Receiver) -> Callback {
    let pair = BasicCredentials::new(USERNAME, PASSWORD.to_owned()).unwrap();
    Callback::new(kind, &receiver.url(), pair).unwrap()
}

/// The minutes after the begin at which there were attempts, each of two steps.
fn minutes(delivery: &Delivery) -> Vec<u64> {
    let attempts = delivery.steps().chunks(2).zip(1..);
    attempts
        .map(|(steps, number)| {
            assert!(steps.iter().all(|step| step.attempt == number));
            assert_eq!(steps[0].at, steps[1].at);
            let after = steps[0].at - Duration::from_secs(BEGUN);
            assert_eq!(after.as_secs() % 60, 0);
            after.as_secs() / 60
        })
        .collect()
}

#[test]
fn a_message_is_sent_for_24_hours() {
    let receiver = fails(usize::MAX);
    let (sandbox, clock) = sandbox();
    let delivery = sandbox.deliver(callback(CallbackKind::Messaging, &receiver));
    let hourly = (0..=22).map(|hours| 63 + 60 * hours);
    let expected: Vec<u64> = [0, 1, 3, 7, 15, 31].into_iter().chain(hourly).collect();
    assert_eq!(minutes(&delivery), expected);
    assert_eq!(expected.last(), Some(&(23 * 60 + 3)));
    assert_eq!(receiver.requests().len(), 2 * 29);
    assert_eq!(delivery.end(), Some(DeliveryEnd::Lost(Loss::Status(503))));
    assert_eq!(clock.now().as_secs(), BEGUN + 60 * (23 * 60 + 3));
}

#[test]
fn a_message_is_sent_no_more_once_it_was_taken() {
    let receiver = fails(3);
    let (sandbox, clock) = sandbox();
    let delivery = sandbox.deliver(callback(CallbackKind::Messaging, &receiver));
    assert_eq!(minutes(&delivery), [0, 1, 3, 7]);
    assert_eq!(delivery.end(), Some(DeliveryEnd::Delivered));
    assert_eq!(delivery.next_due(), None);
    assert_eq!(receiver.requests().len(), 8);
    assert_eq!(clock.now().as_secs(), BEGUN + 7 * 60);
}

#[test]
fn a_port_out_is_asked_about_8_times_more_in_40_minutes() {
    let receiver = fails(usize::MAX);
    let (sandbox, _) = sandbox();
    let delivery = sandbox.deliver(callback(CallbackKind::PortOut, &receiver));
    assert_eq!(minutes(&delivery), [0, 5, 10, 15, 20, 25, 30, 35, 40]);
    assert_eq!(receiver.requests().len(), 18);
    assert_eq!(delivery.end(), Some(DeliveryEnd::Lost(Loss::Status(503))));

    let receiver = fails(8);
    let delivery = sandbox.deliver(callback(CallbackKind::PortOut, &receiver));
    assert_eq!(delivery.end(), Some(DeliveryEnd::Delivered));
}

#[test]
fn all_other_kinds_are_sent_once() {
    for kind in [
        CallbackKind::EmergencyRecipient,
        CallbackKind::Order,
        CallbackKind::TollFreeVerification,
        CallbackKind::Voice,
    ] {
        let receiver = fails(1);
        let (sandbox, clock) = sandbox();
        let delivery = sandbox.deliver(callback(kind, &receiver));
        assert_eq!(minutes(&delivery), [0], "{kind:?}");
        assert_eq!(receiver.requests().len(), 2);
        assert_eq!(delivery.end(), Some(DeliveryEnd::Lost(Loss::Status(503))));
        assert_eq!(clock.now().as_secs(), BEGUN);
    }
}

#[test]
fn an_attempt_is_made_when_it_is_due_and_no_sooner() {
    let receiver = fails(2);
    let (sandbox, clock) = sandbox();
    let mut delivery = sandbox.begin_callback(callback(CallbackKind::PortOut, &receiver));
    assert_eq!(receiver.requests().len(), 0);
    assert_eq!(delivery.next_due(), Some(Duration::from_secs(BEGUN)));
    assert_eq!(delivery.attempt().len(), 2);
    assert_eq!(delivery.end(), None);
    assert_eq!(delivery.next_due(), Some(Duration::from_secs(BEGUN + 300)));
    clock.advance(Duration::from_secs(299));
    assert_eq!(delivery.attempt(), []);
    clock.advance(Duration::from_secs(1));
    assert_eq!(delivery.attempt().len(), 2);
    assert_eq!(delivery.attempt(), []);
    assert_eq!(receiver.requests().len(), 4);
    // Past three of them at once: the first to succeed ends it.
    clock.advance(Duration::from_secs(20 * 60));
    assert_eq!(delivery.attempt().len(), 2);
    assert_eq!(delivery.attempt(), []);
    assert_eq!(minutes(&delivery), [0, 5, 25]);
    assert_eq!(delivery.end(), Some(DeliveryEnd::Delivered));
}

#[test]
fn every_failure_but_a_missing_challenge_is_tried_again() {
    let plays: [fn() -> Play; 5] = [
        || Play::Answer(answer(302, "Location: /\r\n")),
        || Play::Answer(answer(404, "")),
        || Play::Answer(answer(500, CHALLENGE)),
        || Play::Close,
        || Play::Hang,
    ];
    for play in plays {
        let receiver = Receiver::start(move |request, before| match before {
            0 => play(),
            _ if request.authorization.is_empty() => Play::Answer(answer(401, CHALLENGE)),
            _ => Play::Answer(answer(200, "")),
        });
        let (sandbox, _) = sandbox();
        let callback = callback(CallbackKind::PortOut, &receiver);
        // Long enough for an answer on a busy machine, and short enough to wait for once.
        let delivery = sandbox.deliver(callback.time_limit(Duration::from_secs(1)));
        assert_eq!(delivery.end(), Some(DeliveryEnd::Delivered));
        assert_eq!(receiver.had_credentials(), [false, false, true]);
    }
}

#[test]
fn a_refusal_of_the_credentials_is_tried_again_in_both_steps() {
    let receiver = Receiver::start(move |request, before| {
        let is_taken = !request.authorization.is_empty() && before > 2;
        Play::Answer(if is_taken {
            answer(200, "")
        } else {
            answer(401, CHALLENGE)
        })
    });
    let (sandbox, _) = sandbox();
    let delivery = sandbox.deliver(callback(CallbackKind::PortOut, &receiver));
    assert_eq!(delivery.end(), Some(DeliveryEnd::Delivered));
    assert_eq!(minutes(&delivery), [0, 5]);
    assert_eq!(receiver.had_credentials(), [false, true, false, true]);
}

#[test]
fn a_system_clock_is_moved_too() {
    let receiver = fails(usize::MAX);
    let sandbox = Sandbox::start().unwrap();
    let begun = sandbox.clock().now();
    let delivery = sandbox.deliver(callback(CallbackKind::PortOut, &receiver));
    assert_eq!(receiver.requests().len(), 18);
    let last = delivery.steps().last().unwrap().at;
    assert!(last >= begun + Duration::from_secs(40 * 60));
}

const BEGUN: u64 = 1_790_000_000;
