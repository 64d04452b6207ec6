//! The memory of rejections: when sending stops, and for whom.

use std::time::Duration;

use bw_auth_core::{BasicCredentials, Endpoint, Error};
use bw_auth_sandbox::{ApiUser, Sandbox, SandboxClock};
use bw_auth_tests::{Driver, Setup, TestClock};

pub(super) fn five_rejections_stop_sending<D: Driver>() {
    let (sandbox, setup, _clock) = refused();
    let events = setup.events.clone();
    let client = D::start(setup);
    for _ in 0..5 {
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    }
    for _ in 0..20 {
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        let Error::RejectedEarlier(earlier) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(earlier.wait(), Duration::from_secs(30));
        assert_eq!(error.wait(), Some(Duration::from_secs(30)));
        assert_eq!(error.code(), "auth.rejected_earlier");
        assert!(error.is_retryable());
    }
    assert_eq!(sandbox.requests().len(), 5);
    assert_eq!(events.names(), ["auth.rejected", "breaker.opened"]);
}

pub(super) fn a_probe_finds_out<D: Driver>() {
    let (sandbox, setup, clock) = refused();
    let events = setup.events.clone();
    let client = D::start(setup);
    (0..5).for_each(|_| drop(client.get(Endpoint::subscriptions()).unwrap_err()));
    let mut sent = 5;
    for stop in [30, 60, 120, 240, 300, 300] {
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        assert_eq!(error.wait(), Some(Duration::from_secs(stop)), "{error:?}");
        clock.advance(Duration::from_secs(stop));
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        assert!(
            matches!(error, Error::Rejected(_)),
            "the probe is sent: {error:?}"
        );
        sent += 1;
        assert_eq!(sandbox.requests().len(), sent);
    }
    sandbox.set_password("jdoe", "what-the-client-has");
    clock.advance(Duration::from_secs(300));
    (0..3).for_each(|_| assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200));
    assert!(
        events.names().ends_with(&["breaker.closed"]),
        "{:?}",
        events.names()
    );
}

pub(super) fn reset_starts_again<D: Driver>() {
    let (sandbox, setup, _clock) = refused();
    let client = D::start(setup);
    (0..6).for_each(|_| drop(client.get(Endpoint::subscriptions()).unwrap_err()));
    assert_eq!(sandbox.requests().len(), 5);
    client.reset_rejections();
    assert!(matches!(
        client.get(Endpoint::subscriptions()),
        Err(Error::Rejected(_))
    ));
    assert_eq!(sandbox.requests().len(), 6);
}

pub(super) fn newer_credentials_start_again<D: Driver>() {
    let (sandbox, setup, _clock) = refused();
    let client = D::start(setup);
    (0..6).for_each(|_| drop(client.get(Endpoint::subscriptions()).unwrap_err()));
    sandbox.set_password("jdoe", "corrected");
    client.set_credentials(BasicCredentials::new("jdoe", "corrected").unwrap());
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
}

pub(super) fn one_wrong_account_of_many<D: Driver>() {
    let clock = SandboxClock::manual(1_795_000_000);
    let sandbox = Sandbox::builder().clock(clock.clone()).start().unwrap();
    let accounts: Vec<String> = (0..500)
        .map(|number| format!("{}", 930_000 + number))
        .collect();
    let right = &accounts[1..];
    let user = right
        .iter()
        .fold(ApiUser::new("many", "Secret123"), |user, account| {
            user.account(account.as_str())
        });
    sandbox.add_user(user);
    let mut setup = Setup::with_pair(&sandbox, "many", "Secret123");
    setup.clock = Some(TestClock::beside(&clock));
    let client = D::start(setup);
    let wrong = client.for_account(accounts[0].parse().unwrap());
    // The wrong one comes first, and more often than it takes to stop it.
    for _ in 0..8 {
        wrong.get(Endpoint::subscriptions()).unwrap_err();
    }
    for account in right {
        let reply = client
            .for_account(account.parse().unwrap())
            .get(Endpoint::subscriptions());
        assert_eq!(reply.unwrap().status, 200, "{account}");
        wrong.get(Endpoint::subscriptions()).unwrap_err();
    }
    assert_eq!(
        sandbox.count(|request| request.status == Some(401)),
        5,
        "the wrong one was stopped after five"
    );
    assert_eq!(sandbox.count(|request| request.status == Some(200)), 499);
}

/// A client whose credentials are refused, on a clock that stands still.
fn refused() -> (Sandbox, Setup, TestClock) {
    let clock = SandboxClock::manual(1_795_000_000);
    let sandbox = Sandbox::builder().clock(clock.clone()).start().unwrap();
    sandbox.add_user(ApiUser::new("jdoe", "what-the-service-has").account(sandbox.account_id()));
    let mut setup = Setup::with_pair(&sandbox, "jdoe", "what-the-client-has");
    let clock = TestClock::beside(&clock);
    setup.clock = Some(clock.clone());
    (sandbox, setup, clock)
}
