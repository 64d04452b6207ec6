//! What is accepted, and what leaves on the wire for it.

use bw_auth_core::{Endpoint, Environment, OrderId, OrdersPage, PageSize, Service, SiteId};
use bw_auth_sandbox::{ApiUser, Credential, Fault, LoggedRequest, Peer, Sandbox};
use bw_auth_tests::{Call, Driver, Payload, Setup};
use bytes::Bytes;
use http::Method;

pub(super) fn five_endpoints<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    for (endpoint, root) in the_five(&sandbox) {
        let reply = client.get(endpoint).unwrap();
        assert_eq!(reply.status, 200);
        let body = String::from_utf8(reply.body.unwrap()).unwrap();
        assert!(body.contains(root), "{root} in {body}");
        assert_eq!(reply.outcome.attempts(), 1);
    }
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 5);
    requests.iter().for_each(assert_one_header);
    let account = sandbox.account_id();
    let paths: Vec<_> = requests
        .iter()
        .map(|request| request.path.as_str())
        .collect();
    assert_eq!(
        paths[0],
        format!("/api/accounts/{account}/orders?page=1&size=25")
    );
    assert_eq!(
        paths[1],
        format!("/api/accounts/{account}/orders/{}", sandbox.order_id())
    );
    assert_eq!(
        paths[2],
        format!(
            "/api/accounts/{account}/sites/{}/sippeers",
            sandbox.site_id()
        )
    );
    assert_eq!(
        paths[3],
        format!("/api/accounts/{account}/products/edgemanagement/settings")
    );
    assert_eq!(paths[4], format!("/api/accounts/{account}/subscriptions"));
}

pub(super) fn five_endpoints_under_the_real_host_names<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let mut setup = Setup::of(&sandbox);
    setup.environment = Environment::production();
    setup.proxy = Some(sandbox.proxy_url());
    let client = D::start(setup);
    for (endpoint, _) in the_five(&sandbox) {
        assert_eq!(client.get(endpoint).unwrap().status, 200);
    }
    for request in sandbox.requests() {
        assert_eq!(request.host, "dashboard.bandwidth.com");
        assert_eq!(request.peer, Peer::Proxy);
        assert_one_header(&request);
    }
}

pub(super) fn every_method_and_body<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_user(
        ApiUser::new("roles", "Secret123")
            .account(sandbox.account_id())
            .role("sandbox-echo"),
    );
    let client = D::start(Setup::with_pair(&sandbox, "roles", "Secret123"));
    let bytes = Bytes::from_static(b"<Order/>");
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        for payload in [
            Payload::None,
            Payload::Bytes(bytes.clone()),
            Payload::Stream(bytes.clone()),
        ] {
            let expected = if matches!(payload, Payload::None) {
                0
            } else {
                8
            };
            let call = Call::new(method.clone(), echo())
                .payload(payload)
                .field("content-type", "application/xml");
            let reply = client.run(call).unwrap();
            assert!(
                matches!(reply.status, 200 | 201),
                "{method}: {}",
                reply.status
            );
            let requests = sandbox.requests();
            let last = requests.last().unwrap();
            assert_eq!(last.body_length, Some(expected), "{method}");
            assert_eq!(last.content_type.as_deref(), Some("application/xml"));
            assert_one_header(last);
        }
    }
}

pub(super) fn requests_put_together_elsewhere<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    let url = format!(
        "{}/api/accounts/{}/subscriptions?expand=true",
        sandbox.url(),
        sandbox.account_id()
    );
    let request = http::Request::get(&url)
        .header("accept", "application/xml")
        .body(Bytes::new())
        .unwrap();
    assert_eq!(client.send(request).unwrap().status, 200);
    let requests = sandbox.requests();
    assert!(url.ends_with(&requests[0].path));
    assert_eq!(requests[0].accept.as_deref(), Some("application/xml"));
    assert_one_header(&requests[0]);
}

pub(super) fn head_has_no_body<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    let reply = client
        .run(Call::new(Method::HEAD, Endpoint::subscriptions()))
        .unwrap();
    assert_eq!((reply.status, reply.body), (200, Some(Vec::new())));
    assert_one_header(&sandbox.requests()[0]);
}

