//! What is made of a token endpoint's status, and of a body that is not all there.

use bw_auth_core::{TokenFailure, Unusable};

use super::bench::{Bench, seconds};
use super::reply::Reply;
use super::token_answers::{life_of, read, with};
use super::token_bench::{texts, token_error};

#[test]
fn a_body_is_read_up_to_64_kib_and_only_whole() {
    let filled = |length: usize| {
        let body = with("");
        format!("{body}{}", " ".repeat(length - body.len()))
    };
    assert_eq!(life_of(filled(64 * 1024)), Ok(seconds(300)));
    assert_eq!(life_of(filled(64 * 1024 + 1)), Err(Unusable::TooLong));
    let cut_off = Reply::status(200).body(with("")).cut_off();
    assert_eq!(read(cut_off).unwrap_err(), Unusable::TooLong);
    assert_eq!(
        read(Reply::status(200).cut_off()).unwrap_err(),
        Unusable::TooLong
    );
}

#[test]
fn a_status_says_more_than_its_body() {
    use TokenFailure::{RateLimited, Refused, Unavailable};
    let good = with(r#","expires_in":3600"#);
    for status in [200, 201, 203, 299] {
        assert!(read(Reply::status(status).body(&good)).is_ok(), "{status}");
    }
    assert_eq!(read(Reply::status(204)).unwrap_err(), Unusable::Empty);
    for (status, failure, code, may_pass) in [
        (302, Unavailable, "token.unavailable", true),
        (400, Refused, "token.refused", false),
        (401, Refused, "token.refused", false),
        (403, Refused, "token.refused", false),
        (404, Unavailable, "token.unavailable", true),
        (429, RateLimited, "token.rate_limited", true),
        (500, Unavailable, "token.unavailable", true),
        (503, Unavailable, "token.unavailable", true),
        (100, Unavailable, "token.unavailable", true),
        (999, Unavailable, "token.unavailable", true),
    ] {
        for named in [None, Some("17")] {
            let mut reply = Reply::status(status)
                .body(&good)
                .field("Location", "https://elsewhere.example/");
            if let Some(seconds) = named {
                reply = reply.field("Retry-After", seconds);
            }
            let mut bench = Bench::with_client();
            bench.grant([reply]);
            let end = bench.get([]);
            let error = token_error(&end);
            assert_eq!(
                (error.failure(), error.code(), error.is_retryable()),
                (failure, code, may_pass)
            );
            assert_eq!(error.answer().unwrap().status(), status);
            assert_eq!(bench.fetches(), 1, "a redirect is not followed");
            let wait = error.next_try().unwrap();
            match named {
                Some(_) => assert_eq!(wait, seconds(17), "{status}"),
                None => assert!(wait <= seconds(10), "{status}"),
            }
            let text = texts(error);
            assert!(!text.contains("at-1"), "{text}");
        }
    }
}
