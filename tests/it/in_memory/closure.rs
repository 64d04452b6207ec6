//! What is the closure's own: bodies, outages, panics, the log, and that nothing else is needed.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bw_auth_core::{Endpoint, Environment, Fault, Service};
use bw_auth_testkit::{Debugged, StandIn, assert_no_secret_in};
use bw_auth_tests::{Call, Payload, Setup, Whole, assert_no_secret};
use bytes::Bytes;
use http::{Method, Request, Response};

use super::{SECRET, oauth, status, user};

pub(super) fn bodies_arrive_whole<D: Whole>() {
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

pub(super) fn a_stream_that_fails<D: Whole>() {
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

pub(super) fn outages<D: Whole>() {
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

pub(super) fn a_panic_is_the_callers<D: Whole>() {
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

pub(super) fn the_log_keeps_no_secret<D: Whole>() {
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
