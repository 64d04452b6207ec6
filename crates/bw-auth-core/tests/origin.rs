//! Origins, and the hosts that URL parsers disagree about.

use bw_auth_core::{Origin, UrlError};

#[track_caller]
fn origin(text: &str) -> Origin {
    Origin::parse(text).expect(text)
}

#[test]
fn spellings_of_one_origin_are_equal() {
    let expected = origin("https://dashboard.bandwidth.com");
    for text in [
        "https://dashboard.bandwidth.com/",
        "https://dashboard.bandwidth.com:443",
        "https://dashboard.bandwidth.com:",
        "https://dashboard.bandwidth.com:00443/",
        "HTTPS://DASHBOARD.Bandwidth.COM",
    ] {
        assert_eq!(origin(text), expected, "{text}");
    }
    assert_eq!(expected.to_string(), "https://dashboard.bandwidth.com");
    assert!(expected.is_https() && !expected.is_loopback());
}

#[test]
fn scheme_host_and_port_each_make_another_origin() {
    let expected = origin("https://api.bandwidth.com");
    for text in [
        "http://api.bandwidth.com",
        "http://api.bandwidth.com:443",
        "https://api.bandwidth.com:8443",
        "https://api.bandwidth.com.example",
        "https://bandwidth.com",
        "https://xapi.bandwidth.com",
    ] {
        assert_ne!(origin(text), expected, "{text}");
    }
    let odd = origin("http://api.bandwidth.com:443");
    assert_eq!(odd.to_string(), "http://api.bandwidth.com:443");
    assert_eq!((odd.host(), odd.port()), ("api.bandwidth.com", 443));
}

#[test]
fn addresses_have_one_spelling() {
    let cases = [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://[::1]", "https://[::1]"),
        ("https://[0:0:0:0:0:0:0:1]:443", "https://[::1]"),
        ("https://[2001:DB8::0:1]", "https://[2001:db8::1]"),
        ("https://[::ffff:127.0.0.1]", "https://[::ffff:7f00:1]"),
        ("https://[::127.0.0.1]", "https://[::7f00:1]"),
    ];
    for (text, expected) in cases {
        assert_eq!(origin(text).to_string(), expected, "{text}");
    }
}

#[test]
fn this_machine_is_known_by_three_names() {
    for text in [
        "http://localhost:1",
        "http://LocalHost",
        "http://127.0.0.1",
        "http://127.255.0.9",
        "http://[::1]:1",
    ] {
        assert!(origin(text).is_loopback(), "{text}");
    }
    for text in [
        "http://128.0.0.1",
        "http://0.0.0.0",
        "http://localhost.example",
        "http://[::2]",
        "http://[::ffff:127.0.0.1]",
    ] {
        assert!(!origin(text).is_loopback(), "{text}");
    }
}

#[test]
fn hosts_that_parsers_read_differently_are_refused() {
    for host in [
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0X7F.1",
        "0x",
        "a.0x",
        "127.0.0.01",
        "127.0.0.1.",
        "127.0.0.256",
        "1.2.3.4.5",
        "a.1",
        "a.09",
        "bandwidth.com.",
        "a..b",
        ".a",
        "",
        "ex%61mple.com",
        "exa%20mple",
        "xn--bcher-kva.example",
        "www.XN--a",
        "a!b",
        "a$b",
        "a'b",
        "[v1.x]",
    ] {
        let refused = Origin::parse(&format!("https://{host}"));
        assert_eq!(refused, Err(UrlError::Host), "{host}");
    }
    for host in ["[fe80::1%25eth0]", "[::g]", "[::1", "a b", "a%"] {
        let refused = Origin::parse(&format!("https://{host}"));
        assert_eq!(refused, Err(UrlError::Malformed), "{host}");
    }
    let label = "a".repeat(64);
    assert_eq!(
        Origin::parse(&format!("https://{label}.com")),
        Err(UrlError::Host)
    );
    let name = "a.".repeat(127) + "a";
    assert_eq!(
        Origin::parse(&format!("https://{name}")),
        Err(UrlError::Host)
    );
    origin("https://under_score.a-b.0x7g.c1");
}

#[test]
fn what_is_more_or_less_than_an_origin_is_refused() {
    let cases = [
        ("https://a.com/x", UrlError::NotOrigin),
        ("https://a.com//", UrlError::NotOrigin),
        ("https://a.com/.", UrlError::NotOrigin),
        ("https://a.com?", UrlError::NotOrigin),
        ("https://a.com/#", UrlError::NotOrigin),
        ("https://user@a.com", UrlError::Userinfo),
        ("https://@a.com", UrlError::Userinfo),
        ("https://:@a.com", UrlError::Userinfo),
        ("https://a.com:0", UrlError::Port),
        ("https://a.com:65536", UrlError::Port),
        ("https://a.com:x", UrlError::Malformed),
        ("https://a.com\\@b.com", UrlError::Malformed),
        ("https://a.com\t", UrlError::Malformed),
        (" https://a.com", UrlError::Malformed),
        ("https://bücher.example", UrlError::Malformed),
        ("a.com", UrlError::Malformed),
        ("//a.com", UrlError::Malformed),
        ("https:a.com", UrlError::Host),
        ("https:///a.com", UrlError::Host),
        ("ftp://a.com", UrlError::NotHttp),
        ("httpss://a.com", UrlError::NotHttp),
    ];
    for (text, error) in cases {
        assert_eq!(Origin::parse(text), Err(error), "{text:?}");
    }
}
