//! URLs that all clients read alike.

use bw_auth_core::Url;
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

proptest! {
    /// Oracles: the `url` crate, which reads as WHATWG says, and `http::Uri`, which reads as RFC 3986 says.
    /// Domain: texts that are URLs or nearly so, with every character that parsers disagree about.
    #[test]
    fn what_is_accepted_is_read_alike_by_others(text in urlish()) {
        if let Ok(ours) = Url::parse(&text) {
            read_alike(&ours)?;
            let raw = url::Url::parse(&text).expect("a URL of RFC 3986");
            prop_assert_eq!(raw.host_str(), Some(ours.origin().host()));
            prop_assert_eq!(raw.port_or_known_default(), Some(ours.origin().port()));
        }
    }

    /// Oracles: as above, and the `url` crate's own resolution. Domain: references, relative or not.
    #[test]
    fn what_a_location_leads_to_is_read_alike_by_others(base in valid(), location in reference()) {
        let base = Url::parse(&base).expect("a valid URL");
        if let Ok(joined) = base.join(location.as_bytes()) {
            read_alike(&joined)?;
            // Before a dot segment the `url` crate keeps what looks like a drive letter, for https too.
            if !location.split('/').any(is_drive_letter) {
                let theirs = url::Url::parse(base.as_str()).expect("read alike");
                let theirs = theirs.join(&location).expect("a reference");
                prop_assert_eq!(Url::parse(theirs.as_str()), Ok(joined));
            }
        }
    }

    /// Oracle: none but that it returns. Domain: any bytes.
    #[test]
    fn any_location_is_survived(location in any::<Vec<u8>>(), text in ".{0,30}") {
        let base = Url::parse("https://voice.bandwidth.com/api/v2/calls?page=1").expect("a URL");
        for location in [&location[..], text.as_bytes()] {
            if let Ok(joined) = base.join(location) {
                read_alike(&joined)?;
            }
        }
    }

    /// Oracle: the `url` crate's form decoding. Domain: any text.
    #[test]
    fn a_query_pair_comes_back(base in valid(), name in any::<String>(), value in any::<String>()) {
        let url = Url::parse(&base).expect("a valid URL").with_query_pair(&name, &value);
        read_alike(&url)?;
        let theirs = url::Url::parse(url.as_str()).expect("read alike");
        let last = theirs.query_pairs().last().expect("a pair");
        prop_assert_eq!((&*last.0, &*last.1), (&*name, &*value));
    }
}

#[test]
fn enough_urls_are_accepted_to_prove_something() {
    let mut runner = TestRunner::deterministic();
    let base = Url::parse("https://voice.bandwidth.com/api/").expect("a URL");
    let (mut urls, mut references) = (0, 0);
    for _ in 0..400 {
        let text = urlish().new_tree(&mut runner).expect("a text").current();
        urls += usize::from(Url::parse(&text).is_ok());
        let text = reference().new_tree(&mut runner).expect("a text").current();
        references += usize::from(base.join(text.as_bytes()).is_ok());
    }
    assert!((100..350).contains(&urls), "{urls} of 400");
    assert!((100..350).contains(&references), "{references} of 400");
}

fn read_alike(ours: &Url) -> Result<(), TestCaseError> {
    prop_assert_eq!(&Url::parse(ours.as_str()), &Ok(ours.clone()));

    let whatwg = url::Url::parse(ours.as_str()).expect("read by the url crate");
    prop_assert_eq!(whatwg.as_str(), ours.as_str());
    prop_assert_eq!(whatwg.host_str(), Some(ours.origin().host()));
    prop_assert_eq!(whatwg.port_or_known_default(), Some(ours.origin().port()));
    prop_assert_eq!(whatwg.scheme() == "https", ours.origin().is_https());
    prop_assert_eq!((whatwg.path(), whatwg.query()), (ours.path(), ours.query()));

    let uri: http::Uri = ours.as_str().parse().expect("read by the http crate");
    let authority = uri.authority().expect("an authority").as_str();
    prop_assert_eq!(
        format!("{}://{authority}", uri.scheme_str().unwrap_or_default()),
        ours.origin().to_string()
    );
    prop_assert_eq!(uri.host(), Some(ours.origin().host()));
    prop_assert_eq!((uri.path(), uri.query()), (ours.path(), ours.query()));
    Ok(())
}

fn is_drive_letter(segment: &str) -> bool {
    matches!(segment.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

/// A URL that is accepted for sure.
fn valid() -> impl Strategy<Value = String> {
    r"(https|http)://(api\.bandwidth\.com|127\.0\.0\.1|\[::1\])(:[1-9][0-9]{3})?(/([a-z.]|%2[eEfF]|%41){0,4}){0,4}(\?[a-z=&'/?]{0,6})?"
}

fn urlish() -> impl Strategy<Value = String> {
    let scheme =
        prop_oneof![12 => "https|http|HTTPS|hTTp", 1 => "ftp|ws|file|h", 1 => "[a-z]{0,3}"];
    let slashes = prop_oneof![20 => Just("://"), 1 => Just(":/"), 1 => Just(":///"), 1 => Just(":\\\\"), 1 => Just(":")];
    let host = prop_oneof![
        6 => r"([A-Za-z0-9_-]{1,5}\.){0,3}[a-z]{1,4}",
        2 => r"([0-9]{1,3}\.){0,4}[0-9]{1,3}\.?",
        1 => r"(0[xX])?[0-9a-fA-F.]{0,8}",
        3 => r"\[([0-9A-Fa-f]{0,4}:){0,4}(:[0-9a-f]{1,4}){0,4}\]",
        1 => r"\[::([fF]{4}:)?([0-9]{1,2}\.){3}[0-9]{1,2}\]",
        1 => r"(xn--)?[a-z0-9.%-]{0,8}",
        1 => r"[!-~é。]{0,6}",
    ];
    let port = prop_oneof![6 => Just(String::new()), 2 => ":[0-9]{0,5}", 1 => Just(":443".into()), 1 => Just(":80".into())];
    let userinfo = prop_oneof![20 => Just(String::new()), 1 => "[a-z:]{0,3}@"];
    (scheme, slashes, userinfo, host, port, tail()).prop_map(
        |(scheme, slashes, userinfo, host, port, tail)| {
            format!("{scheme}{slashes}{userinfo}{host}{port}{tail}")
        },
    )
}

fn reference() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => urlish(),
        1 => urlish().prop_map(|url| url.split_once(':').map_or_else(String::new, |(_, rest)| rest.to_owned())),
        3 => tail(),
        3 => tail().prop_map(|tail| tail.trim_start_matches('/').to_owned()),
    ]
}

fn tail() -> impl Strategy<Value = String> {
    let segment = r"([a-z.~!$&'()*+,;=:@-]|%2[eEfF7]|%7[eE]|%[0-9a-fA-F]{2}){0,5}|\.|\.\.";
    let path = prop::collection::vec(segment, 0..5)
        .prop_map(|segments| segments.iter().flat_map(|segment| ["/", segment]).collect());
    let query = r"(\?([a-z='&/?:@.~+-]|%2[27eE]){0,8})?";
    let fragment = "(#[a-z?/']{0,4})?";
    let sound = (path, query, fragment)
        .prop_map(|(path, query, fragment): (String, _, _)| path + &query + &fragment);
    prop_oneof![
        8 => sound,
        1 => "/?[ -~\t\r\n\\\\é]{0,8}",
    ]
}