pub(super) fn passwords_of_every_kind<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let long = "x".repeat(4096);
    let pairs = [
        ("Aladdin", "open sesame"),
        ("test", "123£"),
        ("colons", "a:b::c:"),
        ("spaces", "  both ends  "),
        ("emoji", "🔑key🗝"),
        ("long", long.as_str()),
        ("ünï cödé", "pässwörd"),
    ];
    for (username, password) in pairs {
        sandbox.add_user(ApiUser::new(username, password).account(sandbox.account_id()));
        let client = D::start(Setup::with_pair(&sandbox, username, password));
        assert_eq!(
            client.get(Endpoint::subscriptions()).unwrap().status,
            200,
            "{username}"
        );
        let requests = sandbox.requests();
        assert_eq!(
            requests.last().unwrap().credential,
            Credential::Accepted(username.into())
        );
    }
}

pub(super) fn statuses_that_are_the_callers<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    for status in [
        200, 201, 204, 304, 400, 402, 404, 409, 410, 418, 500, 502, 504,
    ] {
        sandbox.script(Fault::status(status));
        let reply = client.get(Endpoint::subscriptions()).unwrap();
        assert_eq!(reply.status, status);
        assert_eq!(reply.outcome.attempts(), 1);
    }
    assert_eq!(sandbox.requests().len(), 13, "each was asked for once");
}

pub(super) fn header_for_another_stack<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_user(ApiUser::new("Aladdin", "open sesame").account(sandbox.account_id()));
    let client = D::start(Setup::with_pair(&sandbox, "Aladdin", "open sesame"));
    let listed = format!("{}/api/accounts/1/orders", sandbox.url())
        .parse()
        .unwrap();
    let value = client.authorize(&listed).unwrap();
    assert_eq!(value, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    assert!(value.is_sensitive());
    for foreign in [
        "https://example.com/",
        "https://127.0.0.1:1/",
        "http://dashboard.bandwidth.com/",
    ] {
        let error = client.authorize(&foreign.parse().unwrap()).unwrap_err();
        assert!(error.code().starts_with("withheld."), "{error}");
    }
    assert!(sandbox.requests().is_empty());
}

pub(super) fn user_agent_and_no_cookie_or_referer<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    sandbox.script(
        Fault::redirect(302, "/api/v2/accounts/1/x").header("set-cookie", "session=1; Path=/"),
    );
    sandbox.script(Fault::status(200).header("set-cookie", "session=2; Path=/"));
    client.get(Endpoint::subscriptions()).unwrap();
    client.get(Endpoint::subscriptions()).unwrap();
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 3);
    for request in requests {
        assert!(request.user_agent.unwrap().starts_with("bw-auth/"));
        assert_eq!((request.cookie, request.referer), (None, None));
    }
}

/// The endpoints that the *Credentials* page opens to every API user, with what their answers contain.
pub(super) fn the_five(sandbox: &Sandbox) -> [(Endpoint, &'static str); 5] {
    let order: OrderId = sandbox.order_id().parse().unwrap();
    let site: SiteId = sandbox.site_id().parse().unwrap();
    [
        (
            Endpoint::orders(OrdersPage::FIRST, PageSize::new(25).unwrap()),
            "<OrderIdUserIdDate>",
        ),
        (Endpoint::order(order), "<OrderResponse>"),
        (Endpoint::sip_peers(site), "<TNSipPeersResponse>"),
        (
            Endpoint::edge_management_settings(),
            "<EdgeManagementSettings>",
        ),
        (Endpoint::subscriptions(), "<SubscriptionsResponse>"),
    ]
}

pub(crate) fn echo() -> Endpoint {
    Endpoint::path(Service::Numbers, "/accounts/{accountId}/sandbox-echo").unwrap()
}

pub(crate) fn assert_one_header(request: &LoggedRequest) {
    assert_eq!(request.authorization_fields, 1);
    assert!(
        matches!(request.credential, Credential::Accepted(_)),
        "{:?}",
        request.credential
    );
}
