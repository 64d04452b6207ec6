//! Work that goes on, or does not, once those who began it have gone.

use std::future::{Future as _, poll_fn};
use std::task::Poll;
use std::time::Duration;

use bw_auth_async::Client;
use bw_auth_core::{BoxError, Endpoint, StoredToken, TokenKey};
use bw_auth_sandbox::Fault;

use super::dropped::{client, get, sandbox, set_up};
use super::runtimes::{Call, runtime, wait};
use super::stage::{TOKEN_ENDPOINT, client as oauth_client, own};

/// What is left to itself could have gone on, so that the endpoint is to blame for none of that time.
#[test]
fn what_its_callers_have_left_has_its_time_still() {
    let (runtime, (sandbox, clock)) = (runtime(), sandbox());
    let anybody = client(&sandbox, "CLI-anybody", &clock, None);
    // After an hour a token that has come meanwhile is over.
    for (lag, gap, most) in [
        (0, 9_950, 1),
        (0, 10_000, 1),
        (0, 10_200, 1),
        (0, 60_000, 1),
        (0, 3_600_000, 2),
        // That they were late to see to it, or a packet was lost, is no reason not to.
        (1_100, 8_800, 1),
        (1_100, 9_950, 1),
        (1_100, 60_000, 1),
    ] {
        for polls in 1.. {
            let before = sandbox.token_requests();
            let id = format!("CLI-{lag}-{gap}-{polls}");
            sandbox.add_client(oauth_client(&sandbox, &id));
            let client = anybody.with_credentials(own(&id));
            let (mut first, mut second) = (Call::of(&client), Call::of(&client));
            let mut is_over = false;
            for poll in 0..polls {
                is_over = is_over || first.poll(&runtime).is_ready();
                if poll == 0 {
                    clock.advance(Duration::from_millis(lag));
                }
            }
            // Woken when there is something to do, and then they go.
            if second.poll(&runtime).is_pending() {
                second.until_woken(&runtime);
            }
            drop((first, second));
            clock.advance(Duration::from_millis(gap));
            for _ in 0..3 {
                assert_eq!(runtime.block_on(get(&client)), 200, "{polls}, {gap} ms");
            }
            let asked = sandbox.token_requests() - before;
            assert!((1..=most).contains(&asked), "{polls}, {gap} ms");
            let failures = client.stats().token_failures as usize;
            assert!(failures < asked, "{polls}, {gap} ms");
            if is_over {
                break;
            }
        }
    }
}

/// However long nobody came: it is not the endpoint's time that is added up, if it hangs.
#[test]
fn an_endpoint_that_hung_is_asked_anew_by_who_comes_later() {
    for (gap, polls) in [(11, 0), (3600, 0), (11, 1), (3600, 1)] {
        let (sandbox, clock) = sandbox();
        let client = client(&sandbox, "CLI-later", &clock, None);
        sandbox.script_for(TOKEN_ENDPOINT, Fault::hang());
        let runtime = runtime();
        let mut first = Call::of(&client);
        first.until_asked(&runtime, &sandbox);
        (0..polls).for_each(|_| assert!(first.poll(&runtime).is_pending()));
        drop(first);
        wait(&clock, gap);
        assert_eq!(runtime.block_on(get(&client)), 200, "{gap}, {polls}");
        assert_eq!(sandbox.token_requests(), 2);
    }
}

#[test]
fn what_could_have_gone_on_has_its_time_once_more_and_no_longer() {
    let (sandbox, clock) = sandbox();
    let client = client(&sandbox, "CLI-once-more", &clock, None);
    sandbox.script_for(TOKEN_ENDPOINT, Fault::hang());
    let runtime = runtime();
    let (mut first, mut second) = (Call::of(&client), Call::of(&client));
    assert!(first.poll(&runtime).is_pending());
    assert!(second.poll(&runtime).is_pending());
    second.until_woken(&runtime);
    drop((first, second));
    wait(&clock, 3600);
    let mut third = Call::of(&client);
    third.until_asked(&runtime, &sandbox);
    wait(&clock, 9);
    assert!(third.poll(&runtime).is_pending());
    wait(&clock, 1);
    assert_eq!(runtime.block_on(third.future), 200);
    assert_eq!(sandbox.token_requests(), 2);
}

/// Nothing of what was before is made up for in a later one.
#[test]
fn each_that_hangs_is_given_up_after_its_own_ten_seconds() {
    let (sandbox, clock) = sandbox();
    let client = client(&sandbox, "CLI-twice", &clock, None);
    let runtime = runtime();
    sandbox.script_for(TOKEN_ENDPOINT, Fault::hang().always());
    for tries in 1..4 {
        let mut call = Box::pin(client.get(Endpoint::subscriptions()).send());
        let mut poll = || {
            runtime.block_on(async {
                tokio::task::yield_now().await;
                poll_fn(|context| Poll::Ready(call.as_mut().poll(context))).await
            })
        };
        while sandbox.token_requests() < tries {
            assert!(poll().is_pending());
        }
        wait(&clock, 9);
        assert!(poll().is_pending());
        wait(&clock, 1);
        let Poll::Ready(end) = poll() else {
            panic!("it is not given up")
        };
        assert_eq!(end.unwrap_err().code(), "token.unreachable");
        wait(&clock, 300);
    }
}

#[test]
fn an_endpoint_that_hangs_has_its_time_once_though_each_caller_goes_early() {
    let (sandbox, clock) = sandbox();
    let client = client(&sandbox, "CLI-impatient", &clock, None);
    sandbox.script_for(TOKEN_ENDPOINT, Fault::hang());
    let runtime = runtime();
    Call::of(&client).until_asked(&runtime, &sandbox);
    for _ in 0..10 {
        assert!(Call::of(&client).poll(&runtime).is_pending());
        wait(&clock, 1);
    }
    let end = runtime.block_on(client.get(Endpoint::subscriptions()).send());
    assert_eq!(end.unwrap_err().code(), "token.unreachable");
    assert_eq!(sandbox.token_requests(), 1);
}

/// What is left of the work once the token is there, a store's saving, goes on with one of those who waited.
#[test]
fn what_is_left_of_it_is_lost_with_its_own_and_hurts_nobody() {
    #[derive(Debug)]
    struct Slow;
    #[bw_auth_async::async_trait]
    impl bw_auth_async::TokenStore for Slow {
        async fn load(&self, _key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
            Ok(None)
        }
        async fn save(&self, _key: &TokenKey, _token: &StoredToken) -> Result<(), BoxError> {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            Ok(())
        }
    }
    let (sandbox, clock) = sandbox();
    sandbox.add_client(oauth_client(&sandbox, "CLI-rest"));
    let builder = set_up(Client::builder(own("CLI-rest")), &sandbox, &clock);
    let client = builder.token_store(Slow).build().unwrap();
    let (home, other) = (runtime(), runtime());
    let mut first = Call::of(&client);
    assert!(first.poll(&home).is_pending());
    let mut second = Call::of(&client);
    while client.stats().token_life.is_none() {
        home.block_on(tokio::task::yield_now());
        assert!(second.poll(&other).is_pending());
    }
    drop((first, home));
    assert_eq!(other.block_on(second.future), 200);
}
