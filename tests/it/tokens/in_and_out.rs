//! Tokens that come from elsewhere and go there, and what may be asked about them.

use std::sync::Arc;
use std::time::Duration;

use bw_auth_core::{BearerToken, CheckVerdict, ClientCredentials, Endpoint, Error, StoredToken};
use bw_auth_sandbox::{Credential, Fault, Sandbox};
use bw_auth_tests::{Setup, Shelf, TokenSetup, Whole};
use http::Uri;

use super::stage::Stage;

/// A token of this sandbox's, fetched by another client of it.
pub(super) fn token<D: Whole>(setup: &Setup, sandbox: &Sandbox) -> BearerToken {
    let uri: Uri = sandbox.url().parse().unwrap();
    let header = D::start(setup.clone()).authorize(&uri).unwrap();
    let text = header.to_str().unwrap().strip_prefix("Bearer ").unwrap();
    BearerToken::new(text.to_owned()).unwrap()
}

pub(super) fn begun_with(token: BearerToken, expires_at: Duration) -> TokenSetup {
    TokenSetup {
        initial_token: Some(StoredToken::new(token, expires_at)),
        ..TokenSetup::default()
    }
}

fn kept_in(store: &Arc<Shelf>) -> TokenSetup {
    TokenSetup {
        store: Some(Arc::clone(store) as _),
        ..TokenSetup::default()
    }
}

pub(super) fn begins_with_a_live_token<D: Whole>() {
    let stage = Stage::new();
    let now = stage.sandbox.clock().now();
    let token = token::<D>(&stage.setup, &stage.sandbox);
    let tokens = begun_with(token, now + Duration::from_secs(3600));
    let client = D::start_with_tokens(stage.setup.clone(), tokens);
    client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(client.stats().token_life, Some(Duration::from_secs(3600)));
    assert_eq!(
        stage.sandbox.token_requests(),
        1,
        "it was fetched by the other one"
    );
    // Renewed in time, as any other.
    stage.advance(3300);
    client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(
        (stage.sandbox.token_requests(), stage.answered(401)),
        (2, 0)
    );
}

pub(super) fn begins_with_a_token_that_is_over<D: Whole>() {
    let stage = Stage::new();
    let token = token::<D>(&stage.setup, &stage.sandbox);
    let now = stage.sandbox.clock().now();
    for expires_at in [now, now - Duration::from_secs(1), Duration::ZERO] {
        let before = stage.sandbox.token_requests();
        let tokens = begun_with(token.clone(), expires_at);
        let client = D::start_with_tokens(stage.setup.clone(), tokens);
        assert_eq!(
            client
                .get(Endpoint::subscriptions())
                .unwrap()
                .outcome
                .attempts(),
            1
        );
        assert_eq!(stage.sandbox.token_requests(), before + 1);
    }
    assert_eq!(
        stage
            .sandbox
            .count(|request| request.token_number == Some(1)),
        0
    );
}

pub(super) fn two_clients_share_a_store<D: Whole>() {
    let stage = Stage::new();
    let store = Arc::new(Shelf::default());
    for _ in 0..2 {
        let client = D::start_with_tokens(stage.setup.clone(), kept_in(&store));
        client.get(Endpoint::subscriptions()).unwrap();
    }
    assert_eq!(stage.sandbox.token_requests(), 1);
    assert_eq!((store.loads(), store.saves()), (2, 1));
    let [(key, kept)] = &store.tokens()[..] else {
        panic!("one token is kept")
    };
    assert_eq!(key.client_id(), stage.sandbox.client_id());
    assert_eq!(key.token_url(), stage.sandbox.token_url());
    assert_eq!(
        kept.expires_at(),
        stage.sandbox.clock().now() + Duration::from_secs(3600)
    );
}

pub(super) fn a_store_that_fails_is_no_worse_than_none<D: Whole>() {
    let stage = Stage::new();
    let store = Arc::new(Shelf::default());
    store.fail();
    let client = D::start_with_tokens(stage.setup.clone(), kept_in(&store));
    for _ in 0..3 {
        client.get(Endpoint::subscriptions()).unwrap();
    }
    assert_eq!(stage.sandbox.token_requests(), 1);
    assert_eq!((store.loads(), store.saves()), (1, 1));
}

pub(super) fn a_store_with_a_token_of_no_use<D: Whole>() {
    let stage = Stage::new();
    let store = Arc::new(Shelf::default());
    let client = D::start_with_tokens(stage.setup.clone(), kept_in(&store));
    client.get(Endpoint::subscriptions()).unwrap();
    // One that has expired is not even tried.
    stage.advance(3600);
    let client = D::start_with_tokens(stage.setup.clone(), kept_in(&store));
    assert_eq!(
        client
            .get(Endpoint::subscriptions())
            .unwrap()
            .outcome
            .attempts(),
        1
    );
    assert_eq!(stage.sandbox.token_requests(), 2);
    // One that is refused is replaced, in the store too.
    let expires_at = stage.sandbox.clock().now() + Duration::from_secs(3600);
    let foreign = BearerToken::new("none-of-this-service".to_owned()).unwrap();
    store.replace_all(&StoredToken::new(foreign, expires_at));
    let client = D::start_with_tokens(stage.setup.clone(), kept_in(&store));
    assert_eq!(
        client
            .get(Endpoint::subscriptions())
            .unwrap()
            .outcome
            .attempts(),
        2
    );
    assert_eq!((stage.sandbox.token_requests(), store.saves()), (3, 3));
    let client = D::start_with_tokens(stage.setup.clone(), kept_in(&store));
    assert_eq!(
        client
            .get(Endpoint::subscriptions())
            .unwrap()
            .outcome
            .attempts(),
        1
    );
}

