//! Arbitrary text as a URL, a `Location`, a path, and a query.

#![no_main]

use bw_auth_core::{AccountId, Endpoint, Environment, Service, Url, UrlError, Withheld};
use bw_auth_fuzz::assert_read_alike;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    parsed(text);
    joined(text);
    endpoint_url(text);
    for service in [Service::Numbers, Service::Insights] {
        endpoint_path(service, text);
    }
    query(text);
});

fn parsed(text: &str) {
    if let Ok(url) = Url::parse(text) {
        assert_read_alike(&url);
        let whatwg = url::Url::parse(text).expect(text);
        assert_same_place(&url, &whatwg);
    }
}

fn joined(text: &str) {
    let base = Url::parse(BASE).expect("it is a plain URL");
    if let Ok(url) = base.join(text.as_bytes()) {
        assert_read_alike(&url);
        let base = url::Url::parse(BASE).expect("it is a plain URL");
        assert_same_place(&url, &base.join(text).expect(text));
    }
}

fn endpoint_url(text: &str) {
    let Ok(endpoint) = Endpoint::url(text) else {
        return;
    };
    let environment = Environment::production();
    if let Ok(target) = endpoint.resolve(&environment, Some(&account())) {
        assert_read_alike(target.url());
        let whatwg = url::Url::parse(target.url().as_str()).expect(text);
        let origin = whatwg.origin().ascii_serialization();
        let mut listed = environment.origins().map(ToString::to_string);
        assert!(
            listed.any(|listed| listed == origin),
            "{text} leads to {origin}"
        );
    }
}

fn endpoint_path(service: Service, template: &str) {
    let Ok(endpoint) = Endpoint::path(service, template) else {
        return;
    };
    let environment = Environment::production();
    let base = environment.base(service).expect("production has it");
    match endpoint.resolve(&environment, Some(&account())) {
        Ok(target) => {
            let (url, base) = (target.url(), base.as_str().trim_end_matches('/'));
            assert_read_alike(url);
            let below = url.as_str().strip_prefix(base);
            assert!(
                below.is_some_and(|below| below.starts_with('/')),
                "{template}"
            );
        }
        // The base makes it longer than what was looked at before.
        Err(Withheld::MalformedUrl(UrlError::TooLong { .. })) => {}
        Err(error) => panic!("{template} was accepted, and then: {error}"),
    }
}

fn query(text: &str) {
    let base = Url::parse(BASE).expect("it is a plain URL");
    let pair = base.clone().with_query_pair(text, text);
    if pair.as_str().len() < LIMIT {
        assert_read_alike(&pair);
        let whatwg = url::Url::parse(pair.as_str()).expect(text);
        let last = whatwg.query_pairs().last();
        assert!(
            last.is_some_and(|(name, value)| name == text && value == text),
            "{text}"
        );
    }
    if let Ok(raw) = base.with_raw_query(text) {
        if raw.as_str().len() < LIMIT {
            assert_read_alike(&raw);
        }
    }
}

/// The other parser leaves encoded characters as they are, so its result is compared once ours has normalised it.
fn assert_same_place(ours: &Url, whatwg: &url::Url) {
    assert_eq!(
        whatwg.origin().ascii_serialization(),
        ours.origin().to_string()
    );
    // It keeps a drive letter before `..` in every scheme, where the standard does so for files alone.
    let mut segments = whatwg.path().split('/');
    if !segments.any(|segment| matches!(segment.as_bytes(), [b'a'..=b'z' | b'A'..=b'Z', b':'])) {
        assert_eq!(Url::parse(whatwg.as_str()).as_ref(), Ok(ours), "{whatwg}");
    }
}

fn account() -> AccountId {
    "920012".parse().expect("it has digits alone")
}

const BASE: &str = "https://numbers.example/api/v2/users/1?page=1";
/// What the `http` crate takes.
const LIMIT: usize = 65_534;
