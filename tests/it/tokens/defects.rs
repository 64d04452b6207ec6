//! Defects that clients for this service have had. Each has its number and shows that these clients are free of it.

use std::sync::Arc;
use std::time::Duration;

use bw_auth_core::{
    BasicCredentials, BearerToken, ClientCredentials, Credentials, Endpoint, Environment, Error,
    Service, TokenFailure,
};
use bw_auth_sandbox::{ApiUser, Credential, Fault, OAuthClient, Sandbox};
use bw_auth_tests::{Call, Rotating, Setup, Whole};

use super::in_and_out::{begun_with, token};
use super::stage::{Stage, TOKEN_ENDPOINT, client, own};

fn get<D: Whole>(client: &D) -> u16 {
    client.get(Endpoint::subscriptions()).unwrap().status
}

fn refused<D: Whole>(client: &D) -> Error {
    client.get(Endpoint::subscriptions()).unwrap_err()
}

fn is_taken_in_both_schemes<D: Whole>(secret: &str) {
    let stage = Stage::new();
    let account = stage.sandbox.account_id();
    let user = ApiUser::new("jdoe", secret).account(account);
    stage.sandbox.add_user(user);
    let client = OAuthClient::new("CLI-own", secret).account(account);
    stage.sandbox.add_client(client);
    for setup in [
        Setup::with_pair(&stage.sandbox, "jdoe", secret),
        Setup::with_client(&stage.sandbox, "CLI-own", secret),
    ] {
        assert_eq!(get(&D::start(setup)), 200, "{secret}");
    }
}

/// Secrets beyond ASCII were encoded as Latin-1 in one scheme and as UTF-8 in the other, or could not be sent at all.
pub(super) fn defect_01_text_is_utf_8_in_both_schemes<D: Whole>() {
    is_taken_in_both_schemes::<D>("pässwörd-€-密");
}

/// Credentials that were never set were sent as an empty pair.
pub(super) fn defect_02_nothing_is_no_credential<D: Whole>() {
    assert!(BasicCredentials::new("", "".to_owned()).is_err());
    assert!(BasicCredentials::new("jdoe", "".to_owned()).is_err());
    assert!(ClientCredentials::new("", "secret".to_owned()).is_err());
    assert!(ClientCredentials::new("CLI-1", "".to_owned()).is_err());
    assert!(BearerToken::new("".to_owned()).is_err());
    let stage = Stage::new();
    let nothing = Setup {
        provider: Arc::new(Rotating::default()),
        ..stage.setup.clone()
    };
    let error = refused(&D::start(nothing));
    assert!(matches!(error, Error::Provider(_)), "{error:?}");
    assert!(stage.sandbox.requests().is_empty());
}

/// Callers that came together each fetched a token, and an answer that was none ended in a crash.
pub(super) fn defect_03_five_callers_are_one_token_request<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    stage.token_fault(Fault::status(500).body("{}"));
    let error = refused(&client);
    assert_eq!(error.code(), "token.unavailable");
    stage.advance(1);
    let ends = D::crowd(vec![client; 5], || ());
    assert!(ends.into_iter().all(|end| matches!(end, Ok(200))));
    assert_eq!(stage.sandbox.token_requests(), 2);
}

/// With a wrong secret, or nobody at the token endpoint, the caller was never told anything.
pub(super) fn defect_04_every_caller_gets_an_end<D: Whole>() {
    let stage = Stage::new();
    let wrong = Setup::with_client(&stage.sandbox, stage.sandbox.client_id(), "wrong");
    let ends = D::crowd(vec![D::start(wrong); 20], || ());
    assert!(
        ends.into_iter()
            .all(|end| end.unwrap_err().code() == "token.refused")
    );

    let gone = Sandbox::start().unwrap();
    let url = gone.token_url();
    drop(gone);
    let mut nobody = stage.setup.clone();
    nobody.environment = nobody.environment.with_token_url(&url).unwrap();
    let ends = D::crowd(vec![D::start(nobody); 20], || ());
    assert!(
        ends.into_iter()
            .all(|end| end.unwrap_err().code() == "token.unreachable")
    );
}

