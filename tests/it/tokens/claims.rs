//! What a token says about itself: it explains, chooses an account, and stops nothing unless told to.

use bw_auth_core::{Endpoint, Error};
use bw_auth_sandbox::OAuthClient;
use bw_auth_tests::{Driver, Setup, TokenSetup, Whole};

use super::stage::{SECRET, Stage};

pub(super) fn a_refusal_names_the_accounts<D: Driver>() {
    let stage = Stage::new();
    let two = OAuthClient::new("CLI-two", SECRET)
        .account("920012")
        .account("920014");
    let client = D::start(stage.setup_for("CLI-two", two));
    let error = client
        .for_account("920013".parse().unwrap())
        .get(Endpoint::subscriptions())
        .unwrap_err();
    let said = "account 920013 is not among this token's [920012, 920014]";
    assert!(error.to_string().contains(said), "{error}");
    let Error::Rejected(rejection) = error else {
        panic!("{error:?}")
    };
    assert_eq!(rejection.claims().unwrap().accounts(), ["920012", "920014"]);
}

pub(super) fn an_account_that_is_missing_is_withheld_if_asked<D: Whole>() {
    let stage = Stage::new();
    let tokens = TokenSetup {
        require_account: true,
        ..TokenSetup::default()
    };
    let client = D::start_with_tokens(stage.setup.clone(), tokens);
    client.get(Endpoint::subscriptions()).unwrap();
    let elsewhere = client.for_account("920013".parse().unwrap());
    let error = elsewhere.get(Endpoint::subscriptions()).unwrap_err();
    assert!(matches!(error, Error::Withheld(_)), "{error:?}");
    assert!(
        error.to_string().contains(stage.sandbox.account_id()),
        "{error}"
    );
    assert_eq!(stage.sandbox.requests().len(), 2, "it was not sent");

    // A token that says nothing withholds nothing.
    stage.sandbox.set_opaque_tokens(true);
    client.invalidate_token();
    elsewhere.get(Endpoint::subscriptions()).unwrap_err();
    assert_eq!(stage.answered(401), 2);
}

pub(super) fn the_only_account_is_the_default<D: Whole>() {
    let stage = Stage::new();
    let without = |setup: Setup| Setup {
        account: None,
        ..setup
    };
    let client = D::start(without(stage.setup.clone()));
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
    let path = format!("/accounts/{}/subscriptions", stage.sandbox.account_id());
    assert!(
        stage
            .sandbox
            .requests()
            .iter()
            .any(|request| request.path.ends_with(&path))
    );
    assert!(client.check(None).is_accepted());

    let two = OAuthClient::new("CLI-two", SECRET)
        .account("920012")
        .account("920014");
    let none = OAuthClient::new("CLI-none", SECRET);
    for (id, oauth) in [("CLI-two", two), ("CLI-none", none)] {
        let client = D::start(without(stage.setup_for(id, oauth)));
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        assert!(matches!(error, Error::Withheld(_)), "{error:?}");
    }
}

pub(super) fn a_token_that_says_nothing_works_all_the_same<D: Driver>() {
    let stage = Stage::with(bw_auth_sandbox::SandboxBuilder::opaque_tokens);
    let client = D::start(stage.setup.clone());
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
    let error = client
        .for_account("920013".parse().unwrap())
        .get(Endpoint::subscriptions())
        .unwrap_err();
    let Error::Rejected(rejection) = &error else {
        panic!("{error:?}")
    };
    assert!(rejection.claims().is_none());
    assert!(
        error.to_string().contains("the account id in the URL"),
        "{error}"
    );
    stage.sandbox.revoke_tokens();
    stage.advance(31);
    assert_eq!(
        client
            .get(Endpoint::subscriptions())
            .unwrap()
            .outcome
            .attempts(),
        2
    );
}
