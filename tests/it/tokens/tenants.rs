//! Many credentials in one process, and many accounts of one credential.

use std::collections::BTreeSet;
use std::time::Duration;

use bw_auth_core::Endpoint;
use bw_auth_sandbox::OAuthClient;
use bw_auth_tests::Whole;
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
