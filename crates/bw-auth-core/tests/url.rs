//! URLs in the one spelling that clients agree on.

use bw_auth_core::{Url, UrlError};

#[track_caller]
fn url(text: &str) -> Url {
    Url::parse(text).expect(text)
}

#[test]
fn urls_are_normalised() {
    let cases = [
        ("https://a.com", "https://a.com/"),
        ("HTTPS://A.com:443/B", "https://a.com/B"),
        ("http://a.com:80?", "http://a.com/?"),
        ("https://a.com:80/", "https://a.com:80/"),
        ("https://a.com/a/./b/../c", "https://a.com/a/c"),
        ("https://a.com/a/%2e%2E/b", "https://a.com/b"),
        ("https://a.com/../../x", "https://a.com/x"),
        ("https://a.com/x/..", "https://a.com/"),
        ("https://a.com//x//y/../", "https://a.com//x//"),
        ("https://a.com/%7Euser/%41", "https://a.com/~user/A"),
        ("https://a.com/a%2fb%20c", "https://a.com/a%2Fb%20c"),
        ("https://a.com/%252e%252e/x", "https://a.com/%252e%252e/x"),
        ("https://a.com/it's?it's#it's", "https://a.com/it's?it%27s"),
        (
            "https://a.com/?sig=a%2fb%7e&b",
            "https://a.com/?sig=a%2fb%7e&b",
        ),
        (
            "https://a.com/x;a=b,c:@!$&()*+",
            "https://a.com/x;a=b,c:@!$&()*+",
        ),
    ];
    for (text, expected) in cases {
        let parsed = url(text);
        assert_eq!(parsed.as_str(), expected, "{text}");
        assert_eq!(url(expected), parsed);
    }
}

#[test]
fn the_parts_are_those_of_the_whole() {
    let parsed = url("https://a.com:8443/x/y?p=1?&q=/");
    assert_eq!(parsed.origin().to_string(), "https://a.com:8443");
    assert_eq!(parsed.path(), "/x/y");
    assert_eq!(parsed.query(), Some("p=1?&q=/"));
    assert_eq!(url("https://a.com").query(), None);
    assert_eq!(url("https://a.com?").query(), Some(""));
    assert_eq!(url("https://a.com?").path(), "/");
}

#[test]
fn what_parsers_would_repair_is_refused() {
    let cases = [
        ("https://a.com\\x", UrlError::Malformed),
        ("https://a.com/a b", UrlError::Malformed),
        ("https://a.com/a\tb", UrlError::Malformed),
        ("https://a.com/\n", UrlError::Malformed),
        ("https://a.com/é", UrlError::Malformed),
        ("https://a.com/{x}", UrlError::Malformed),
        ("https://a.com/%", UrlError::Malformed),
        ("https://a.com/%zz", UrlError::Malformed),
        ("https://a.com/a|b", UrlError::Malformed),
        ("https://a.com?[]", UrlError::Malformed),
        ("/relative", UrlError::Malformed),
        ("https:/a.com", UrlError::Host),
        ("https:///a.com", UrlError::Host),
        ("https://user:secret@a.com/", UrlError::Userinfo),
        ("https://@a.com/", UrlError::Userinfo),
        ("mailto:a@a.com", UrlError::NotHttp),
        ("file:///etc/passwd", UrlError::NotHttp),
    ];
    for (text, error) in cases {
        assert_eq!(Url::parse(text), Err(error), "{text:?}");
    }
}

#[test]
fn length_is_limited_after_normalisation_too() {
    let room = 65_534 - "https://a.com/?".len();
    assert!(Url::parse(&format!("https://a.com/?{}", "x".repeat(room))).is_ok());
    let too_long = Err(UrlError::TooLong { limit: 65_534 });
    assert_eq!(
        Url::parse(&format!("https://a.com/?{}", "x".repeat(room + 1))),
        too_long
    );
    assert_eq!(
        Url::parse(&format!("https://a.com/?{}", "'".repeat(room))),
        too_long
    );
    assert_eq!(
        url("https://a.com").join("x".repeat(65_535).as_bytes()),
        too_long
    );
}

#[test]
fn a_location_is_resolved_by_rfc_3986() {
    let base = url("https://a.com:8443/api/v2/calls?page=1");
    let cases = [
        ("https://b.com/x", "https://b.com/x"),
        ("http://a.com/", "http://a.com/"),
        ("//b.com/x", "https://b.com/x"),
        ("/x?y", "https://a.com:8443/x?y"),
        ("x", "https://a.com:8443/api/v2/x"),
        ("../x", "https://a.com:8443/api/x"),
        ("%2e%2e/x", "https://a.com:8443/api/x"),
        ("../../../../x", "https://a.com:8443/x"),
        ("?page=2", "https://a.com:8443/api/v2/calls?page=2"),
        ("", "https://a.com:8443/api/v2/calls?page=1"),
        ("#top", "https://a.com:8443/api/v2/calls?page=1"),
        ("/it?'", "https://a.com:8443/it?%27"),
    ];
    for (location, expected) in cases {
        assert_eq!(
            base.join(location.as_bytes()).expect(location).as_str(),
            expected
        );
    }
    let faults: [(&[u8], UrlError); 8] = [
        (b"https://user@b.com/", UrlError::Userinfo),
        (b"//@b.com/", UrlError::Userinfo),
        (b"/\\b.com", UrlError::Malformed),
        (b"/a b", UrlError::Malformed),
        (b"/\xff", UrlError::Malformed),
        (b"///b.com", UrlError::Host),
        (b"javascript:alert(1)", UrlError::NotHttp),
        (b"https://b.com:99999/", UrlError::Port),
    ];
    for (location, error) in faults {
        assert_eq!(base.join(location), Err(error), "{location:?}");
    }
}

#[test]
fn queries_grow_by_encoded_pairs_and_by_raw_text() {
    let grown = url("https://a.com/x")
        .with_query_pair("na me", "a&b=c/ü'~*")
        .with_query_pair("b", "");
    assert_eq!(
        grown.as_str(),
        "https://a.com/x?na+me=a%26b%3Dc%2F%C3%BC%27%7E*&b="
    );
    assert_eq!(grown.query(), Some("na+me=a%26b%3Dc%2F%C3%BC%27%7E*&b="));
    assert_eq!(url(grown.as_str()), grown);

    let base = url("https://a.com/?");
    let raw = |url: &Url, more| url.clone().with_raw_query(more).expect("a query");
    assert_eq!(raw(&base, "a=1&b").as_str(), "https://a.com/?a=1&b");
    assert_eq!(
        raw(&raw(&base, "a"), "it's").as_str(),
        "https://a.com/?a&it%27s"
    );
    assert_eq!(raw(&base, ""), base);
    for more in ["a#b", "a b", "é", "%", "a\\b"] {
        assert_eq!(
            base.clone().with_raw_query(more),
            Err(UrlError::Malformed),
            "{more}"
        );
    }
}

#[test]
fn debug_keeps_the_query_to_itself() {
    let signed = url("https://a.com/media?X-Signature=abcdef");
    assert_eq!(format!("{signed:?}"), "Url(https://a.com/media?[…])");
    assert_eq!(
        format!("{:?}", url("https://a.com/media")),
        "Url(https://a.com/media)"
    );
    let error = Url::parse("https://user:hunter2@a.com/").expect_err("userinfo");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
