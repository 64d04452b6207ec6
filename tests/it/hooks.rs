//! Our header inside somebody else's client: the tower layer and the ureq middleware.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bw_auth_async::AuthorizationLayer;
use bw_auth_blocking::AuthorizationMiddleware;
use bw_auth_blocking::ureq::config::ConfigBuilder;
use bw_auth_blocking::ureq::typestate::AgentScope;
use bw_auth_blocking::ureq::{self, Agent};
use bw_auth_core::{BasicCredentials, Error};
use bw_auth_sandbox::{ApiUser, Fault, Sandbox};
use bw_auth_tests::{Driver, Inline, OverBlocking, Rotating, Setup};
use http::{HeaderMap, Request, Response};
use tower_layer::Layer;
use tower_service::Service;

/// A client beneath the layer: notes what it is given, answers a status.
#[derive(Clone)]
struct Beneath {
    seen: Arc<Mutex<Vec<HeaderMap>>>,
    status: u16,
}

impl Service<Request<()>> for Beneath {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        self.seen.lock().unwrap().push(request.headers().clone());
        ready(Ok(Response::builder()
            .status(self.status)
            .body(())
            .unwrap()))
    }
}

fn beneath(status: u16) -> Beneath {
    Beneath {
        seen: Arc::default(),
        status,
    }
}

fn request(url: &str) -> Request<()> {
    Request::get(url).body(()).unwrap()
}

const LISTED: &str = "https://dashboard.bandwidth.com/api/accounts/920012/orders";

#[tokio::test]
async fn the_layer_attaches_and_hands_back_untouched() {
    let client =
        bw_auth_async::Client::builder(BasicCredentials::new("Aladdin", "open sesame").unwrap())
            .build();
    let layer = AuthorizationLayer::new(client.unwrap());
    for status in [200, 302, 401, 403, 429, 503] {
        let beneath = beneath(status);
        let mut service = layer.layer(beneath.clone());
        let response = service.call(request(LISTED)).await.unwrap();
        assert_eq!(response.status(), status);
        let seen = beneath.seen.lock().unwrap();
        assert_eq!(seen.len(), 1, "{status}: sent once");
        let values: Vec<_> = seen[0].get_all("authorization").iter().collect();
        assert_eq!(values, ["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="]);
        assert!(values[0].is_sensitive());
    }
}

#[tokio::test]
async fn the_layer_withholds_from_foreign_origins() {
    let client = bw_auth_async::Client::builder(BasicCredentials::new("jdoe", "Secret").unwrap())
        .build()
        .unwrap();
    let beneath = beneath(200);
    let mut service = AuthorizationLayer::new(client.clone()).layer(beneath.clone());
    for url in [
        "https://example.com/",
        "http://dashboard.bandwidth.com/",
        "https://u@dashboard.bandwidth.com/",
    ] {
        let error = service.call(request(url)).await.unwrap_err();
        let error = error.downcast_ref::<Error>().unwrap();
        assert!(error.code().starts_with("withheld."), "{url}: {error}");
    }
    assert!(beneath.seen.lock().unwrap().is_empty());

    let mut service = AuthorizationLayer::new(client)
        .pass_through_foreign()
        .layer(beneath.clone());
    let mut own = request("https://example.com/");
    own.headers_mut()
        .insert("authorization", "Bearer of-the-caller".parse().unwrap());
    service.call(own).await.unwrap();
    for odd in [
        "https://xn--bcher-kva.example/",
        "https://example.com./a|b",
        "https://example.com/?q={x}",
    ] {
        service.call(request(odd)).await.unwrap();
    }
    assert_eq!(beneath.seen.lock().unwrap().len(), 4);
    assert_eq!(
        beneath.seen.lock().unwrap()[0]["authorization"],
        "Bearer of-the-caller"
    );
    let mut both = request(LISTED);
    both.headers_mut()
        .insert("authorization", "Bearer of-the-caller".parse().unwrap());
    assert!(
        service.call(both).await.is_err(),
        "at a listed origin there would be two of them"
    );
}

/// Spellings of listed origins that core does not read, and what no one can say of where it leads.
const NOT_CERTAINLY_FOREIGN: [&str; 8] = [
    "https://dashboard.bandwidth.com/api/accounts/1/orders?q={x}",
    "https://dashboard.bandwidth.com/api/accounts/1/a|b",
    "https://DASHBOARD.bandwidth.com:443/a|b",
    "https://user:word@dashboard.bandwidth.com/api/accounts/1/orders",
    "https://dashboard.bandwidth.com./api/accounts/1/orders",
    "https://0x7f.1/",
    "https://example.com:0/",
    "/api/accounts/1/orders",
];

#[tokio::test]
async fn the_layer_lets_nothing_pass_that_may_be_listed() {
    let client = bw_auth_async::Client::builder(BasicCredentials::new("jdoe", "Secret").unwrap())
        .build()
        .unwrap();
    let beneath = beneath(200);
    let mut service = AuthorizationLayer::new(client)
        .pass_through_foreign()
        .layer(beneath.clone());
    for url in NOT_CERTAINLY_FOREIGN {
        let mut own = request(url);
        own.headers_mut()
            .insert("authorization", "Bearer of-the-caller".parse().unwrap());
        for request in [request(url), own] {
            let error = service.call(request).await.unwrap_err();
            let error = error.downcast_ref::<Error>().unwrap();
            assert!(error.code().starts_with("withheld."), "{url}: {error}");
        }
    }
    assert!(beneath.seen.lock().unwrap().is_empty());
    for foreign in ["http://dashboard.bandwidth.com/a|b", "wss://a.example/"] {
        service.call(request(foreign)).await.unwrap();
    }
    for fields in beneath.seen.lock().unwrap().iter() {
        assert!(!fields.contains_key("authorization"));
    }
}

