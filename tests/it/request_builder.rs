//! What request builders put on the wire: query, JSON, form and multipart, alike over both transports.

use std::collections::BTreeMap;

use bw_auth_async::reqwest;
use bw_auth_blocking::ureq;
use bw_auth_core::{BasicCredentials, Endpoint, OrdersPage, Origin, PageSize};
use bw_auth_sandbox::{ApiUser, Fault, LoggedRequest, Sandbox};
use bw_auth_tests::{Driver, OverAsync, OverBlocking, Setup};
use http::Method;

use crate::conformance::accepted::{assert_one_header, echo};

/// The two clients, and one sandbox that both talk to.
struct Both {
    sandbox: Sandbox,
    runtime: tokio::runtime::Runtime,
    over_async: bw_auth_async::Client,
    over_blocking: bw_auth_blocking::Client,
}

impl Both {
    fn new() -> Self {
        let sandbox = Sandbox::start().unwrap();
        sandbox.add_user(
            ApiUser::new("jdoe", "Secret")
                .account(sandbox.account_id())
                .role("sandbox-echo"),
        );
        let pair = BasicCredentials::new("jdoe", "Secret").unwrap();
        let account: bw_auth_core::AccountId = sandbox.account_id().parse().unwrap();
        Self {
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .unwrap(),
            over_async: bw_auth_async::Client::builder(pair.clone())
                .environment(sandbox.environment())
                .account(account.clone())
                .add_root_pem(sandbox.ca_pem())
                .configure_http(|http| http.no_proxy())
                .build()
                .unwrap(),
            over_blocking: bw_auth_blocking::Client::builder(pair)
                .environment(sandbox.environment())
                .account(account)
                .add_root_pem(sandbox.ca_pem())
                .configure_http(|settings| settings.proxy(None))
                .build()
                .unwrap(),
            sandbox,
        }
    }

    /// Sends a request over each, and returns what the sandbox saw: async first.
    fn send(
        &self,
        method: &Method,
        endpoint: &Endpoint,
        over_async: impl FnOnce(bw_auth_async::RequestBuilder) -> bw_auth_async::RequestBuilder,
        over_blocking: impl FnOnce(bw_auth_blocking::RequestBuilder) -> bw_auth_blocking::RequestBuilder,
    ) -> [LoggedRequest; 2] {
        self.sandbox.clear_log();
        let request = over_async(self.over_async.request(method.clone(), endpoint.clone()));
        assert!(
            self.runtime
                .block_on(request.send())
                .unwrap()
                .status()
                .is_success()
        );
        let request = over_blocking(self.over_blocking.request(method.clone(), endpoint.clone()));
        assert!(request.send().unwrap().status().is_success());
        let requests: [LoggedRequest; 2] = self.sandbox.requests().try_into().unwrap();
        requests.iter().for_each(assert_one_header);
        requests
    }
}

#[test]
fn query_pairs_are_encoded_and_appended() {
    let both = Both::new();
    let pairs = [("status", "COMPLETE"), ("name", "a b&c=d/é'")];
    let orders = Endpoint::orders(OrdersPage::FIRST, PageSize::new(5).unwrap());
    let requests = both.send(
        &Method::GET,
        &orders,
        |r| r.query(&pairs),
        |r| r.query(&pairs),
    );
    let expected = "orders?page=1&size=5&status=COMPLETE&name=a+b%26c%3Dd%2F%C3%A9%27";
    for request in requests {
        assert!(request.path.ends_with(expected), "{}", request.path);
    }
}

#[test]
fn json_and_form_name_their_content_type() {
    let both = Both::new();
    let body = BTreeMap::from([("from", "+19195550100"), ("text", "a & b")]);
    for request in both.send(&Method::POST, &echo(), |r| r.json(&body), |r| r.json(&body)) {
        assert_eq!(request.content_type.as_deref(), Some("application/json"));
        assert_eq!(
            request.body_length,
            Some(br#"{"from":"+19195550100","text":"a & b"}"#.len() as u64)
        );
    }
    for request in both.send(&Method::POST, &echo(), |r| r.form(&body), |r| r.form(&body)) {
        assert_eq!(
            request.content_type.as_deref(),
            Some("application/x-www-form-urlencoded")
        );
        assert_eq!(
            request.body_length,
            Some("from=%2B19195550100&text=a+%26+b".len() as u64)
        );
    }
    let own = "application/vnd.bandwidth+json";
    let requests = both.send(
        &Method::POST,
        &echo(),
        |r| r.header("content-type", own).json(&body),
        |r| r.header("content-type", own).json(&body),
    );
    for request in requests {
        assert_eq!(request.content_type.as_deref(), Some(own));
    }
}

#[test]
fn multipart_names_its_boundary() {
    let both = Both::new();
    let over_async = reqwest::multipart::Form::new().text("kind", "LOA").part(
        "file",
        reqwest::multipart::Part::bytes(b"%PDF-1.7".as_slice()).file_name("loa.pdf"),
    );
    let over_blocking = ureq::unversioned::multipart::Form::new()
        .text("kind", "LOA")
        .part(
            "file",
            ureq::unversioned::multipart::Part::bytes(b"%PDF-1.7").file_name("loa.pdf"),
        );
    let requests = both.send(
        &Method::POST,
        &echo(),
        |r| r.multipart(over_async),
        |r| r.multipart(over_blocking),
    );
    for request in requests {
        assert!(
            request
                .content_type
                .unwrap()
                .starts_with("multipart/form-data; boundary=")
        );
        assert!(request.body_length.unwrap() > 100);
    }
}

#[test]
fn a_request_from_elsewhere_can_have_more_set_on_it() {
    let both = Both::new();
    let subscriptions = || {
        let account = both.sandbox.account_id();
        let url = format!(
            "{}/api/accounts/{account}/subscriptions",
            both.sandbox.url()
        );
        let request = http::Request::get(url).header("x-caller", "kept");
        request.body(bytes::Bytes::new()).unwrap()
    };
    for _ in 0..2 {
        both.sandbox.script(Fault::status(403));
    }
    let limit = std::time::Duration::from_secs(600);
    let request = both.over_async.request_from(subscriptions());
    let request = request.raw_status().timeout(limit).header("x-more", "1");
    let response = both.runtime.block_on(request.send()).unwrap();
    assert_eq!(response.status(), 403);
    let request = both.over_blocking.request_from(subscriptions());
    let request = request.raw_status().timeout(limit).header("x-more", "1");
    assert_eq!(request.send().unwrap().status(), 403);
    let requests = both.sandbox.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert_one_header(&request);
        for name in ["x-caller", "x-more"] {
            assert!(request.header_names.contains(&name.into()));
        }
    }
}

