//! Work that goes on, or does not, once those who began it have gone.

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
    for gap in [9_950, 10_000, 10_200, 10_900, 60_000] {
        for polls in 1.. {
            let before = sandbox.token_requests();
            let id = format!("CLI-{gap}-{polls}");
            sandbox.add_client(oauth_client(&sandbox, &id));
            let client = anybody.with_credentials(own(&id));
            let (mut first, mut second) = (Call::of(&client), Call::of(&client));
            let mut is_over = false;
            for _ in 0..polls {
                is_over = is_over || first.poll(&runtime).is_ready();
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
            assert_eq!(sandbox.token_requests(), before + 1, "{polls}, {gap} ms");
            assert_eq!(client.stats().token_failures, 0, "{polls}, {gap} ms");
            if is_over {
                break;
            }
        }
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
