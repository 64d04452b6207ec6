//! Both clients over a closure, as the testkit's users run them: no server, no TLS, no socket.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64ct::{Base64, Encoding};
use bw_auth_core::{
    BasicCredentials, ClientCredentials, Endpoint, Environment, Error, Fault, Origin, Retry,
    Service, Withheld,
};
use bw_auth_sandbox::SandboxClock;
use bw_auth_testkit::{Debugged, StandIn, assert_no_secret_in};
use bw_auth_tests::{Call, Payload, Setup, TestClock, Whole, assert_no_secret};
use bytes::Bytes;
use http::{Method, Request, Response};

macro_rules! scenarios {
    ($($name:ident,)*) => {
        mod over_async {
            use bw_auth_tests::OverAsync;
            $(#[test] fn $name() { super::$name::<OverAsync>() })*
        }
        mod over_blocking {
            use bw_auth_tests::OverBlocking;
            $(#[test] fn $name() { super::$name::<OverBlocking>() })*
        }
    };
}

scenarios! {
    an_api_user,
    one_token_for_all_requests,
    a_refused_token_is_replaced_once,
    a_refused_secret,
    forbidden_is_an_error,
    redirects_among_listed_origins,
    a_foreign_host_gets_no_credentials,
    what_is_withheld_does_not_arrive,
    retries_if_asked_for,
    bodies_arrive_whole,
    a_stream_that_fails,
    outages,
    a_panic_is_the_callers,
    the_log_keeps_no_secret,
}

const SECRET: &str = "correct-horse-battery-staple";
const SUBSCRIPTIONS: &str = "https://dashboard.bandwidth.com/api/accounts/920012/subscriptions";

fn user() -> BasicCredentials {
    BasicCredentials::new("jdoe", SECRET).unwrap()
}

fn oauth() -> ClientCredentials {
    ClientCredentials::new("CLI-5f2a", SECRET).unwrap()
}

fn status(status: u16) -> Response<Vec<u8>> {
    Response::builder().status(status).body(Vec::new()).unwrap()
}

fn moved(to: &str) -> Response<Vec<u8>> {
    let moved = Response::builder().status(302).header("location", to);
    moved.body(Vec::new()).unwrap()
}

fn authorization(request: &Request<Vec<u8>>) -> &str {
    let value = request.headers().get("authorization");
    value.map_or("", |value| value.to_str().unwrap())
}

fn an_api_user<D: Whole>() {
    let expected = format!(
        "Basic {}",
        Base64::encode_string(format!("jdoe:{SECRET}").as_bytes())
    );
    let bandwidth = StandIn::new(move |request| {
        assert_eq!(authorization(&request), expected);
        Response::builder()
            .header("x-id", "7")
            .body("<SubscriptionsResponse/>")
            .unwrap()
    });
    let client = D::start(Setup::in_memory(user(), &bandwidth));
    let reply = client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(
        (reply.status, &reply.fields["x-id"]),
        (200, &"7".parse().unwrap())
    );
    assert_eq!(
        reply.body.as_deref(),
        Some(&b"<SubscriptionsResponse/>"[..])
    );
    let requests = bandwidth.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(
        (requests[0].method(), requests[0].scheme()),
        (&Method::GET, Some("Basic"))
    );
    assert_eq!(requests[0].uri().to_string(), SUBSCRIPTIONS);
    assert!(bandwidth.token_requests().is_empty());
}

fn one_token_for_all_requests<D: Whole>() {
    let bandwidth = StandIn::new(|request| {
        assert_eq!(authorization(&request), "Bearer made-up-token-1");
        status(200)
    });
    let client = D::start(Setup::in_memory(oauth(), &bandwidth));
    for _ in 0..3 {
        assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
    }
    assert_eq!(bandwidth.requests().len(), 3);
    let tokens = bandwidth.token_requests();
    assert_eq!(tokens.len(), 1);
    assert_eq!(
        tokens[0].uri(),
        "https://api.bandwidth.com/api/v1/oauth2/token"
    );
    assert_eq!(tokens[0].scheme(), Some("Basic"));
    assert_eq!(tokens[0].body(), b"grant_type=client_credentials");
}

fn a_refused_token_is_replaced_once<D: Whole>() {
    let bandwidth = StandIn::new(|request| match authorization(&request) {
        "Bearer made-up-token-2" => status(200),
        _ => status(401),
    });
    let client = D::start(Setup::in_memory(oauth(), &bandwidth));
    let reply = client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!((reply.status, reply.outcome.attempts()), (200, 2));
    assert_eq!(bandwidth.requests().len(), 2);
    assert_eq!(bandwidth.token_requests().len(), 2);

    let never = StandIn::new(|_| status(401));
    let client = D::start(Setup::in_memory(oauth(), &never));
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    assert_eq!(never.requests().len(), 2);
}

fn a_refused_secret<D: Whole>() {
    let bandwidth = StandIn::new(|_| status(200)).with_tokens(|_| status(401));
    let client = D::start(Setup::in_memory(oauth(), &bandwidth));
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert_eq!(error.code(), "token.refused");
    assert!(bandwidth.requests().is_empty());
    assert_eq!(bandwidth.token_requests().len(), 1);
}

fn forbidden_is_an_error<D: Whole>() {
    let bandwidth = StandIn::new(|_| status(403));
    let client = D::start(Setup::in_memory(user(), &bandwidth));
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
    let call = Call::get(Endpoint::subscriptions()).raw_status();
    assert_eq!(client.run(call).unwrap().status, 403);
}

fn redirects_among_listed_origins<D: Whole>() {
    let bandwidth = StandIn::new(|request| match request.uri().to_string().as_str() {
        SUBSCRIPTIONS => moved("https://api.bandwidth.com/elsewhere"),
        "https://api.bandwidth.com/elsewhere" => moved("https://stranger.example/file"),
        other => panic!("{other} was not to be asked"),
    });
    let client = D::start(Setup::in_memory(oauth(), &bandwidth));
    let reply = client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!((reply.status, reply.outcome.attempts()), (302, 2));
    assert!(reply.outcome.redirect_target().is_some());
    let schemes = bandwidth.requests();
    let schemes: Vec<_> = schemes.iter().map(|seen| seen.scheme()).collect();
    assert_eq!(schemes, [Some("Bearer"), Some("Bearer")]);
}

fn a_foreign_host_gets_no_credentials<D: Whole>() {
    let bandwidth = StandIn::new(|request| match request.uri().host() {
        Some("files.example") => status(200),
        _ => moved("https://files.example/report?signature=x"),
    });
    let mut setup = Setup::in_memory(oauth(), &bandwidth);
    setup.foreign_host = Some(Origin::parse("https://files.example").unwrap());
    let client = D::start(setup);
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
    let requests = bandwidth.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        requests[1].uri(),
        "https://files.example/report?signature=x"
    );
    assert_eq!(requests[1].scheme(), None);
}

fn what_is_withheld_does_not_arrive<D: Whole>() {
    let bandwidth = StandIn::new(|_| status(200));
    let client = D::start(Setup::in_memory(oauth(), &bandwidth));
    for url in [
        "https://dashboard.bandwidth.com.example/api/x",
        "http://dashboard.bandwidth.com/api/x",
    ] {
        let request = Request::get(url).body(Bytes::new()).unwrap();
        let error = client.send(request).unwrap_err();
        assert!(matches!(error, Error::Withheld(_)), "{url}: {error:?}");
    }
    let own = Call::get(Endpoint::subscriptions()).field("authorization", "Bearer of-the-caller");
    let error = client.run(own).unwrap_err();
    assert!(
        matches!(error, Error::Withheld(Withheld::AuthorizationPresent)),
        "{error:?}"
    );
    assert!(bandwidth.requests().is_empty() && bandwidth.token_requests().is_empty());
}

fn retries_if_asked_for<D: Whole>() {
    let busy_once = || {
        let came = AtomicUsize::new(0);
        StandIn::new(move |_| match came.fetch_add(1, Ordering::Relaxed) {
            0 => Response::builder()
                .status(503)
                .header("retry-after", "7")
                .body("")
                .unwrap(),
            _ => Response::new(""),
        })
    };
    let bandwidth = busy_once();
    let client = D::start(Setup::in_memory(user(), &bandwidth));
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 503);

    let bandwidth = busy_once();
    let clock = TestClock::beside(&SandboxClock::manual(1_795_000_000));
    let mut setup = Setup::in_memory(user(), &bandwidth);
    setup.retry = Some(Retry::times(1));
    setup.clock = Some(clock.clone());
    let client = D::start(setup);
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
    assert_eq!(bandwidth.requests().len(), 2);
    assert_eq!(clock.slept(), [Duration::from_secs(7)]);
}

