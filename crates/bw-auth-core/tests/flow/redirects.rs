//! Which redirects are followed (RFC 9110 §15.4), which are left to the caller, and which are errors.

use bw_auth_core::{Can, Error, Exchange, Fault, Policy, Replay, Withheld};

use super::bench::{Bench, End, ORDERS, PASSWORD, code, header, is_fault, outline, seconds};
use super::reply::Reply;

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];
const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"];

/// Where a `Location` leads, seen from [`ORDERS`].
enum Leads {
    /// To a listed origin, as this URL.
    Listed(&'static str),
    /// To a foreign https origin, as this URL.
    Foreign(&'static str),
    /// Against a rule.
    Nowhere(&'static str),
}

use Leads::{Foreign, Listed, Nowhere};

const INSECURE: Leads = Nowhere("withheld.redirect_insecure");
const MALFORMED: Leads = Nowhere("withheld.redirect_malformed");
const USERINFO: Leads = Nowhere("withheld.redirect_userinfo");

const LOCATIONS: [(&[u8], Leads); 26] = [
    (
        b"https://numbers.example/x",
        Listed("https://numbers.example/x"),
    ),
    (
        b"https://numbers.example:443/x",
        Listed("https://numbers.example/x"),
    ),
    (
        b"HTTPS://Voice.Example:8443/x?a=b#c",
        Listed("https://voice.example:8443/x?a=b"),
    ),
    (b"/api/other", Listed("https://numbers.example/api/other")),
    (
        b"other?page=2",
        Listed("https://numbers.example/api/accounts/920012/other?page=2"),
    ),
    (b"../../x", Listed("https://numbers.example/api/x")),
    (
        b"?page=2",
        Listed("https://numbers.example/api/accounts/920012/orders?page=2"),
    ),
    (
        b"//voice.example:8443/x",
        Listed("https://voice.example:8443/x"),
    ),
    (
        b"https://storage.example/f?sig=a1",
        Foreign("https://storage.example/f?sig=a1"),
    ),
    (b"//storage.example/f", Foreign("https://storage.example/f")),
    (
        b"https://numbers.example:444/x",
        Foreign("https://numbers.example:444/x"),
    ),
    (
        b"https://numbers.example.evil.example/",
        Foreign("https://numbers.example.evil.example/"),
    ),
    (b"http://numbers.example/x", INSECURE),
    (b"http://storage.example/x", INSECURE),
    // Listed, and yet a way from https to http.
    (b"http://127.0.0.1:9000/v1/x", INSECURE),
    (b"https://jdoe:secret@numbers.example/x", USERINFO),
    (b"https://@storage.example/x", USERINFO),
    (b"//numbers.example@evil.example/x", USERINFO),
    (b"https://", MALFORMED),
    (b"https://[::1/x", MALFORMED),
    (b"https://numbers.example:99999/x", MALFORMED),
    (b"https:\\\\evil.example\\x", MALFORMED),
    (b"/with space", MALFORMED),
    (b"ftp://numbers.example/x", MALFORMED),
    (b"javascript:alert(1)", MALFORMED),
    (b"/\xff\xfe", MALFORMED),
];

fn redirect(status: u16, location: &[u8]) -> Reply {
    Reply::status(status).field("Location", location)
}

pub(crate) fn left(end: &End, status: u16) -> Option<&str> {
    let (delivered, outcome) = end.as_ref().expect("it is the caller's");
    assert_eq!(*delivered, status);
    outcome.redirect_target()
}

#[test]
fn every_status_method_and_target() {
    for status in STATUSES {
        for method in METHODS {
            for (location, leads) in &LOCATIONS {
                let what = format!("{status} {method} {}", location.escape_ascii());
                let mut bench = Bench::new();
                let followed = matches!(method, "GET" | "HEAD");
                let first = redirect(status, location);
                match leads {
                    Listed(to) if followed => {
                        let replies = [first, Reply::status(200)];
                        let (_, outcome) = bench.run(outline(method, ORDERS), replies).unwrap();
                        assert_eq!(outcome.redirect_target(), None, "{what}");
                        assert_eq!(outcome.attempts(), 2, "{what}");
                        assert_eq!(bench.sent[1].url, *to, "{what}");
                        let ours = Some(header(PASSWORD));
                        assert_eq!(bench.sent[1].authorization, ours, "{what}");
                        assert!(!bench.sent[1].own_fields_only, "{what}");
                    }
                    Listed(to) | Foreign(to) => {
                        let end = bench.run(outline(method, ORDERS), [first]);
                        assert_eq!(left(&end, status), Some(*to), "{what}");
                    }
                    // It has been carried out, and its answer is not lost for an odd target.
                    Nowhere(rule) if !followed => {
                        let end = bench.run(outline(method, ORDERS), [first]);
                        let insecure = *rule == "withheld.redirect_insecure";
                        let shown = insecure.then(|| std::str::from_utf8(location).unwrap());
                        assert_eq!(left(&end, status), shown, "{what}");
                    }
                    Nowhere(expected) => {
                        let end = bench.run(outline(method, ORDERS), [first]);
                        assert_eq!(code(&end), *expected, "{what}");
                        assert_eq!(bench.event_names(), ["withheld"], "{what}");
                    }
                }
            }
        }
    }
}

#[test]
fn several_locations_are_refused_even_if_they_agree() {
    for method in METHODS {
        let reply = Reply::redirect(302, "/x").field("location", "/x");
        let end = Bench::new().run(outline(method, ORDERS), [reply]);
        if matches!(method, "GET" | "HEAD") {
            assert_eq!(code(&end), "withheld.redirect_ambiguous", "{method}");
        } else {
            assert_eq!(left(&end, 302), None, "{method}");
        }
    }
}

#[test]
fn no_location_and_other_statuses_are_ordinary_answers() {
    for status in STATUSES {
        let end = Bench::new().get([Reply::status(status)]);
        assert_eq!(left(&end, status), None);
    }
    for status in [201, 202, 300, 304, 305, 306, 399, 404, 500] {
        for location in [ORDERS, "https://storage.example/", "http://a.example/"] {
            let end = Bench::new().get([Reply::redirect(status, location)]);
            assert_eq!(left(&end, status), None, "{status} {location}");
        }
    }
}

#[test]
fn a_loop_ends_at_the_limit() {
    for limit in [1, 5, 8] {
        let mut bench = Bench::with_policy(Policy::default().with_redirect_limit(limit));
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        let hops = limit as usize + 1;
        let mut replies = vec![Reply::redirect(302, ORDERS); hops].into();
        let error = bench.drive(&mut exchange, &mut replies).unwrap_err();
        assert!(
            matches!(error, Error::Withheld(Withheld::RedirectLimit { limit: named, status: 302 }) if named == limit),
            "{error:?}"
        );
        assert_eq!(bench.sent.len(), hops);
        assert_eq!(exchange.attempts() as usize, hops);
    }
    // The default.
    let mut bench = Bench::new();
    let end = bench.get([(); 6].map(|()| Reply::redirect(307, "")));
    assert_eq!(code(&end), "withheld.redirect_limit");
}

#[test]
fn a_limit_of_none_leaves_every_redirect_to_the_caller() {
    let mut bench = Bench::with_policy(Policy::default().with_redirect_limit(0));
    let end = bench.get([Reply::redirect(302, ORDERS)]);
    assert!(left(&end, 302).is_some());
    assert_eq!(bench.sent.len(), 1);
}

#[test]
fn a_body_that_cannot_be_sent_again_and_a_driver_without_powers_leave_the_hop() {
    let once = outline("GET", ORDERS).with_body(Replay::Once);
    let powerless = outline("GET", ORDERS).with_powers(Can::NONE);
    for outline in [once, powerless] {
        let end = Bench::new().run(outline, [Reply::redirect(302, "/x")]);
        assert_eq!(left(&end, 302), Some("https://numbers.example/x"));
    }
    let mut bench = Bench::new();
    let again = outline("GET", ORDERS).with_body(Replay::Again);
    let replies = [Reply::redirect(307, "/x"), Reply::status(200)];
    bench.run(again, replies).unwrap();
    assert!(bench.sent[1].with_body);
}

#[test]
fn an_own_authorization_does_not_slip_in_by_a_hop() {
    let outline = outline("GET", "https://elsewhere.example/")
        .with_foreign_pass_through(true)
        .with_own_authorization(true);
    let end = Bench::new().run(outline, [Reply::redirect(302, ORDERS)]);
    assert_eq!(left(&end, 302), Some(ORDERS));
}

#[test]
fn loopback_http_is_followed_where_it_is_listed() {
    let mut bench = Bench::new();
    let start = outline("GET", "http://127.0.0.1:9000/v1/x");
    let replies = [
        Reply::redirect(302, "/v1/y"),
        Reply::redirect(302, ORDERS),
        Reply::redirect(302, "http://127.0.0.1:9000/v1/z"),
    ];
    let end = bench.run(start, replies);
    // Up to https and not down again.
    assert_eq!(code(&end), "withheld.redirect_insecure");
    assert!(bench.passwords().iter().all(Option::is_some));
}

#[test]
fn each_hop_is_checked_against_its_own_deadline() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS).with_time_limit(Some(seconds(10))));
    bench.next(&mut exchange);
    bench.answer(&mut exchange, Reply::redirect(302, "/x"));
    bench.pass(seconds(10));
    let end = bench.drive(&mut exchange, &mut [].into());
    assert!(is_fault(&end, Fault::Timeout), "{end:?}");
}