/// A failure to get a token was swallowed, and the request sent without one or with the last.
pub(super) fn defect_05_without_a_token_nothing_is_sent<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    get(&client);
    stage.advance(3600);
    stage.sandbox.clear_log();
    stage.token_fault(Fault::status(503).always());
    for _ in 0..5 {
        let error = refused(&client);
        assert!(matches!(error, Error::Token(_)), "{error:?}");
        stage.advance(60);
    }
    let services = stage
        .sandbox
        .count(|request| request.path != TOKEN_ENDPOINT);
    assert_eq!(services, 0);
}

/// Tokens were kept by client id alone, so that a wrong secret got the right one's token, and a new secret the old one's; or
/// they were not kept at all.
pub(super) fn defect_06_a_token_belongs_to_id_and_secret<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    (0..5).for_each(|_| assert_eq!(get(&client), 200));
    assert_eq!(stage.sandbox.token_requests(), 1);
    let id = stage.sandbox.client_id();
    let wrong = ClientCredentials::new(id, "wrong".to_owned()).unwrap();
    let error = refused(&client.with_credentials(wrong));
    assert_eq!(error.code(), "token.refused");

    assert!(stage.sandbox.add_client_secret(id, "second-secret"));
    client.set_credentials(ClientCredentials::new(id, "second-secret".to_owned()).unwrap());
    get(&client);
    assert_eq!(
        stage.sandbox.requests().last().unwrap().token_number,
        Some(2)
    );
}

/// A 403 made for a new token each time, and a 429 without a body for a crash.
pub(super) fn defect_07_only_401_is_about_the_token<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    let calls = Endpoint::path(Service::Voice, "/accounts/{accountId}/calls").unwrap();
    for _ in 0..5 {
        let error = client.get(calls.clone()).unwrap_err();
        assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
    }
    stage.service_fault(Fault::status(429));
    let error = refused(&client);
    assert!(matches!(error, Error::RateLimited(_)), "{error:?}");
    assert_eq!(stage.sandbox.token_requests(), 1);
}

/// With both schemes set, some took the one and some the other, in silence.
pub(super) fn defect_08_a_client_has_one_scheme<D: Whole>() {
    let stage = Stage::new();
    let pair = BasicCredentials::new(stage.sandbox.username(), stage.sandbox.password()).unwrap();
    let driver = D::start(stage.setup.clone());
    get(&driver);
    driver.set_credentials(pair);
    get(&driver);
    stage.sandbox.add_client(client(&stage.sandbox, "CLI-own"));
    driver.set_credentials(Credentials::from(own("CLI-own")));
    get(&driver);
    let requests = stage.sandbox.requests();
    let services = requests
        .iter()
        .filter(|request| request.path != TOKEN_ENDPOINT);
    let seen: Vec<_> = services.map(|request| request.credential.clone()).collect();
    let expected = [
        Credential::Token(stage.sandbox.client_id().into()),
        Credential::Accepted(stage.sandbox.username().into()),
        Credential::Token("CLI-own".into()),
    ];
    assert_eq!(seen, expected);
    assert!(
        requests
            .iter()
            .all(|request| request.authorization_fields == 1)
    );
}

/// A token without `expires_in` was kept for ever, also after ten years.
pub(super) fn defect_09_a_token_that_names_no_end_lives_five_minutes<D: Whole>() {
    let stage = Stage::new();
    let body = r#"{"access_token":"no-end-is-named","token_type":"bearer"}"#;
    stage.token_fault(Fault::status(200).body(body));
    let client = D::start(stage.setup.clone());
    client.warm_up().unwrap();
    assert_eq!(client.stats().token_life, Some(Duration::from_secs(300)));
    stage.advance(300);
    get(&client);
    assert_eq!(stage.sandbox.token_requests(), 2);
    stage.advance(10 * 365 * 24 * 3600);
    get(&client);
    assert_eq!(
        (stage.sandbox.token_requests(), stage.answered(401)),
        (3, 0)
    );
}