fn bodies_arrive_whole<D: Whole>() {
    let bandwidth = StandIn::new(|request| Response::new(request.into_body()));
    let client = D::start(Setup::in_memory(user(), &bandwidth));
    // More than a chunk of either HTTP library's.
    let body = Bytes::from(b"<Order/>".repeat(20_000));
    let messages = Endpoint::path(Service::Messaging, "/users/{accountId}/messages").unwrap();
    for payload in [
        Payload::None,
        Payload::Bytes(body.clone()),
        Payload::Stream(body.clone()),
    ] {
        let sent = match &payload {
            Payload::None => &[],
            _ => &body[..],
        };
        let call = Call::new(Method::POST, messages.clone()).field("content-type", "text/xml");
        let reply = client.run(call.payload(payload.clone())).unwrap();
        assert!(reply.body.as_deref() == Some(sent), "{payload:?}");
        let requests = bandwidth.requests();
        let last = requests.last().unwrap();
        assert!(last.body() == sent, "{payload:?}");
        assert_eq!(
            (last.method(), &last.fields()["content-type"]),
            (&Method::POST, &"text/xml".parse().unwrap())
        );
    }
}

fn a_stream_that_fails<D: Whole>() {
    let bandwidth = StandIn::new(|_| status(200));
    let client = D::start(Setup::in_memory(user(), &bandwidth));
    // Its error looks like the network's, and is not.
    let broken = Payload::Broken(io::ErrorKind::ConnectionReset);
    let call = Call::new(Method::POST, Endpoint::subscriptions()).payload(broken);
    assert_eq!(client.run(call).unwrap_err().code(), "transport.body");
    let short = Payload::Stream(Bytes::from_static(b"too short"));
    let call = Call::new(Method::POST, Endpoint::subscriptions()).field("content-length", "100");
    assert_eq!(
        client.run(call.payload(short)).unwrap_err().code(),
        "transport.body"
    );
    assert!(bandwidth.requests().is_empty());
}

