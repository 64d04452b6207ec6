//! From endpoints to URLs.

use bw_auth_core::{
    AccountId, Endpoint, EndpointError, Environment, OrderId, OrdersPage, Origin, PageSize,
    Service, SiteId, Target, UrlError, Withheld,
};

const ORDER: &str = "7d6b1e52-20f3-4c1d-9a41-0d5c9be0a6f3";

fn account() -> AccountId {
    "920012".parse().expect("digits")
}

#[track_caller]
fn resolve(endpoint: &Endpoint) -> Target {
    endpoint
        .resolve(&Environment::production(), Some(&account()))
        .expect("a target")
}

#[test]
fn the_five_endpoints_are_where_the_service_has_them() {
    let order: OrderId = ORDER.parse().expect("a UUID");
    let site: SiteId = "2297".parse().expect("digits");
    let size = PageSize::new(10).expect("a size");
    let cases = [
        (
            Endpoint::orders(OrdersPage::FIRST, size),
            "orders?page=1&size=10",
            "orders",
        ),
        (
            Endpoint::orders(&order, PageSize::MAX),
            "orders?page=7d6b1e52-20f3-4c1d-9a41-0d5c9be0a6f3&size=1000",
            "orders",
        ),
        (
            Endpoint::order(order),
            "orders/7d6b1e52-20f3-4c1d-9a41-0d5c9be0a6f3",
            "orders/{orderId}",
        ),
        (
            Endpoint::sip_peers(site),
            "sites/2297/sippeers",
            "sites/{siteId}/sippeers",
        ),
        (
            Endpoint::edge_management_settings(),
            "products/edgemanagement/settings",
            "products/edgemanagement/settings",
        ),
        (Endpoint::subscriptions(), "subscriptions", "subscriptions"),
    ];
    for (endpoint, url, template) in cases {
        let target = resolve(&endpoint);
        let base = "https://dashboard.bandwidth.com/api/accounts/920012/";
        assert_eq!(target.url().as_str(), format!("{base}{url}"));
        assert_eq!(
            target.template(),
            format!("/accounts/{{accountId}}/{template}")
        );
        assert_eq!(target.account(), Some(&account()));
        assert_eq!(target.service(), Some(Service::Numbers));
        let withheld = endpoint.resolve(&Environment::production(), None);
        assert_eq!(withheld.expect_err("no account"), Withheld::AccountMissing);
    }
}

#[test]
fn other_paths_put_the_account_where_their_service_wants_it() {
    let cases = [
        (
            Service::Messaging,
            "/users/{accountId}/messages?limit=1",
            "https://messaging.bandwidth.com/api/v2/users/920012/messages?limit=1",
            "/users/{accountId}/messages",
        ),
        (
            Service::Insights,
            "/records?accountId={accountId}",
            "https://insights.bandwidth.com/api/v1/records?accountId=920012",
            "/records",
        ),
        (
            Service::Identity,
            "/",
            "https://management.id.bandwidth.com/",
            "/",
        ),
        (
            Service::Voice,
            "/accounts/{accountId}/calls/",
            "https://voice.bandwidth.com/api/v2/accounts/920012/calls/",
            "/accounts/{accountId}/calls/",
        ),
    ];
    for (service, path, url, template) in cases {
        let target = resolve(&Endpoint::path(service, path).expect(path));
        assert_eq!((target.url().as_str(), target.template()), (url, template));
    }
}

