//! Both clients over a closure, as the testkit's users run them: no server, no TLS, no socket.

mod closure;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64ct::{Base64, Encoding};
use bw_auth_core::{BasicCredentials, ClientCredentials, Endpoint, Error, Origin, Retry, Withheld};
use bw_auth_sandbox::SandboxClock;
use bw_auth_testkit::StandIn;
use bw_auth_tests::{Call, Setup, TestClock, Whole};
use bytes::Bytes;
use http::{Method, Request, Response};

use closure::{
    a_panic_is_the_callers, a_stream_that_fails, bodies_arrive_whole, outages,
    the_log_keeps_no_secret,
};

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