fn outages<D: Whole>() {
    for fault in [Fault::Timeout, Fault::Closed, Fault::Dns, Fault::Tls] {
        let bandwidth = StandIn::new(move |_| Err::<Response<Vec<u8>>, _>(fault));
        let client = D::start(Setup::in_memory(oauth(), &bandwidth));
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        assert_eq!(error.code(), fault.code());
        assert_eq!(bandwidth.requests().len(), 1);
    }
    let bandwidth =
        StandIn::new(|_| status(200)).with_tokens(|_| Err::<Response<Vec<u8>>, _>(Fault::Timeout));
    let client = D::start(Setup::in_memory(oauth(), &bandwidth));
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert_eq!(error.code(), "token.unreachable");
    assert!(bandwidth.requests().is_empty());
}

fn a_panic_is_the_callers<D: Whole>() {
    let panics_once = || {
        let came = AtomicUsize::new(0);
        move || {
            assert!(
                came.fetch_add(1, Ordering::Relaxed) > 0,
                "a test that fails"
            )
        }
    };
    let (api, tokens) = (panics_once(), panics_once());
    let bandwidth = StandIn::new(move |_| {
        api();
        status(200)
    })
    .with_tokens(move |_| {
        tokens();
        Response::new(r#"{"access_token":"of-the-test","expires_in":3600}"#)
    });
    let client = D::start(Setup::in_memory(oauth(), &bandwidth));
    for _ in 0..2 {
        let caught = catch_unwind(AssertUnwindSafe(|| client.get(Endpoint::subscriptions())));
        assert!(caught.is_err());
    }
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 200);
}