#[tokio::test]
async fn the_layer_stops_after_five_and_asks_for_newer_credentials() {
    let provider = Rotating::starting_with("jdoe", "first");
    let client = bw_auth_async::Client::builder(Inline(provider.clone()))
        .build()
        .unwrap();
    let beneath = beneath(401);
    let mut service = AuthorizationLayer::new(client).layer(beneath.clone());
    for _ in 0..5 {
        service.call(request(LISTED)).await.unwrap();
    }
    let error = service.call(request(LISTED)).await.unwrap_err();
    assert_eq!(
        error.downcast_ref::<Error>().unwrap().code(),
        "auth.rejected_earlier"
    );
    assert_eq!(beneath.seen.lock().unwrap().len(), 5);
    assert_eq!(
        provider.asked(),
        2,
        "once at the start, once before the request after the first 401"
    );
}

fn settings(sandbox: &Sandbox) -> ConfigBuilder<AgentScope> {
    let roots = ureq::tls::Certificate::from_pem(sandbox.ca_pem().as_bytes()).unwrap();
    let tls = ureq::tls::TlsConfig::builder()
        .root_certs(ureq::tls::RootCerts::new_with_certs(&[roots]))
        .unversioned_rustls_crypto_provider(Arc::new(bw_auth_tests::ring_provider()))
        .build();
    Agent::config_builder().tls_config(tls).proxy(None)
}

fn middleware(sandbox: &Sandbox, client: &OverBlocking) -> Agent {
    AuthorizationMiddleware::new(client.client().clone()).into_agent(settings(sandbox))
}

#[test]
fn the_middleware_attaches_and_hands_back_untouched() {
    let sandbox = Sandbox::start().unwrap();
    let client = OverBlocking::start(Setup::of(&sandbox));
    let agent = middleware(&sandbox, &client);
    let url = format!(
        "{}/api/accounts/{}/subscriptions",
        sandbox.url(),
        sandbox.account_id()
    );
    assert_eq!(agent.get(&url).call().unwrap().status(), 200);
    crate::conformance::accepted::assert_one_header(&sandbox.requests()[0]);

    sandbox.script(Fault::redirect(302, "/api/elsewhere"));
    assert_eq!(
        agent.get(&url).call().unwrap().status(),
        302,
        "the agent follows no redirect"
    );
    let error = agent.get("https://example.com/").call().unwrap_err();
    let ureq::Error::Other(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(
        error.downcast_ref::<Error>().unwrap().code(),
        "withheld.foreign_origin"
    );
    assert_eq!(sandbox.requests().len(), 2);
}

#[test]
fn the_middleware_lets_nothing_pass_that_may_be_listed() {
    let sandbox = Sandbox::start().unwrap();
    let client = OverBlocking::start(Setup::of(&sandbox));
    let agent = AuthorizationMiddleware::new(client.client().clone())
        .pass_through_foreign()
        .into_agent(settings(&sandbox));
    let orders = format!("{}/api/accounts/1/orders", sandbox.url());
    for url in [
        format!("{orders}?q={{x}}"),
        format!("{orders}/a|b"),
        orders.replace("https://", "https://user:word@"),
    ] {
        let ureq::Error::Other(error) = agent.get(&url).call().unwrap_err() else {
            panic!("{url} was sent")
        };
        let error = error.downcast_ref::<Error>().unwrap();
        assert!(error.code().starts_with("withheld."), "{url}: {error}");
    }
    assert!(sandbox.requests().is_empty());

    // Beneath it the server is the same, but what is asked for is at no origin that is listed.
    let elsewhere = OverBlocking::start(Setup {
        environment: bw_auth_core::Environment::production(),
        ..Setup::of(&sandbox)
    });
    let agent = AuthorizationMiddleware::new(elsewhere.client().clone())
        .pass_through_foreign()
        .into_agent(settings(&sandbox).http_status_as_error(false));
    agent.get(format!("{orders}?q={{x}}")).call().unwrap();
    assert_eq!(sandbox.requests()[0].authorization_fields, 0);
}

#[test]
fn the_middleware_learns_from_statuses_that_the_agent_makes_errors() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_user(ApiUser::new("jdoe", "Secret").account(sandbox.account_id()));
    let client = OverBlocking::start(Setup::with_pair(&sandbox, "jdoe", "wrong-password"));
    let agent = middleware(&sandbox, &client);
    let url = format!(
        "{}/api/accounts/{}/subscriptions",
        sandbox.url(),
        sandbox.account_id()
    );
    for _ in 0..5 {
        assert!(matches!(
            agent.get(&url).call(),
            Err(ureq::Error::StatusCode(401))
        ));
    }
    let ureq::Error::Other(error) = agent.get(&url).call().unwrap_err() else {
        panic!("it was sent")
    };
    assert_eq!(
        error.downcast_ref::<Error>().unwrap().code(),
        "auth.rejected_earlier"
    );
    assert_eq!(sandbox.requests().len(), 5);
    // The client and the middleware share what they know.
    assert_eq!(
        client
            .get(bw_auth_core::Endpoint::subscriptions())
            .unwrap_err()
            .code(),
        "auth.rejected_earlier"
    );
}