pub(super) fn warming_up<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    client.warm_up().unwrap();
    client.warm_up().unwrap();
    assert_eq!(
        stage.sandbox.requests().len(),
        1,
        "the token request and nothing else"
    );
    client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(stage.sandbox.token_requests(), 1);

    let wrong = Setup::with_client(&stage.sandbox, stage.sandbox.client_id(), "wrong-secret");
    let client = D::start(wrong);
    let error = client.warm_up().unwrap_err();
    assert_eq!(error.code(), "token.refused");
    assert!(!error.is_retryable());
}

pub(super) fn a_token_thrown_away<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    for tokens in 1..=3 {
        client.get(Endpoint::subscriptions()).unwrap();
        client.get(Endpoint::subscriptions()).unwrap();
        assert_eq!(stage.sandbox.token_requests(), tokens);
        client.invalidate_token();
    }
    // A store would only hand out the same one.
    let client = D::start_with_tokens(stage.setup.clone(), kept_in(&Arc::default()));
    client.get(Endpoint::subscriptions()).unwrap();
    client.invalidate_token();
    client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(stage.sandbox.token_requests(), 5);
    // Not even if the secret is replaced in between.
    client.invalidate_token();
    let id = stage.sandbox.client_id();
    assert!(stage.sandbox.add_client_secret(id, "second-secret"));
    client.set_credentials(ClientCredentials::new(id, "second-secret".to_owned()).unwrap());
    client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(stage.sandbox.token_requests(), 6);
}

pub(super) fn a_check<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    client.get(Endpoint::subscriptions()).unwrap();
    let before = client.stats();
    let report = client.check(None);
    assert!(report.is_accepted(), "{report:?}");
    assert_eq!(report.probes.len(), 4, "{report:?}");
    assert_eq!(report.account.unwrap().as_str(), stage.sandbox.account_id());
    assert_eq!(
        report.claims.unwrap().accounts(),
        [stage.sandbox.account_id()]
    );
    assert_eq!(stage.sandbox.token_requests(), 2, "with a token of its own");
    assert_eq!(client.stats(), before);
    let report = client.check(Some(stage.sandbox.site_id().parse().unwrap()));
    assert_eq!(
        (report.probes.len(), report.verdict()),
        (5, CheckVerdict::Accepted)
    );

    let elsewhere = client.for_account("920013".parse().unwrap());
    let report = elsewhere.check(None);
    assert_eq!(
        (report.probes.len(), report.verdict()),
        (1, CheckVerdict::Rejected)
    );
    stage.token_fault(Fault::status(503).always());
    assert_eq!(client.check(None).verdict(), CheckVerdict::Unknown);
    stage.sandbox.clear_script();
    let wrong = Setup::with_client(&stage.sandbox, stage.sandbox.client_id(), "wrong-secret");
    assert_eq!(
        D::start(wrong.clone()).check(None).verdict(),
        CheckVerdict::Rejected
    );
    // A token that the right secret left in the store says nothing for the wrong one.
    let store = Arc::new(Shelf::default());
    let right = D::start_with_tokens(stage.setup.clone(), kept_in(&store));
    right.get(Endpoint::subscriptions()).unwrap();
    let wrong = D::start_with_tokens(wrong, kept_in(&store));
    assert_eq!(wrong.check(None).verdict(), CheckVerdict::Rejected);
}

pub(super) fn statistics<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    assert_eq!(client.stats().token_life, None);
    stage.token_fault(Fault::status(500));
    client.get(Endpoint::subscriptions()).unwrap_err();
    stage.advance(1);
    for _ in 0..3 {
        client.get(Endpoint::subscriptions()).unwrap();
    }
    client
        .for_account("920013".parse().unwrap())
        .get(Endpoint::subscriptions())
        .unwrap_err();
    stage.advance(10);
    let stats = client.stats();
    assert_eq!((stats.sent, stats.accepted, stats.rejected), (5, 3, 2));
    assert_eq!((stats.token_requests, stats.token_failures), (3, 1));
    assert_eq!((stats.loads, stats.rotations), (1, 0));
    assert_eq!(stats.token_life, Some(Duration::from_secs(3590)));
    assert_eq!(stats.token_requests, stage.sandbox.token_requests() as u64);
}

pub(super) fn a_token_as_the_whole_credential<D: Whole>() {
    let stage = Stage::new();
    let token = token::<D>(&stage.setup, &stage.sandbox);
    let client = D::start(Setup {
        provider: Arc::new(token),
        ..stage.setup.clone()
    });
    client.get(Endpoint::subscriptions()).unwrap();
    stage.advance(3600);
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    let Error::Rejected(rejection) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        rejection.claims().unwrap().accounts(),
        [stage.sandbox.account_id()]
    );
    assert!(error.to_string().contains("has expired"), "{error}");
    assert_eq!(
        stage.sandbox.token_requests(),
        1,
        "there is nothing to fetch another with"
    );
    let expired = Credential::ExpiredToken(stage.sandbox.client_id().into());
    assert_eq!(
        stage.sandbox.count(|request| request.credential == expired),
        1
    );
}