#[test]
fn what_cannot_be_written_is_an_error_and_is_not_sent() {
    let both = Both::new();
    let nested = BTreeMap::from([("a", BTreeMap::from([("b", 1)]))]);
    let keyed = BTreeMap::from([((1, 2), "a key that JSON does not have")]);
    let code = |error: bw_auth_core::Error| error.code();
    let post = || both.over_blocking.request(Method::POST, echo());
    assert_eq!(
        post().query(&nested).send().map(drop).map_err(code),
        Err("request.query")
    );
    assert_eq!(
        post().form(&nested).send().map(drop).map_err(code),
        Err("request.body")
    );
    assert_eq!(
        post().json(&keyed).send().map(drop).map_err(code),
        Err("request.body")
    );
    let post = || both.over_async.request(Method::POST, echo());
    let run = |request: bw_auth_async::RequestBuilder| {
        both.runtime
            .block_on(request.send())
            .map(drop)
            .map_err(code)
    };
    assert_eq!(run(post().query(&nested)), Err("request.query"));
    assert_eq!(run(post().form(&nested)), Err("request.body"));
    assert_eq!(run(post().json(&keyed)), Err("request.body"));
    assert!(both.sandbox.requests().is_empty());
}

#[test]
fn a_form_of_nothing_is_no_body() {
    let (both, other) = (Both::new(), Sandbox::start().unwrap());
    let nothing: [(&str, &str); 0] = [];
    let setup = || {
        let mut setup = Setup::of(&both.sandbox);
        setup.root_pem.push(other.ca_pem().to_owned());
        setup.foreign_host = Origin::parse(&other.url()).ok();
        setup
    };
    for _ in 0..2 {
        both.sandbox
            .script(Fault::redirect(302, format!("{}/report", other.url())));
        other.script(Fault::status(200));
    }
    // A request with a body would not be repeated to a foreign host.
    let over_async = OverAsync::start(setup());
    let request = over_async.client().get(Endpoint::subscriptions());
    let sent = request.form(&nothing).send();
    assert_eq!(over_async.runtime().block_on(sent).unwrap().status(), 200);
    let over_blocking = OverBlocking::start(setup());
    let request = over_blocking.client().get(Endpoint::subscriptions());
    assert_eq!(request.form(&nothing).send().unwrap().status(), 200);
    assert_eq!(other.requests().len(), 2);
}

#[test]
fn more_header_fields_than_any_server_takes_are_an_error() {
    let both = Both::new();
    let names = || (0..40_000).map(|n| (format!("x-{n}"), "y"));
    let code = |error: bw_auth_core::Error| error.code();
    let request = names().fold(both.over_async.get(echo()), |request, (name, value)| {
        request.header(name, value)
    });
    let sent = both
        .runtime
        .block_on(request.json("and a field more").send());
    assert_eq!(sent.map(drop).map_err(code), Err("request.header"));
    let request = names().fold(both.over_blocking.get(echo()), |request, (name, value)| {
        request.header(name, value)
    });
    let sent = request.json("and a field more").send();
    assert_eq!(sent.map(drop).map_err(code), Err("request.header"));

    // As many as a map holds, so that there is no room for another.
    let full = || {
        let url = format!("{}/api/accounts/1/orders", both.sandbox.url());
        let request = names()
            .take(24_576)
            .fold(http::Request::get(url), |request, (name, value)| {
                request.header(name, value)
            });
        request.body(bytes::Bytes::new()).unwrap()
    };
    let request = both.over_async.request_from(full()).json("x");
    let sent = both.runtime.block_on(request.send());
    assert_eq!(sent.map(drop).map_err(code), Err("request.header"));
    let request = both.over_blocking.request_from(full()).json("x");
    let sent = request.send();
    assert_eq!(sent.map(drop).map_err(code), Err("request.header"));
    assert!(both.sandbox.requests().is_empty());
}
