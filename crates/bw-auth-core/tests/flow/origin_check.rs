//! Where the header may go, decided anew for each sending (RFC 9110 §11.4 leaves the choice to the client).

use bw_auth_core::{Can, Error, Outline, Policy, Step, Withheld};

use super::bench::{Bench, ORDERS, PASSWORD, code, header, outline};
use super::reply::Reply;

/// What becomes of a request to `url`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Attached,
    Untouched,
    Withheld(&'static str),
}

use Fate::{Attached, Untouched, Withheld as Kept};

const FOREIGN: Fate = Kept("withheld.foreign_origin");
const OWN: Fate = Kept("withheld.authorization_present");
const PLAIN: Fate = Kept("withheld.insecure");

/// (url, as it is, with an own Authorization, passed through, passed through with an own Authorization)
const TABLE: [(&str, Fate, Fate, Fate, Fate); 15] = [
    (ORDERS, Attached, OWN, Attached, OWN),
    ("HTTPS://NUMBERS.EXAMPLE:443/", Attached, OWN, Attached, OWN),
    ("https://voice.example:8443/", Attached, OWN, Attached, OWN),
    ("http://127.0.0.1:9000/v1/x", Attached, OWN, Attached, OWN),
    (
        "https://voice.example/",
        FOREIGN,
        FOREIGN,
        Untouched,
        Untouched,
    ),
    (
        "https://numbers.example:8443/",
        FOREIGN,
        FOREIGN,
        Untouched,
        Untouched,
    ),
    (
        "https://numbers.example.evil.example/",
        FOREIGN,
        FOREIGN,
        Untouched,
        Untouched,
    ),
    (
        "https://evil-numbers.example/",
        FOREIGN,
        FOREIGN,
        Untouched,
        Untouched,
    ),
    (
        "https://a.numbers.example/",
        FOREIGN,
        FOREIGN,
        Untouched,
        Untouched,
    ),
    ("https://example/", FOREIGN, FOREIGN, Untouched, Untouched),
    (
        "https://127.0.0.1:9000/v1/x",
        FOREIGN,
        FOREIGN,
        Untouched,
        Untouched,
    ),
    (
        "http://numbers.example/api",
        PLAIN,
        PLAIN,
        Untouched,
        Untouched,
    ),
    (
        "http://numbers.example:443/api",
        PLAIN,
        PLAIN,
        Untouched,
        Untouched,
    ),
    (
        "http://127.0.0.1:9001/v1/x",
        PLAIN,
        PLAIN,
        Untouched,
        Untouched,
    ),
    (
        "http://localhost:9000/v1/x",
        PLAIN,
        PLAIN,
        Untouched,
        Untouched,
    ),
];

fn fate(outline: Outline) -> Fate {
    let mut bench = Bench::new();
    let mut exchange = bw_auth_core::Exchange::new(outline);
    match bench.next(&mut exchange) {
        Step::Send(dispatch) => match dispatch.authorization() {
            Some(ours) => {
                assert_eq!(ours.expose(), header(PASSWORD));
                assert_eq!(bench.asked, [None]);
                Attached
            }
            None => {
                assert!(bench.asked.is_empty(), "nobody is asked for nothing");
                assert!(!dispatch.own_fields_only(), "it passes as it is");
                Untouched
            }
        },
        Step::Fail(error) => {
            assert!(matches!(error, Error::Withheld(_)), "{error:?}");
            assert!(bench.asked.is_empty() && bench.sent.is_empty());
            assert!(!error.is_retryable());
            assert_eq!(bench.event_names(), ["withheld"]);
            Kept(error.code())
        }
        step => panic!("{step:?}"),
    }
}

#[test]
fn a_header_goes_to_listed_origins_only() {
    for can in [Can::ALL, Can::NONE] {
        for (url, plain, own, passed, passed_own) in TABLE {
            for (pass, has_own, expected) in [
                (false, false, plain),
                (false, true, own),
                (true, false, passed),
                (true, true, passed_own),
            ] {
                let outline = outline("GET", url)
                    .with_powers(can)
                    .with_foreign_pass_through(pass)
                    .with_own_authorization(has_own);
                let what = format!("{url} pass={pass} own={has_own} {can:?}");
                assert_eq!(fate(outline), expected, "{what}");
            }
        }
    }
}

#[test]
fn the_error_names_the_origin_and_nothing_behind_it() {
    let mut bench = Bench::new();
    let url = "https://elsewhere.example/path?token=3f9a2c";
    let error = bench.run(outline("GET", url), []).unwrap_err();
    assert!(
        matches!(&error, Error::Withheld(Withheld::ForeignOrigin { origin }) if origin.host() == "elsewhere.example")
    );
    let texts = format!("{error} {error:?}");
    assert!(texts.contains("https://elsewhere.example"), "{texts}");
    assert!(
        !texts.contains("3f9a2c") && !texts.contains("/path"),
        "{texts}"
    );
}

#[test]
fn userinfo_never_becomes_a_url() {
    for url in [
        "https://jdoe@numbers.example/",
        "https://numbers.example@evil.example/",
        "https://@numbers.example/",
    ] {
        let error = Withheld::from(bw_auth_core::Url::parse(url).unwrap_err());
        assert_eq!(error.code(), "withheld.userinfo", "{url}");
    }
}

#[test]
fn what_passes_through_is_handed_back_whatever_it_is() {
    for status in [200, 401, 403, 429, 503] {
        let mut bench = Bench::new();
        let outline = outline("GET", "https://elsewhere.example/")
            .with_foreign_pass_through(true)
            .with_own_authorization(true);
        let (delivered, _) = bench.run(outline, [Reply::status(status)]).unwrap();
        assert_eq!(delivered, status);
        assert!(bench.asked.is_empty() && bench.event_names().is_empty());
    }
}

#[test]
fn a_foreign_answer_never_leads_to_a_listed_origin_with_credentials() {
    let foreign = "https://storage.example";
    let origin = bw_auth_core::Origin::parse(foreign).unwrap();
    for policy in [
        Policy::default(),
        Policy::default().with_foreign_host(origin),
    ] {
        let mut bench = Bench::with_policy(policy);
        let outline = outline("GET", foreign).with_foreign_pass_through(true);
        let (status, outcome) = bench.run(outline, [Reply::redirect(302, ORDERS)]).unwrap();
        assert_eq!((status, outcome.redirect_target()), (302, Some(ORDERS)));
        assert_eq!(bench.passwords(), [None]);
    }
}

#[test]
fn middleware_is_told_its_errors_as_everybody_else_is() {
    let mut bench = Bench::new();
    let outline = outline("GET", "https://elsewhere.example/").with_powers(Can::NONE);
    assert_eq!(code(&bench.run(outline, [])), "withheld.foreign_origin");
}
