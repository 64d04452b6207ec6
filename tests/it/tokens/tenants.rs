//! Many credentials in one process, and many accounts of one credential.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bw_auth_core::{ClientCredentials, Endpoint};
use bw_auth_sandbox::OAuthClient;
use bw_auth_tests::{Shelf, TokenSetup, Whole};
use http::Uri;

use super::stage::{SECRET, Stage, client, own};

/// Of each tenant's hundred requests most are put together and not sent, since a socket adds nothing to what is counted.
pub(super) fn a_token_for_each_tenant_over_one_pool<D: Whole>() {
    let stage = Stage::new();
    let anybody = D::start(stage.setup.clone());
    let url = format!(
        "{}/api/accounts/{}/orders",
        stage.sandbox.url(),
        stage.sandbox.account_id()
    );
    let uri: Uri = url.parse().unwrap();
    let ids: Vec<_> = (0..500).map(|number| format!("CLI-{number}")).collect();
    let mut headers = BTreeSet::new();
    for id in &ids {
        stage.sandbox.add_client(client(&stage.sandbox, id));
    }
    for round in 0..100 {
        for id in &ids {
            let tenant = anybody.with_credentials(own(id));
            if round % 50 == 0 {
                assert_eq!(tenant.get(Endpoint::subscriptions()).unwrap().status, 200);
            } else {
                headers.insert(tenant.authorize(&uri).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    assert_eq!(stage.sandbox.token_requests(), 500);
    assert_eq!(headers.len(), 500, "each has its own, and keeps it");
    assert_eq!(stage.answered(200), 1000);
    let requests = stage.sandbox.requests();
    // A request that is made in the moment in which another ends may find the connection still busy.
    let connections = requests.iter().map(|request| request.connection).max();
    assert!(connections < Some(10), "{connections:?}");
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

/// At a hundred requests a second, one in five hundred for an account that the credentials do not have.
pub(super) fn one_wrong_account_of_many<D: Whole>() {
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
            stage.clock.advance(Duration::from_millis(10));
        }
    }
    assert_eq!(stage.answered(200), 20 * 499);
    assert!(
        stage.sandbox.token_requests() <= 3,
        "{}",
        stage.sandbox.token_requests()
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
        store: Some(store as _),
        ..TokenSetup::default()
    };
    let client = D::start_with_tokens(stage.setup.clone(), tokens);
    client.get(Endpoint::subscriptions()).unwrap();
    let id = stage.sandbox.client_id();
    let wrong = ClientCredentials::new(id, "wrong-secret".to_owned()).unwrap();
    let error = client
        .with_credentials(wrong)
        .get(Endpoint::subscriptions())
        .unwrap_err();
    assert_eq!(error.code(), "token.refused");
}