#[test]
fn an_account_in_the_url_itself_is_recognised() {
    let other: AccountId = "5500001".parse().expect("digits");
    let cases = [
        (
            "https://voice.bandwidth.com/api/v2/accounts/5500001/calls",
            "/api/v2/accounts/{accountId}/calls",
        ),
        (
            "https://messaging.bandwidth.com/api/v2/users/5500001",
            "/api/v2/users/{accountId}",
        ),
        (
            "https://insights.bandwidth.com/x?a=b&accountId=5500001",
            "/x",
        ),
        ("https://insights.bandwidth.com?accountId=5500001", "/"),
        (
            "https://voice.bandwidth.com/accounts/%35500001",
            "/accounts/{accountId}",
        ),
    ];
    for (url, template) in cases {
        let target = resolve(&Endpoint::url(url).expect(url));
        assert_eq!(target.account(), Some(&other), "{url}");
        assert_eq!(target.template(), template);
        assert_eq!(target.service(), None);
    }
    let path = Endpoint::path(Service::Voice, "/accounts/5500001/calls").expect("a path");
    assert_eq!(resolve(&path).account(), Some(&other));
    assert_eq!(resolve(&path).template(), "/accounts/{accountId}/calls");

    for url in [
        "https://voice.bandwidth.com/accounts",
        "https://voice.bandwidth.com/accounts/",
        "https://voice.bandwidth.com/?accountId=a%20b",
    ] {
        assert_eq!(
            resolve(&Endpoint::url(url).expect(url)).account(),
            None,
            "{url}"
        );
    }
}

#[test]
fn whole_urls_may_have_the_placeholder() {
    let endpoint = Endpoint::url("https://voice.bandwidth.com/v9/accounts/{accountId}/x?y#/../{z}")
        .expect("a URL");
    let target = resolve(&endpoint);
    assert_eq!(
        target.url().as_str(),
        "https://voice.bandwidth.com/v9/accounts/920012/x?y"
    );
    assert_eq!(target.template(), "/v9/accounts/{accountId}/x");
    assert_eq!(target.account(), Some(&account()));
}

#[test]
fn paths_that_could_leave_the_base_are_refused() {
    let cases = [
        ("accounts", EndpointError::NotRooted),
        ("", EndpointError::NotRooted),
        ("https://evil.example/", EndpointError::NotRooted),
        ("//evil.example/", EndpointError::EmptySegment),
        ("/a//b", EndpointError::EmptySegment),
        ("/../x", EndpointError::DotSegment),
        ("/a/..", EndpointError::DotSegment),
        ("/a/./b", EndpointError::DotSegment),
        ("/%2e%2E/x", EndpointError::DotSegment),
        ("/a/..%2Fb", EndpointError::DotSegment),
        ("/a/x%5c..%5cb", EndpointError::DotSegment),
        ("/a#b", EndpointError::Fragment),
        ("/a?b#c", EndpointError::Fragment),
        ("/{account}/x", EndpointError::Placeholder),
        ("/{accountId", EndpointError::Placeholder),
        ("/x{accountId}", EndpointError::Placeholder),
        ("/%2{accountId}", EndpointError::Placeholder),
        ("/x?a=x{accountId}", EndpointError::Placeholder),
        ("/x?{accountId}", EndpointError::Placeholder),
        ("/x?{accountId}=1", EndpointError::Placeholder),
        ("/a\\b", EndpointError::Url(UrlError::Malformed)),
        ("/a b", EndpointError::Url(UrlError::Malformed)),
        ("/é", EndpointError::Url(UrlError::Malformed)),
        ("/a%", EndpointError::Url(UrlError::Malformed)),
    ];
    for (path, error) in cases {
        let refused = Endpoint::path(Service::Voice, path).expect_err(path);
        assert_eq!(refused, error, "{path}");
    }
    let media = Endpoint::path(
        Service::Messaging,
        "/users/{accountId}/media/a%2Fb..c%2F.png",
    );
    assert!(media.is_ok());
}

