//! 429 and 503: the time to wait, and retries for who asks for them.

use std::time::Duration;

use bw_auth_core::{Endpoint, Error, Retry};
use bw_auth_sandbox::{ApiUser, Fault, RateLimit, Sandbox, SandboxClock};
use bw_auth_tests::{Call, Driver, Payload, Setup, TestClock};
use bytes::Bytes;
use http::Method;

use super::accepted::echo;

pub(super) fn rate_limit_tells_how_long<D: Driver>() {
    let (sandbox, mut setup, clock) = timed();
    // This machine's clock is an hour slow; the answer's own date is what counts.
    let slow = TestClock::beside(&SandboxClock::manual(NOON - 3600));
    setup.clock = Some(slow);
    sandbox.set_rate_limit(Some(RateLimit {
        requests: 2,
        per: Duration::from_secs(60),
    }));
    let client = D::start(setup);
    client.get(Endpoint::subscriptions()).unwrap();
    client.get(Endpoint::subscriptions()).unwrap();
    clock.advance(Duration::from_secs(20));
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    let Error::RateLimited(limited) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(limited.wait(), Some(Duration::from_secs(40)));
    assert_eq!(error.wait(), Some(Duration::from_secs(40)));
    assert_eq!(error.code(), "rate_limited");
    assert!(error.is_retryable());
    assert!(error.to_string().contains("40 s"), "{error}");
    assert_eq!(
        sandbox.requests().len(),
        3,
        "nothing is retried unless asked for"
    );
}

pub(super) fn rate_limit_with_retry_after<D: Driver>() {
    let (sandbox, setup, clock) = timed();
    let client = D::start(setup);
    let date = sandbox.clock().http_date(Duration::from_secs(90));
    for (value, wait) in [
        ("17", Some(17)),
        (date.as_str(), Some(90)),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
    ] {
        sandbox.script(Fault::status(429).header("retry-after", value));
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        assert!(matches!(error, Error::RateLimited(_)), "{error:?}");
        assert_eq!(error.wait(), wait.map(Duration::from_secs), "{value}");
    }
    assert!(clock.slept().is_empty());
}

pub(super) fn unavailable_is_a_response_with_a_wait<D: Driver>() {
    let (sandbox, setup, _clock) = timed();
    let client = D::start(setup);
    sandbox.script(
        Fault::status(503)
            .header("retry-after", "30")
            .body("maintenance"),
    );
    let reply = client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(reply.status, 503);
    assert_eq!(reply.outcome.retry_after(), Some(Duration::from_secs(30)));
    assert_eq!(reply.body.unwrap(), b"maintenance");
    assert_eq!(sandbox.requests().len(), 1);
}

pub(super) fn retries_only_where_asked<D: Driver>() {
    let (sandbox, setup, clock) = timed();
    let client = D::start(setup);
    sandbox.script(Fault::status(429).header("retry-after", "1").always());
    client.get(Endpoint::subscriptions()).unwrap_err();
    assert_eq!(sandbox.requests().len(), 1);
    assert!(clock.slept().is_empty());
}

pub(super) fn retry_of_429_for_any_replayable_request<D: Driver>() {
    let (sandbox, mut setup, clock) = timed();
    setup.retry = Some(Retry::times(2));
    let client = D::start(setup);
    let body = || Payload::Bytes(Bytes::from_static(b"again"));
    sandbox.script(Fault::status(429).header("retry-after", "3").times(2));
    let reply = client
        .run(Call::new(Method::POST, echo()).payload(body()))
        .unwrap();
    assert_eq!(reply.outcome.attempts(), 3);
    assert_eq!(clock.slept(), [Duration::from_secs(3); 2]);
    assert_eq!(sandbox.count(|request| request.body_length == Some(5)), 3);

    sandbox.clear_log();
    sandbox.script(Fault::status(429).header("retry-after", "3").times(3));
    let error = client
        .run(Call::new(Method::POST, echo()).payload(body()))
        .unwrap_err();
    assert!(matches!(error, Error::RateLimited(_)), "{error:?}");
    assert_eq!(sandbox.requests().len(), 3, "two retries and no more");

    sandbox.clear_log();
    sandbox.script(Fault::status(429).header("retry-after", "3"));
    let stream = Payload::Stream(Bytes::from_static(b"once"));
    client
        .run(Call::new(Method::POST, echo()).payload(stream))
        .unwrap_err();
    assert_eq!(sandbox.requests().len(), 1, "a stream cannot be sent again");
}

pub(super) fn retry_of_503_only_for_idempotent_methods<D: Driver>() {
    let (sandbox, mut setup, _clock) = timed();
    setup.retry = Some(Retry::times(1));
    let client = D::start(setup);
    for (method, requests) in [
        (Method::GET, 2),
        (Method::HEAD, 2),
        (Method::PUT, 2),
        (Method::DELETE, 2),
        (Method::POST, 1),
        (Method::PATCH, 1),
    ] {
        sandbox.clear_log();
        sandbox.clear_script();
        sandbox.script(Fault::status(503).times(1));
        let reply = client.run(Call::new(method.clone(), echo())).unwrap();
        assert_eq!(reply.status == 503, requests == 1, "{method}");
        assert_eq!(sandbox.requests().len(), requests, "{method}");
    }
}

pub(super) fn no_retry_past_the_deadline<D: Driver>() {
    let (sandbox, mut setup, clock) = timed();
    setup.retry = Some(Retry::times(5));
    let client = D::start(setup);
    sandbox.script(Fault::status(429).header("retry-after", "25").always());
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert!(matches!(error, Error::RateLimited(_)), "{error:?}");
    assert_eq!(
        clock.slept(),
        [Duration::from_secs(25); 2],
        "a third wait would have passed the 60 s"
    );
    assert_eq!(sandbox.requests().len(), 3);
}

/// A sandbox and a client that live by one clock, which stands still.
fn timed() -> (Sandbox, Setup, TestClock) {
    let clock = SandboxClock::manual(NOON);
    let sandbox = Sandbox::builder().clock(clock.clone()).start().unwrap();
    sandbox.add_user(
        ApiUser::new("jdoe", "Secret")
            .account(sandbox.account_id())
            .role("sandbox-echo"),
    );
    let mut setup = Setup::with_pair(&sandbox, "jdoe", "Secret");
    let clock = TestClock::beside(&clock);
    setup.clock = Some(clock.clone());
    (sandbox, setup, clock)
}

const NOON: u64 = 1_795_000_000;
