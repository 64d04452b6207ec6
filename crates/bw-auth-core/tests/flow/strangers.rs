//! Redirects to foreign hosts that the policy names: followed as a new request, without anything of the first.

use bw_auth_core::{Exchange, Fault, Origin, Outline, Policy, Replay};

use super::bench::{Bench, ORDERS, PASSWORD, code, outline};
use super::redirects::left;
use super::reply::Reply;

fn storage() -> Policy {
    Policy::default()
        .with_foreign_host(Origin::parse("https://storage.example").unwrap())
        .with_foreign_host(Origin::parse("https://mirror.example:444").unwrap())
        .with_foreign_host(Origin::parse("http://plain.example").unwrap())
}

#[test]
fn a_named_foreign_host_is_visited_as_a_stranger() {
    let mut bench = Bench::with_policy(storage());
    let replies = [
        Reply::redirect(302, "https://storage.example/f?sig=a1"),
        Reply::redirect(302, "https://mirror.example:444/f?sig=a1"),
        Reply::status(200),
    ];
    let (status, outcome) = bench.get(replies).unwrap();
    assert_eq!((status, outcome.attempts()), (200, 3));
    assert_eq!(outcome.redirect_target(), None);
    assert_eq!(bench.passwords(), [Some(PASSWORD.to_owned()), None, None]);
    let strangers: Vec<_> = bench.sent.iter().map(|sent| sent.own_fields_only).collect();
    assert_eq!(strangers, [false, true, true]);
}

#[test]
fn a_stranger_never_comes_back() {
    for back in [ORDERS, "https://voice.example:8443/x"] {
        let mut bench = Bench::with_policy(storage());
        let replies = [
            Reply::redirect(302, "https://storage.example/f"),
            Reply::redirect(302, back),
        ];
        let (status, outcome) = bench.get(replies).unwrap();
        assert_eq!((status, outcome.redirect_target()), (302, Some(back)));
        assert_eq!(bench.passwords(), [Some(PASSWORD.to_owned()), None]);
    }
}

#[test]
fn what_a_stranger_answers_says_nothing_about_the_credentials() {
    for status in [401, 403, 429, 503, 500] {
        let mut bench = Bench::with_policy(storage());
        for _ in 0..8 {
            let replies = [
                Reply::redirect(302, "https://storage.example/f"),
                Reply::status(status),
            ];
            let (delivered, _) = bench.get(replies).unwrap();
            assert_eq!(delivered, status);
        }
        assert_eq!(bench.asked, [None], "{status}");
        assert!(bench.event_names().is_empty(), "{status}");
    }
}

#[test]
fn only_a_get_without_a_body_visits_strangers_and_only_over_https() {
    let storage_url = "https://storage.example/f";
    let left_alone: [(Outline, &str, Option<&str>); 5] = [
        (outline("HEAD", ORDERS), storage_url, Some(storage_url)),
        (outline("POST", ORDERS), storage_url, Some(storage_url)),
        (
            outline("GET", ORDERS).with_body(Replay::Again),
            storage_url,
            Some(storage_url),
        ),
        (
            outline("GET", ORDERS),
            "https://storage.example:444/f",
            Some("https://storage.example:444/f"),
        ),
        (
            outline("GET", ORDERS),
            "https://mirror.example/f",
            Some("https://mirror.example/f"),
        ),
    ];
    for (outline, to, target) in left_alone {
        let end = Bench::with_policy(storage()).run(outline, [Reply::redirect(302, to)]);
        assert_eq!(left(&end, 302), target);
    }
    // Naming an http origin names nothing, be it from https or from loopback http.
    let end = Bench::with_policy(storage()).get([Reply::redirect(302, "http://plain.example/")]);
    assert_eq!(code(&end), "withheld.redirect_insecure");
    let loopback = outline("GET", "http://127.0.0.1:9000/v1/x");
    let reply = Reply::redirect(302, "http://plain.example/");
    let end = Bench::with_policy(storage()).run(loopback, [reply]);
    assert_eq!(left(&end, 302), Some("http://plain.example/"));
}

#[test]
fn a_strangers_redirects_count_towards_the_limit() {
    let mut bench = Bench::with_policy(storage().with_redirect_limit(2));
    let loop_there = || Reply::redirect(302, "https://storage.example/f");
    let end = bench.get([loop_there(), loop_there(), loop_there()]);
    assert_eq!(code(&end), "withheld.redirect_limit");
}

#[test]
fn the_target_is_read_through_the_accessor_and_never_printed() {
    let signed = "https://storage.example/f?X-Signature=5d41402abc4b2a76";
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    let mut replies = [Reply::redirect(302, signed)].into();
    let (_, outcome) = bench.drive(&mut exchange, &mut replies).unwrap();
    assert_eq!(outcome.redirect_target(), Some(signed));

    let mut visited = Bench::with_policy(storage());
    let mut visiting = Exchange::new(outline("GET", ORDERS));
    visited.next(&mut visiting);
    visited.answer(&mut visiting, Reply::redirect(302, signed));
    let step = visited.next(&mut visiting);

    let texts = format!("{outcome:?} {outcome:#?} {exchange:?} {visiting:?} {step:?}");
    assert!(texts.contains("storage.example"), "{texts}");
    assert!(
        !texts.contains("5d41402abc4b2a76") && !texts.contains("X-Signature"),
        "{texts}"
    );
}

#[test]
fn a_strangers_network_error_does_not_print_the_signature() {
    let signed = "https://storage.example/f?X-Signature=5d41402abc4b2a76";
    let mut bench = Bench::with_policy(storage());
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    bench.next(&mut exchange);
    bench.answer(&mut exchange, Reply::redirect(302, signed));
    bench.next(&mut exchange);
    let library = std::io::Error::other(format!("error for url ({signed})"));
    exchange.failed(&mut bench.auth, Fault::Connect, Some(Box::new(library)));
    let error = bench.drive(&mut exchange, &mut [].into()).unwrap_err();
    assert_eq!(error.code(), "transport.connect");
    assert!(std::error::Error::source(&error).is_none(), "{error:?}");
}
