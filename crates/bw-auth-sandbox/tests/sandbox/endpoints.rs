use bw_auth_core::{Environment, Service};
use bw_auth_sandbox::{ApiUser, Sandbox};

use crate::client::{get, own, path, request};

const PREFIXES: [&str; 7] = ["", "/api", "/v1.0", "/api/v1", "/api/v2", "/v2", "/v1"];

#[test]
fn the_five_endpoints_are_open_to_a_user_with_no_role() {
    let sandbox = Sandbox::start().unwrap();
    let order = format!("orders/{}", sandbox.order_id());
    let peers = format!("sites/{}/sippeers", sandbox.site_id());
    let table = [
        ("orders?page=1&size=10", "orderId", sandbox.order_id()),
        (order.as_str(), "SiteId", sandbox.site_id()),
        (peers.as_str(), "PeerId", "618203"),
        ("products/edgemanagement/settings", "Enabled", "true"),
        ("subscriptions", "OrderId", sandbox.order_id()),
    ];
    for prefix in PREFIXES {
        for (rest, element, value) in table {
            let path = format!("{prefix}/accounts/{}/{rest}", sandbox.account_id());
            let reply = get(&sandbox, &path, &own(&sandbox));
            assert_eq!(reply.status, 200, "{path}");
            assert_eq!(reply.field("content-type"), Some("application/xml"));
            assert_eq!(reply.xml(element).as_deref(), Some(value), "{path}");
            assert_eq!(reply.xml("Error"), None);
            assert_eq!(reply.xml("ErrorCode"), None);
        }
    }
}

#[test]
fn the_environment_has_every_service_where_the_sandbox_is() {
    let sandbox = Sandbox::start().unwrap();
    let (production, environment) = (Environment::production(), sandbox.environment());
    for &service in Service::ALL {
        let base = environment.base(service).unwrap();
        let path = production.base(service).unwrap().path();
        assert_eq!(base.as_str(), format!("{}{path}", sandbox.url()));
    }
    assert_eq!(environment.origins().count(), 1);
}

#[test]
fn head_is_get_without_the_body() {
    let sandbox = Sandbox::start().unwrap();
    let path = path(&sandbox, "subscriptions");
    let full = get(&sandbox, &path, &own(&sandbox));
    let head = request(&sandbox, "HEAD", &path, &own(&sandbox), "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(
        head.field("content-length").unwrap(),
        full.body.len().to_string()
    );
}

#[test]
fn a_base_url_answers_an_empty_document_to_anybody() {
    let sandbox = Sandbox::start().unwrap();
    for prefix in PREFIXES {
        let path = format!("{prefix}/");
        let reply = get(&sandbox, &path, "");
        assert_eq!((reply.status, reply.body.as_str()), (200, ""), "{path}");
    }
    assert_eq!(get(&sandbox, "/api", "").status, 200);
    assert_eq!(get(&sandbox, "/nowhere", "").status, 404);
}

#[test]
fn unknown_sites_and_orders_are_not_found() {
    let sandbox = Sandbox::start().unwrap();
    for rest in ["sites/1/sippeers", "orders/none"] {
        let reply = get(&sandbox, &path(&sandbox, rest), &own(&sandbox));
        assert_eq!(reply.status, 404);
        assert!(reply.xml("Description").is_some());
    }
}

#[test]
fn a_role_opens_the_json_services() {
    let sandbox = Sandbox::start().unwrap();
    let user = ApiUser::new(sandbox.username(), sandbox.password()).account(sandbox.account_id());
    let id = sandbox.account_id();
    let table = [
        (
            "HttpVoice",
            "GET",
            format!("/api/v2/accounts/{id}/calls"),
            200,
        ),
        (
            "HttpVoice",
            "POST",
            format!("/api/v2/accounts/{id}/calls"),
            201,
        ),
        (
            "HttpVoice",
            "GET",
            format!("/api/v2/accounts/{id}/statistics"),
            200,
        ),
        (
            "HttpVoice",
            "GET",
            format!("/api/v2/accounts/{id}/conferences"),
            200,
        ),
        (
            "HttpVoice",
            "GET",
            format!("/api/v2/accounts/{id}/recordings"),
            200,
        ),
        (
            "Messaging",
            "GET",
            format!("/api/v2/users/{id}/messages"),
            200,
        ),
        (
            "Messaging",
            "POST",
            format!("/api/v2/users/{id}/messages"),
            202,
        ),
        ("Messaging", "GET", format!("/api/v2/users/{id}/media"), 200),
        (
            "brtcAccessRole",
            "GET",
            format!("/v2/accounts/{id}/endpoints"),
            200,
        ),
        (
            "Insights",
            "GET",
            format!("/api/v1/voice/calls?accountId={id}"),
            200,
        ),
        (
            "no-such-thing",
            "GET",
            format!("/api/accounts/{id}/no-such-thing"),
            404,
        ),
    ];
    for (role, method, path, status) in table {
        sandbox.add_user(user.clone());
        let refused = request(&sandbox, method, &path, &own(&sandbox), "{}");
        assert_eq!(refused.status, 403, "{path}");
        sandbox.add_user(user.clone().role(role));
        let reply = request(&sandbox, method, &path, &own(&sandbox), "{}");
        assert_eq!(reply.status, status, "{path}");
        if status < 400 {
            reply.json();
        }
    }
}

#[test]
fn the_echo_says_what_it_received() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_user(
        ApiUser::new("tester", "pass:word")
            .account("77")
            .role("sandbox-echo"),
    );
    let fields = format!(
        "{}Content-Type: text/x-test\r\n",
        crate::client::basic("tester", "pass:word")
    );
    for (method, status) in [("POST", 201), ("PUT", 200), ("DELETE", 200)] {
        let reply = request(
            &sandbox,
            method,
            "/accounts/77/sandbox-echo",
            &fields,
            "twelve bytes",
        );
        assert_eq!(reply.status, status);
        assert_eq!(reply.json()["length"], 12);
        assert_eq!(reply.json()["contentType"], "text/x-test");
        assert_eq!(reply.json()["method"], method);
    }
    assert_eq!(sandbox.requests()[0].body_length, Some(12));
}
