//! Where services are, and which origins that makes trusted.

use bw_auth_core::{Environment, EnvironmentError, Origin, Service, UrlError};

fn origin(text: &str) -> Origin {
    Origin::parse(text).expect(text)
}

#[test]
fn production_has_every_service() {
    let production = Environment::production();
    assert_eq!(production.name(), "production");
    for service in Service::ALL {
        let base = production.base(*service).expect("every service");
        assert!(base.origin().is_https() && production.lists(base.origin()));
        assert!(base.origin().host().ends_with(".bandwidth.com"));
    }
    let numbers = production.base(Service::Numbers).map(|url| url.as_str());
    assert_eq!(numbers, Some("https://dashboard.bandwidth.com/api"));
    assert_eq!(production.origins().count(), 10);
}

#[test]
fn test_lacks_what_only_production_has() {
    let test = Environment::test();
    let has: Vec<_> = Service::ALL
        .iter()
        .filter(|service| test.base(**service).is_some())
        .map(|service| service.name())
        .collect();
    assert_eq!(
        has,
        [
            "brtc_endpoints",
            "emergency",
            "lookup",
            "numbers",
            "sign_up",
            "toll_free_verification",
            "unified",
            "voice",
        ]
    );
    let origins: Vec<_> = test.origins().map(ToString::to_string).collect();
    assert_eq!(
        origins,
        [
            "https://test.api.bandwidth.com",
            "https://test.dashboard.bandwidth.com",
            "https://test.voice.bandwidth.com",
        ]
    );
    let production = Environment::production();
    assert!(!test.origins().any(|origin| production.lists(origin)));
}

#[test]
fn an_origin_is_listed_exactly() {
    let production = Environment::production();
    assert!(production.lists(&origin("https://voice.bandwidth.com:443")));
    for text in [
        "http://voice.bandwidth.com",
        "https://voice.bandwidth.com:8443",
        "https://x.voice.bandwidth.com",
        "https://bandwidth.com",
        "https://eng.dashboard.bandwidth.com",
        "https://voice.bandwidth.com.example",
    ] {
        assert!(!production.lists(&origin(text)), "{text}");
    }
}

#[test]
fn a_service_that_moves_takes_its_origin_along() {
    let before = Environment::production();
    let after = before
        .clone()
        .with_origin(Service::Voice, "https://proxy.example:8443/voice")
        .expect("a base");
    assert!(after.lists(&origin("https://proxy.example:8443")));
    assert!(!after.lists(&origin("https://voice.bandwidth.com")));
    assert!(before.lists(&origin("https://voice.bandwidth.com")));
    assert!(!before.lists(&origin("https://proxy.example:8443")));

    // Emergency stays where Numbers was, so that origin stays too.
    let after = before
        .with_origin(Service::Numbers, "https://proxy.example")
        .expect("a base");
    assert!(after.lists(&origin("https://dashboard.bandwidth.com")));
}

#[test]
fn bases_are_https_without_query() {
    let empty = || Environment::custom("mine");
    assert_eq!((empty().name(), empty().origins().count()), ("mine", 0));
    assert!(empty().base(Service::Numbers).is_none());
    let cases = [
        ("http://proxy.example", EnvironmentError::Insecure),
        ("http://127.0.0.1:1", EnvironmentError::Insecure),
        ("https://proxy.example/?x", EnvironmentError::Query),
        (
            "https://u@proxy.example",
            EnvironmentError::Url(UrlError::Userinfo),
        ),
        ("proxy.example", EnvironmentError::Url(UrlError::Malformed)),
    ];
    for (base, error) in cases {
        let refused = empty().with_origin(Service::Numbers, base).expect_err(base);
        assert_eq!(refused, error, "{base}");
    }
}

#[test]
fn the_escape_is_for_plain_http_on_this_machine_alone() {
    for base in [
        "http://127.0.0.1:8080/api",
        "http://[::1]:1",
        "http://localhost",
    ] {
        let environment = Environment::custom("mine").with_loopback_http(Service::Numbers, base);
        assert!(
            environment
                .expect(base)
                .lists(&origin(&base.replace("/api", "")))
        );
    }
    for base in [
        "http://proxy.example",
        "https://127.0.0.1",
        "http://192.168.0.1",
        "http://0.0.0.0",
    ] {
        let refused = Environment::custom("mine").with_loopback_http(Service::Numbers, base);
        assert_eq!(
            refused.expect_err(base),
            EnvironmentError::NotLoopbackHttp,
            "{base}"
        );
    }
}

#[test]
fn services_have_names_that_can_be_read_back() {
    for service in Service::ALL {
        assert_eq!(service.name().parse(), Ok(*service));
        assert_eq!(service.to_string(), service.name());
    }
    let unknown = "Voice".parse::<Service>().expect_err("case counts");
    assert_eq!(unknown.code(), "service.unknown");
}

#[test]
fn tokens_come_from_the_environments_own_url() {
    let url =
        |environment: &Environment| environment.token_url().map(|url| url.as_str().to_owned());
    let production = url(&Environment::production());
    assert_eq!(
        production.as_deref(),
        Some("https://api.bandwidth.com/api/v1/oauth2/token")
    );
    assert_eq!(
        url(&Environment::test()).as_deref(),
        Some("https://test.api.bandwidth.com/api/v1/oauth2/token")
    );
    assert_eq!(url(&Environment::custom("mine")), None);

    let moved = Environment::production()
        .with_token_url("https://tokens.example:8443/token")
        .expect("an https URL");
    assert_eq!(
        url(&moved).as_deref(),
        Some("https://tokens.example:8443/token")
    );
    assert_eq!(url(&Environment::production()), production);
    assert!(
        !moved.lists(&origin("https://tokens.example:8443")),
        "tokens are not sent where they come from"
    );
    let elsewhere = Environment::production()
        .with_origin(Service::Unified, "https://proxy.example")
        .expect("a base");
    assert_eq!(url(&elsewhere), production, "no service takes it along");
}

#[test]
fn a_token_url_is_https_without_query() {
    for (text, error) in [
        ("http://tokens.example/token", EnvironmentError::Insecure),
        ("http://127.0.0.1/token", EnvironmentError::Insecure),
        ("https://tokens.example/token?a=b", EnvironmentError::Query),
        ("https://tokens.example/token?", EnvironmentError::Query),
        (
            "https://u:p@tokens.example/",
            EnvironmentError::Url(UrlError::Userinfo),
        ),
        (
            "tokens.example/token",
            EnvironmentError::Url(UrlError::Malformed),
        ),
    ] {
        let refused = Environment::custom("mine").with_token_url(text);
        assert_eq!(refused.expect_err(text), error, "{text}");
    }
}
