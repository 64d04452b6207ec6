//! Where token requests and tokens go, and where they do not.

use std::sync::Arc;
use std::time::Duration;

use bw_auth_core::{
    BearerToken, Endpoint, Environment, Error, Fault as Kind, Origin, Service, StoredToken,
    TokenFailure,
};
use bw_auth_sandbox::{Certificate, Credential, Fault, Peer, Sandbox};
use bw_auth_tests::{Call, Driver, RawServer, Setup, TokenSetup, Whole};

use super::stage::Stage;

/// A client that reaches the sandbox by the real host names.
fn by_name(stage: &Stage, environment: Environment) -> Setup {
    Setup {
        environment,
        proxy: Some(stage.sandbox.proxy_url()),
        ..stage.setup.clone()
    }
}

pub(super) fn by_the_real_host_names<D: Driver>() {
    let environments = [
        (
            Environment::production(),
            "api.bandwidth.com",
            "dashboard.bandwidth.com",
        ),
        (
            Environment::test(),
            "test.api.bandwidth.com",
            "test.dashboard.bandwidth.com",
        ),
    ];
    for (environment, tokens, service) in environments {
        let stage = Stage::new();
        let client = D::start(by_name(&stage, environment));
        assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
        let requests = stage.sandbox.requests();
        let hosts: Vec<_> = requests
            .iter()
            .map(|request| request.host.as_str())
            .collect();
        assert_eq!(hosts, [tokens, service]);
        assert!(requests.iter().all(|request| request.peer == Peer::Proxy));
        let proxied = stage.sandbox.proxy_requests();
        let seen = proxied.iter().flat_map(|request| &request.header_names);
        assert_eq!(seen.filter(|name| *name == "authorization").count(), 0);
    }
}

pub(super) fn a_token_is_of_one_realm<D: Whole>() {
    let stage = Stage::new();
    let production = by_name(&stage, Environment::production());
    let uri_of = "https://dashboard.bandwidth.com/".parse().unwrap();
    let header = D::start(production).authorize(&uri_of).unwrap();
    let text = header
        .to_str()
        .unwrap()
        .trim_start_matches("Bearer ")
        .to_owned();
    let token = BearerToken::new(text).unwrap();

    let alone = Setup {
        provider: Arc::new(token.clone()),
        ..by_name(&stage, Environment::test())
    };
    let error = D::start(alone).get(Endpoint::subscriptions()).unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    assert!(error.to_string().contains("environment test"), "{error}");

    // With client credentials behind it, a token of the right realm takes its place.
    let expires_at = stage.sandbox.clock().now() + Duration::from_secs(3600);
    let tokens = TokenSetup {
        initial_token: Some(StoredToken::new(token, expires_at)),
        ..TokenSetup::default()
    };
    let client = D::start_with_tokens(by_name(&stage, Environment::test()), tokens);
    assert_eq!(
        client
            .get(Endpoint::subscriptions())
            .unwrap()
            .outcome
            .attempts(),
        2
    );
    let foreign = Credential::OtherRealm(stage.sandbox.client_id().into());
    assert_eq!(
        stage.sandbox.count(|request| request.credential == foreign),
        2
    );
}

pub(super) fn a_token_url_of_ones_own<D: Driver>() {
    let (stage, issuer) = (Stage::new(), Stage::new());
    let mut setup = stage.setup.clone();
    setup.root_pem.push(issuer.sandbox.ca_pem().to_owned());
    setup.provider = issuer.setup.provider.clone();
    let url = issuer.sandbox.token_url();
    setup.environment = setup.environment.with_token_url(&url).unwrap();
    let error = D::start(setup).get(Endpoint::subscriptions()).unwrap_err();
    assert!(
        matches!(error, Error::Rejected(_)),
        "the other sandbox does not know it: {error:?}"
    );
    assert!(issuer.sandbox.token_requests() > 0);
    assert_eq!(stage.sandbox.token_requests(), 0);
    assert_eq!(
        stage.sandbox.requests()[0].credential,
        Credential::UnknownToken
    );
}

pub(super) fn an_environment_without_a_token_url<D: Driver>() {
    let stage = Stage::new();
    let base = format!("{}/api", stage.sandbox.url());
    let environment = Environment::custom("mine")
        .with_origin(Service::Numbers, &base)
        .unwrap();
    let setup = Setup {
        environment,
        ..stage.setup.clone()
    };
    let error = D::start(setup).get(Endpoint::subscriptions()).unwrap_err();
    assert!(matches!(error, Error::Withheld(_)), "{error:?}");
    assert!(stage.sandbox.requests().is_empty());
}

pub(super) fn trust_is_the_clients<D: Driver>() {
    for certificate in [
        Certificate::UnknownCa,
        Certificate::Expired,
        Certificate::WrongHost,
    ] {
        let stage = Stage::with(|builder| builder.certificate(certificate));
        let setup = stage.setup.clone();
        let error = D::start(setup).get(Endpoint::subscriptions()).unwrap_err();
        let Error::Token(broken) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(broken.failure(), TokenFailure::Unreachable(Kind::Tls));
        assert_eq!(error.fault(), Some(Kind::Tls));
        assert!(stage.sandbox.requests().is_empty());
    }
}

pub(super) fn a_token_request_follows_no_redirect<D: Driver>() {
    let stage = Stage::new();
    let elsewhere = RawServer::answering(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let client = D::start(stage.setup.clone());
    let targets = [
        format!("https://{}/", elsewhere.address()),
        format!("{}/elsewhere", stage.sandbox.url()),
        "/elsewhere".to_owned(),
    ];
    let mut tries = 0;
    for status in [301, 302, 303, 307, 308] {
        for target in &targets {
            stage.token_fault(Fault::redirect(status, target));
            let error = client.get(Endpoint::subscriptions()).unwrap_err();
            assert_eq!(error.code(), "token.unavailable", "{status}");
            tries += 1;
            assert_eq!(stage.sandbox.requests().len(), tries);
            stage.advance(60);
        }
    }
    assert_eq!(
        (elsewhere.connections(), stage.sandbox.token_requests()),
        (0, tries)
    );
}

pub(super) fn a_token_goes_to_no_foreign_origin<D: Driver>() {
    let (stage, foreign) = (Stage::new(), Sandbox::start().unwrap());
    let mut setup = stage.setup.clone();
    setup.root_pem.push(foreign.ca_pem().to_owned());
    let url = format!("{}/api/accounts/1/orders", foreign.url());
    let client = D::start(setup.clone());
    let endpoint = Endpoint::url(&url).unwrap();
    let error = client.get(endpoint).unwrap_err();
    assert!(matches!(error, Error::Withheld(_)), "{error:?}");
    assert!(matches!(
        client.authorize(&url.parse().unwrap()),
        Err(Error::Withheld(_))
    ));

    stage.service_fault(Fault::redirect(302, &url));
    let reply = client.run(Call::get(Endpoint::subscriptions())).unwrap();
    assert_eq!(reply.status, 302, "it is left to the caller");
    assert!(foreign.requests().is_empty());

    setup.foreign_host = Some(Origin::parse(&foreign.url()).unwrap());
    let client = D::start(setup);
    stage.service_fault(Fault::redirect(302, &url));
    // A stranger there, it is told so.
    let _ = client.run(Call::get(Endpoint::subscriptions()).raw_status());
    let seen = foreign.requests();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].authorization_fields, 0);
}
