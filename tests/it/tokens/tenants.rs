//! Many credentials in one process, and many accounts of one credential.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use bw_auth_core::{ClientCredentials, Endpoint};
use bw_auth_sandbox::OAuthClient;
use bw_auth_tests::{Shelf, TokenSetup, Whole};

use super::stage::{SECRET, Stage, client, own};

pub(super) fn a_token_for_each_tenant_over_one_pool<D: Whole>() {
    let stage = Stage::new();
    let anybody = D::start(stage.setup.clone());
    let ids: Vec<_> = (0..500).map(|number| format!("CLI-{number}")).collect();
    for id in &ids {
        stage.sandbox.add_client(client(&stage.sandbox, id));
    }
    thread::scope(|scope| {
        for quarter in ids.chunks(ids.len() / 4) {
            let anybody = &anybody;
            scope.spawn(move || {
                for id in quarter.iter().cycle().take(100 * quarter.len()) {
                    let tenant = anybody.with_credentials(own(id));
                    assert_eq!(tenant.get(Endpoint::subscriptions()).unwrap().status, 200);
                }
            });
        }
    });
    assert_eq!(stage.sandbox.token_requests(), 500);
    assert_eq!(stage.answered(200), 50_000);
    let requests = stage.sandbox.requests();
    let carried: BTreeSet<_> = requests.iter().filter_map(|one| one.token_number).collect();
    assert_eq!(carried.len(), 500, "each has its own, and keeps it");
    // A request that is made in the moment in which another ends may find the connection still busy.
    let connections = requests.iter().map(|request| request.connection).max();
    assert!(connections < Some(40), "{connections:?}");
}

pub(super) fn whoever_was_not_seen_for_longest_is_forgotten<D: Whole>() {
    let stage = Stage::new();
    let anybody = D::start(stage.setup.clone());
    let get = |number: u32| {
        let id = format!("CLI-{number}");
        stage.sandbox.add_client(client(&stage.sandbox, &id));
        anybody.with_credentials(own(&id)).warm_up().unwrap();
    };
    (0..1024).for_each(get);
    get(0);
    assert_eq!(stage.sandbox.token_requests(), 1024);
    get(1024);
    get(0);
    assert_eq!(
        stage.sandbox.token_requests(),
        1025,
        "it was seen a moment ago"
    );
    get(1);
    assert_eq!(stage.sandbox.token_requests(), 1026, "it had to leave");
}

/// One in five hundred requests is for an account that the credentials do not have, whether they come fast or slowly.
pub(super) fn one_wrong_account_of_many<D: Whole>() {
    // Lives of the token, which last 55 minutes.
    for (interval, lives) in [(10, 1), (100, 1), (200, 1), (1_000, 4)] {
        one_wrong_account::<D>(Duration::from_millis(interval), lives);
    }
}

fn one_wrong_account<D: Whole>(interval: Duration, lives: usize) {
    let stage = Stage::new();
    let accounts: Vec<_> = (930_000..930_500)
        .map(|number| number.to_string())
        .collect();
    let right = accounts.iter().skip(1);
    let many = right.fold(OAuthClient::new("CLI-many", SECRET), |many, account| {
        many.account(account.as_str())
    });
    let driver = D::start(stage.setup_for("CLI-many", many));
    for _ in 0..20 {
        for account in &accounts {
            let end = driver
                .for_account(account.parse().unwrap())
                .get(Endpoint::subscriptions());
            if account == "930000" {
                let code = end.unwrap_err().code();
                assert!(
                    matches!(code, "auth.rejected" | "auth.rejected_earlier"),
                    "{code}"
                );
            } else {
                assert_eq!(end.unwrap().status, 200, "{account}");
            }
            stage.clock.advance(interval);
        }
    }
    assert_eq!(stage.answered(200), 20 * 499);
    let token_requests = stage.sandbox.token_requests();
    assert!(
        (lives..=lives + 2).contains(&token_requests),
        "{interval:?}: {token_requests}"
    );
}

/// One in ten accounts is wrong: each of those is sent a few times and then stopped, and the others are not disturbed.
pub(super) fn many_wrong_accounts_beside_good_ones<D: Whole>() {
    let stage = Stage::new();
    let accounts: Vec<u32> = (930_000..930_100).collect();
    let is_wrong = |account: &u32| account.is_multiple_of(10);
    let right = accounts.iter().filter(|account| !is_wrong(account));
    let many = right.fold(OAuthClient::new("CLI-many", SECRET), |many, account| {
        many.account(account.to_string().as_str())
    });
    let driver = D::start(stage.setup_for("CLI-many", many));
    for _ in 0..20 {
        for account in &accounts {
            let end = driver
                .for_account(account.to_string().parse().unwrap())
                .get(Endpoint::subscriptions());
            match end {
                Ok(reply) => assert!(reply.status == 200 && !is_wrong(account), "{account}"),
                Err(error) => {
                    assert!(error.code().starts_with("auth.rejected"), "{error}");
                    assert!(is_wrong(account), "{account}");
                }
            }
        }
    }
    assert_eq!(stage.answered(200), 20 * 90);
    // The first of them twice, since a token was fetched for it.
    assert_eq!(stage.answered(401), 10 * 6);
    assert_eq!(stage.sandbox.token_requests(), 2);
}

pub(super) fn the_clients_own_credentials_are_one_of_them<D: Whole>() {
    let stage = Stage::new();
    let (id, secret) = (stage.sandbox.client_id(), stage.sandbox.client_secret());
    let own = || ClientCredentials::new(id, secret.to_owned()).unwrap();
    let client = D::start(stage.setup.clone());
    client.get(Endpoint::subscriptions()).unwrap();
    client
        .with_credentials(own())
        .get(Endpoint::subscriptions())
        .unwrap();
    assert_eq!(stage.sandbox.token_requests(), 1);
    // After a change it is the new ones that it is known by.
    assert!(stage.sandbox.add_client_secret(id, "second-secret"));
    let second = ClientCredentials::new(id, "second-secret".to_owned()).unwrap();
    client.set_credentials(second.clone());
    client
        .with_credentials(second)
        .get(Endpoint::subscriptions())
        .unwrap();
    client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(stage.sandbox.token_requests(), 2);
    client
        .with_credentials(own())
        .get(Endpoint::subscriptions())
        .unwrap();
    assert_eq!(stage.sandbox.token_requests(), 3);
}

/// Whoever knows a tenant's client id gets nothing by it, whatever a store holds.
pub(super) fn a_store_gives_nobody_anothers_token<D: Whole>() {
    let stage = Stage::new();
    let store: Arc<Shelf> = Arc::default();
    let tokens = TokenSetup {
        store: Some(Arc::clone(&store) as _),
        ..TokenSetup::default()
    };
    let client = D::start_with_tokens(stage.setup.clone(), tokens);
    client.get(Endpoint::subscriptions()).unwrap();
    let own = (store.loads(), store.saves());
    let id = stage.sandbox.client_id();
    let wrong = ClientCredentials::new(id, "wrong-secret".to_owned()).unwrap();
    let error = client
        .with_credentials(wrong)
        .get(Endpoint::subscriptions())
        .unwrap_err();
    assert_eq!(error.code(), "token.refused");
    // It was not even asked.
    assert_eq!((store.loads(), store.saves()), own);
}
