//! 403, 429, 503 and the rest: which status becomes which error, and what none of them does.

use bw_auth_core::{Error, Replay};

use super::bench::{Bench, ORDERS, code, outline, seconds};
use super::reply::Reply;

#[test]
fn every_status_has_one_meaning() {
    for status in 200..=599 {
        let expected = match status {
            401 => "auth.rejected",
            403 => "auth.forbidden",
            429 => "rate_limited",
            _ => "delivered",
        };
        for method in ["GET", "POST"] {
            let mut bench = Bench::new();
            let end = bench.run(outline(method, ORDERS), [Reply::status(status)]);
            assert_eq!(code(&end), expected, "{method} {status}");
            assert_eq!(
                bench.sent.len(),
                1,
                "{method} {status}: nothing is retried by default"
            );
            assert!(bench.slept.is_empty());
            if let Ok((delivered, outcome)) = end {
                assert_eq!((delivered, outcome.attempts()), (status, 1));
            }
        }
    }
}

#[test]
fn raw_status_delivers_them_all() {
    for status in [401, 403, 429] {
        let mut bench = Bench::new();
        let raw = outline("GET", ORDERS).with_raw_status(true);
        let reply = Reply::status(status).field("Retry-After", "12");
        let (delivered, outcome) = bench.run(raw, [reply]).unwrap();
        assert_eq!((delivered, bench.read_limit), (status, None));
        let wait = (status == 429).then_some(seconds(12));
        assert_eq!(outcome.retry_after(), wait, "{status}");
    }
}

#[test]
fn forbidden_never_asks_for_other_credentials() {
    let mut bench = Bench::new();
    for _ in 0..10 {
        let reply = Reply::status(403).field("X-Request-Id", "r-17");
        let error = bench.get([reply]).unwrap_err();
        let Error::Forbidden(forbidden) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(forbidden.account().unwrap().as_str(), "920012");
        assert_eq!(forbidden.environment(), "bench");
        assert_eq!(forbidden.origin().host(), "numbers.example");
        assert_eq!(forbidden.fingerprint().principal(), "jdoe");
        let fields: Vec<_> = forbidden.answer().fields().collect();
        assert_eq!(fields, [("x-request-id", "r-17")]);
        assert!(!error.is_retryable());
        assert!(error.to_string().contains("role"), "{error}");
    }
    assert_eq!(bench.asked, [None]);
    assert!(bench.event_names().is_empty());
}

#[test]
fn rate_limited_says_how_long() {
    let mut bench = Bench::new();
    let error = bench
        .get([Reply::status(429).field("Retry-After", "17")])
        .unwrap_err();
    assert!(error.is_retryable());
    assert_eq!(error.wait(), Some(seconds(17)));
    assert!(error.to_string().contains("wait 17 s"), "{error}");
    let Error::RateLimited(limit) = error else {
        panic!("{error:?}")
    };
    assert_eq!(limit.wait(), Some(seconds(17)));
    assert_eq!(limit.account().unwrap().as_str(), "920012");
    assert_eq!(limit.answer().status(), 429);

    let error = bench.get([Reply::status(429)]).unwrap_err();
    assert_eq!((error.wait(), error.is_retryable()), (None, true));
    assert!(
        error.to_string().contains("did not say how long"),
        "{error}"
    );
}

#[test]
fn unavailable_is_the_callers_response_with_the_wait_beside_it() {
    let reply = Reply::status(503).field("Retry-After", "120");
    let (status, outcome) = Bench::new().get([reply]).unwrap();
    assert_eq!((status, outcome.retry_after()), (503, Some(seconds(120))));
    // A wait is told for 429 and 503 only.
    for status in [200, 301, 413, 500, 502] {
        let reply = Reply::status(status).field("Retry-After", "120");
        let (_, outcome) = Bench::new().get([reply]).unwrap();
        assert_eq!(outcome.retry_after(), None, "{status}");
    }
}

#[test]
fn a_stream_that_is_refused_is_refused_like_anything_else() {
    for (status, expected) in [
        (403, "auth.forbidden"),
        (429, "rate_limited"),
        (503, "delivered"),
    ] {
        let once = outline("PUT", ORDERS).with_body(Replay::Once);
        assert_eq!(
            code(&Bench::new().run(once, [Reply::status(status)])),
            expected
        );
    }
}

#[test]
fn the_answer_keeps_its_fields_within_bounds_and_no_cookie() {
    let mut reply = Reply::status(403)
        .field("Set-Cookie", "session=s3ss10n")
        .field("X-Long", "l".repeat(5_000));
    for number in 0..100 {
        reply = reply.field(&format!("X-{number}"), "v");
    }
    let error = Bench::new().get([reply]).unwrap_err();
    let fields: Vec<_> = error.answer().unwrap().fields().collect();
    assert_eq!(fields.len(), 64);
    assert_eq!(fields[0], ("x-long", "l".repeat(1024).as_str()));
    assert!(fields.iter().all(|(name, _)| *name != "set-cookie"));
    assert!(!format!("{error:?}").contains("s3ss10n"));
}

#[test]
fn the_body_is_kept_and_not_printed() {
    let error = Bench::new()
        .get([Reply::status(403).body("a page of 18 bytes")])
        .unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(
        !text.contains("page of") && text.contains("[18 bytes]"),
        "{text}"
    );
    assert_eq!(error.answer().unwrap().body(), b"a page of 18 bytes");
}