/// Secrets stood in what objects print of themselves.
pub(super) fn defect_10_nothing_prints_a_secret<D: Whole>() {
    let stage = Stage::new();
    let secret = stage.sandbox.client_secret();
    let client = D::start(stage.setup.clone());
    let reply = client.get(Endpoint::subscriptions()).unwrap();
    let credentials = ClientCredentials::new(stage.sandbox.client_id(), secret.to_owned()).unwrap();
    let kinds = Credentials::from(credentials.clone());
    let texts = format!(
        "{} {reply:?} {credentials:?} {credentials:#?} {kinds:?} {:?} {:?}",
        client.debug(),
        client.stats(),
        stage.setup,
    );
    assert!(texts.contains(stage.sandbox.client_id()));
    assert!(!texts.contains(secret), "it is printed");
}

/// The token URL was written into the code, so that nothing but production could be used.
pub(super) fn defect_11_the_token_url_is_the_environments<D: Whole>() {
    let stage = Stage::new();
    let named = |environment: &Environment| environment.token_url().unwrap().as_str().to_owned();
    assert_eq!(
        named(&stage.sandbox.environment()),
        stage.sandbox.token_url()
    );
    let setup = Setup {
        environment: Environment::test(),
        proxy: Some(stage.sandbox.proxy_url()),
        ..stage.setup.clone()
    };
    get(&D::start(setup));
    assert_eq!(stage.sandbox.requests()[0].host, "test.api.bandwidth.com");
    let own = Environment::production()
        .with_token_url("https://tokens.example/issue")
        .unwrap();
    assert_eq!(named(&own), "https://tokens.example/issue");
}

/// A percent sign in a password was an error, and white space at its ends was cut off.
pub(super) fn defect_12_secrets_are_kept_exactly<D: Whole>() {
    let percent = ["50%off", "%(name)s %%"];
    let others = [" white space ", "a+b&c=d#e?f", "with:colons::"];
    for secret in percent.into_iter().chain(others) {
        is_taken_in_both_schemes::<D>(secret);
    }
}

/// A token that was handed over was taken to last an hour from then on.
pub(super) fn defect_13_a_token_handed_over_ends_when_it_ends<D: Whole>() {
    let stage = Stage::new();
    let token = token::<D>(&stage.setup, &stage.sandbox);
    let expires_at = stage.sandbox.clock().now() + Duration::from_secs(3600);
    stage.advance(1800);
    let tokens = begun_with(token, expires_at);
    let client = D::start_with_tokens(stage.setup.clone(), tokens);
    get(&client);
    assert_eq!(client.stats().token_life, Some(Duration::from_secs(1800)));
    stage.advance(1800);
    get(&client);
    assert_eq!(
        (stage.sandbox.token_requests(), stage.answered(401)),
        (2, 0)
    );
}

/// Credentials went to any host that was asked for, and along with every redirect.
pub(super) fn defect_14_credentials_go_to_listed_origins_alone<D: Whole>() {
    let (stage, foreign) = (Stage::new(), Sandbox::start().unwrap());
    let mut setup = stage.setup.clone();
    setup.root_pem.push(foreign.ca_pem().to_owned());
    let client = D::start(setup.clone());
    let url = format!("{}/api/accounts/1/orders", foreign.url());
    let error = client.get(Endpoint::url(&url).unwrap()).unwrap_err();
    assert!(matches!(error, Error::Withheld(_)), "{error:?}");
    stage.service_fault(Fault::redirect(302, &url));
    let reply = client.run(Call::get(Endpoint::subscriptions())).unwrap();
    assert_eq!(reply.status, 302);
    stage.token_fault(Fault::redirect(307, foreign.token_url()));
    let error = refused(&D::start(setup));
    let Error::Token(error) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(error.failure(), TokenFailure::Unavailable);
    assert!(foreign.requests().is_empty());
}