#[test]
fn urls_that_are_none_are_refused() {
    let cases = [
        ("https://{accountId}/x", EndpointError::Placeholder),
        ("https://{accountId}.example/x", EndpointError::Placeholder),
        (
            "https://voice.bandwidth.com/{x}",
            EndpointError::Placeholder,
        ),
        (
            "https://voice.bandwidth.com/a/../b",
            EndpointError::DotSegment,
        ),
        (
            "https://u:p@voice.bandwidth.com/",
            EndpointError::Url(UrlError::Userinfo),
        ),
        (
            "https://voice.bandwidth.com\\@evil.example/",
            EndpointError::Url(UrlError::Malformed),
        ),
        ("/accounts", EndpointError::Url(UrlError::Malformed)),
        (
            "ftp://voice.bandwidth.com/",
            EndpointError::Url(UrlError::NotHttp),
        ),
    ];
    for (url, error) in cases {
        assert_eq!(Endpoint::url(url).expect_err(url), error, "{url}");
    }
}

#[test]
fn only_listed_origins_become_targets() {
    let production = Environment::production();
    let withheld = |url: &str| {
        let endpoint = Endpoint::url(url).expect(url);
        endpoint.resolve(&production, None).expect_err(url)
    };
    for host in [
        "eng.dashboard.bandwidth.com",
        "evil.example",
        "voice.bandwidth.com:8443",
    ] {
        let origin = Origin::parse(&format!("https://{host}")).expect(host);
        assert_eq!(
            withheld(&format!("https://{host}/x")),
            Withheld::ForeignOrigin { origin }
        );
    }
    assert_eq!(withheld("http://voice.bandwidth.com/x"), Withheld::Insecure);

    let loopback = Environment::custom("mine")
        .with_loopback_http(Service::Voice, "http://127.0.0.1:8080/api/")
        .expect("a base");
    let there = Endpoint::url("http://127.0.0.1:8080/x").expect("a URL");
    assert!(there.resolve(&loopback, None).is_ok());
    let path = Endpoint::path(Service::Voice, "/x").expect("a path");
    let target = path.resolve(&loopback, None).expect("a target");
    assert_eq!(target.url().as_str(), "http://127.0.0.1:8080/api/x");
}

#[test]
fn a_service_that_the_environment_lacks_is_named() {
    let endpoint =
        Endpoint::path(Service::Messaging, "/users/{accountId}/messages").expect("a path");
    let withheld = endpoint
        .resolve(&Environment::test(), Some(&account()))
        .expect_err("production only");
    assert_eq!(withheld.code(), "withheld.service_missing");
    assert!(
        withheld
            .to_string()
            .starts_with("the test environment has no messaging service")
    );
}

#[test]
fn a_url_that_grows_too_long_is_withheld() {
    let long = "x".repeat(65_500);
    let endpoint = Endpoint::path(Service::Voice, &format!("/{long}")).expect("a path");
    let withheld = endpoint.resolve(&Environment::production(), None);
    assert_eq!(
        withheld.expect_err("too long").code(),
        "withheld.malformed_url"
    );
}

#[test]
fn queries_can_be_added() {
    let target = resolve(&Endpoint::path(Service::Insights, "/records").expect("a path"));
    assert_eq!(target.account(), None);
    let target = target
        .with_query_pair("accountId", "5500001")
        .with_raw_query("a=%20")
        .expect("a query");
    assert_eq!(
        target.url().as_str(),
        "https://insights.bandwidth.com/api/v1/records?accountId=5500001&a=%20"
    );
    assert_eq!(target.account().map(AccountId::as_str), Some("5500001"));
    assert_eq!(target.template(), "/records");
    assert!(target.with_raw_query("#").is_err());
}

#[test]
fn debug_keeps_queries_to_itself() {
    let endpoint =
        Endpoint::url("https://voice.bandwidth.com/media?signature=abcdef").expect("a URL");
    let text = format!("{endpoint:?} {:?}", resolve(&endpoint));
    assert!(
        text.contains("/media") && !text.contains("abcdef"),
        "{text}"
    );
    let endpoint = Endpoint::orders(OrdersPage::FIRST, PageSize::MAX);
    assert_eq!(
        format!("{endpoint:?}"),
        "Endpoint(numbers /accounts/{accountId}/orders)"
    );
}