fn the_log_keeps_no_secret<D: Whole>() {
    let secrets = [
        SECRET,
        "made-up-token-1",
        "in-the-query",
        "in-the-body",
        "in-a-field",
    ];
    let show = || {
        let bandwidth = StandIn::new(|_| status(200));
        let client = D::start(Setup::in_memory(oauth(), &bandwidth));
        let call = Call::new(Method::POST, Endpoint::subscriptions()).query("q", "in-the-query");
        let body = Bytes::from_static(b"in-the-body");
        client
            .run(
                call.field("x-key", "in-a-field")
                    .payload(Payload::Bytes(body)),
            )
            .unwrap();
        (bandwidth.requests(), bandwidth.token_requests(), bandwidth)
    };
    for secret in secrets {
        let Debugged((requests, tokens, _)) = assert_no_secret(secret, || Debugged(show()));
        assert_eq!((requests.len(), tokens.len()), (1, 1));
        assert_eq!(requests[0].uri().query(), Some("q=in-the-query"));
        assert_eq!(requests[0].body(), b"in-the-body");
        let fields = format!("{:?}", (requests[0].fields(), tokens[0].fields()));
        assert!(fields.contains("in-a-field"));
        assert_no_secret_in(SECRET, &fields);
        assert_no_secret_in("made-up-token-1", &fields);
    }
}

/// A provider with which no handshake can be made.
fn no_tls() -> Arc<rustls::crypto::CryptoProvider> {
    let mut provider = bw_auth_tests::ring_provider();
    provider.cipher_suites.clear();
    Arc::new(provider)
}

/// Hosts that do not exist (RFC 6761 §6.4).
fn nowhere() -> Environment {
    Environment::custom("nowhere")
        .with_origin(Service::Numbers, "https://numbers.invalid/api")
        .and_then(|environment| environment.with_token_url("https://tokens.invalid/token"))
        .unwrap()
}

fn page(_: Request<Vec<u8>>) -> Response<&'static str> {
    let page = Response::builder().header("content-type", "text/xml; charset=utf-8");
    page.body("<SubscriptionsResponse/>").unwrap()
}

#[tokio::test]
async fn async_needs_neither_tls_nor_a_network() {
    let bandwidth = StandIn::new(page);
    let builder = bw_auth_async::Client::builder(oauth())
        .environment(nowhere())
        .account("920012".parse().unwrap())
        .crypto_provider(no_tls());
    let client = bandwidth.serve_async(builder).build().unwrap();
    let response = client.get(Endpoint::subscriptions()).send().await.unwrap();
    assert_eq!(
        response.url().as_str(),
        "https://numbers.invalid/api/accounts/920012/subscriptions"
    );
    assert_eq!(response.text().await.unwrap(), "<SubscriptionsResponse/>");
    assert_eq!(
        bandwidth.token_requests()[0].uri().host(),
        Some("tokens.invalid")
    );
}

#[test]
fn blocking_needs_neither_tls_nor_a_network() {
    let bandwidth = StandIn::new(page);
    let builder = bw_auth_blocking::Client::builder(oauth())
        .environment(nowhere())
        .account("920012".parse().unwrap())
        .crypto_provider(no_tls());
    let client = bandwidth.serve_blocking(builder).build().unwrap();
    let response = client.get(Endpoint::subscriptions()).send().unwrap();
    assert_eq!(response.body().mime_type(), Some("text/xml"));
    let text = response.into_body().read_to_string().unwrap();
    assert_eq!(text, "<SubscriptionsResponse/>");
    assert_eq!(
        bandwidth.token_requests()[0].uri().host(),
        Some("tokens.invalid")
    );
}
