//! Nothing that can be printed contains a token, a client secret, or what a token endpoint's answer held.

use base64ct::{Base64, Encoding as _};
use bw_auth_core::{BoxError, Exchange, Fault, Head, Step, TokenRequest};
use bw_auth_testkit::assert_no_secret_in;
use proptest::prelude::*;

use super::bench::{Bench, Fields, ORDERS, outline, seconds};
use super::reply::{Reply, Response};
use super::token_bench::{SECRET, client_loaded, jwt, texts, token, token_errand};

fn asked(bench: &mut Bench, exchange: &mut Exchange) -> TokenRequest {
    let errand = token_errand(bench, exchange);
    bench.ask_for_token(errand).unwrap()
}

/// All that is printed while a token endpoint answers so and the request comes to its end.
fn printed(secret: &str, response: &Response) -> String {
    printed_with(
        &mut Bench::new().provide([Ok(client_loaded(secret, 1))]),
        response,
    )
}

fn printed_with(bench: &mut Bench, response: &Response) -> String {
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    let request = asked(bench, &mut exchange);
    let fields = Fields::of(response);
    let head = Head::new(response.status, &fields);
    let answer = request.read(bench.now, head, &response.body, response.complete);
    let mut seen = format!("{request:?} {answer:?} {answer:#?}");
    bench.kept = bench.auth.token_answered(&request, bench.now, answer);
    seen += &format!("{:?} {:?}", bench.kept, bench.auth);
    let step = exchange.next(&mut bench.auth, bench.now);
    seen += &format!("{step:?} {exchange:?} {:?}", bench.auth.take_events());
    if let Step::Fail(error) = &step {
        seen += &texts(error);
        if let Some(answer) = error.answer() {
            let fields: Vec<_> = answer.fields().collect();
            seen += &format!(
                "{answer} {fields:?} {}",
                String::from_utf8_lossy(answer.body())
            );
        }
    }
    seen
}

#[test]
fn what_only_looks_like_a_token_from_afar_is_shown() {
    for honest in [
        "keyJson.rs failed",
        "SurveyJs.io said no",
        "eyJ. and eyJ.eyJ.",
        "journeyJob.status",
    ] {
        let mut bench = Bench::with_client();
        let response = Response {
            status: 503,
            fields: Vec::new(),
            body: honest.as_bytes().to_vec(),
            complete: true,
        };
        let seen = printed_with(&mut bench, &response);
        assert!(seen.contains(honest), "{seen}");
    }
}

#[test]
fn an_error_that_quotes_a_token_shows_none() {
    let jwt = jwt(r#"{"accounts":["920012"]}"#);
    // Its own, and one that it has never had: that shows only as what it is.
    for (own, quoted) in [
        (
            Some("at-Harbour-1/opaque==Wind"),
            "at-Harbour-1/opaque==Wind",
        ),
        (Some(jwt.as_str()), jwt.as_str()),
        (None, jwt.as_str()),
        (None, "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.ab_cd-ef_Harbour"),
    ] {
        for body in [
            format!(r#"{{"error":"slow_down","error_description":"live: {quoted}"}}"#),
            format!(r#"{{"error":"{quoted}"}}"#),
            format!(r#"{{"message":"{quoted}, {quoted}"}}"#),
            format!("<Error><Code>1</Code><Description>{quoted}.</Description></Error>"),
            format!("you have {quoted}"),
        ] {
            for status in [302, 400, 401, 403, 404, 429, 500, 503] {
                let mut bench = Bench::with_client();
                if let Some(own) = own {
                    bench.grant([token(own, 3600)]);
                    bench.ok();
                    bench.pass_both(seconds(3600));
                }
                let response = Response {
                    status,
                    fields: vec![("X-Request-Id".to_owned(), quoted.as_bytes().to_vec())],
                    body: body.clone().into_bytes(),
                    complete: true,
                };
                let seen = printed_with(&mut bench, &response);
                assert_no_secret_in(quoted, &seen);
                let signature = quoted.rsplit(['.', '=']).next().unwrap();
                assert!(!seen.contains(signature), "{seen}");
                assert!(!seen.contains("Harbour"), "{seen}");
                assert!(seen.contains("[redacted]"), "{seen}");
            }
        }
    }
}

#[test]
fn a_success_shows_nothing_of_its_body_however_broken() {
    let token = "at-Harbour-1.eyJ.Wind";
    for body in [
        format!(r#"{{"access_token":"{token}"}}"#),
        format!(r#"{{"access_token":"{token}","expires_in":"{token}"}}"#),
        format!(r#"{{"access_token":"{token}","token_type":"{token}"}}"#),
        format!(r#"{{"access_token":"{token}","access_token":"{token}"}}"#),
        format!(r#"{{"access_token":"{token}\n"}}"#),
        format!(r#"{{"access_token":["{token}"]}}"#),
        format!(r#"{{"access_token":"{token}"#),
        format!(r#"{{"access_token":{token}}}"#),
        format!(r#"{{"{token}":"{token}","description":"{token}","error":"{token}"}}"#),
        format!("<html>{token}"),
        format!("access_token={token}"),
        token.to_owned(),
        format!(r#""{token}""#),
    ] {
        for complete in [true, false] {
            let response = Response {
                status: 200,
                fields: vec![("X-Token".to_owned(), token.as_bytes().to_vec())],
                body: body.clone().into_bytes(),
                complete,
            };
            let seen = printed(SECRET, &response);
            assert_no_secret_in("Harbour-1", &seen);
            assert_no_secret_in(SECRET, &seen);
        }
    }
}

#[test]
fn a_library_error_that_prints_the_secret_is_not_chained() {
    let pair = Base64::encode_string(format!("CLI-5f2a:{SECRET}").as_bytes());
    for (text, is_kept) in [
        ("connection reset".to_owned(), true),
        (format!("sent {SECRET}"), false),
        (format!("Authorization: Basic {pair}"), false),
    ] {
        let mut bench = Bench::with_client();
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        let request = asked(&mut bench, &mut exchange);
        let answer = request.broken(Fault::Closed, Some(BoxError::from(text.clone())));
        let shown = format!("{answer:?}");
        assert!(
            bench
                .auth
                .token_answered(&request, bench.now, answer)
                .is_none()
        );
        let Step::Fail(error) = exchange.next(&mut bench.auth, bench.now) else {
            panic!("no token")
        };
        let seen = format!("{} {shown}", texts(&error));
        assert_eq!(seen.contains(&text), is_kept, "{seen}");
    }
}

#[test]
fn the_token_is_redacted_where_a_service_repeats_it() {
    let token = jwt(r#"{"accounts":["920012"]}"#);
    let signature = token.rsplit_once('.').unwrap().1;
    for status in [401, 403, 429] {
        let echo = format!(r#"{{"description":"Bearer {token} {SECRET} {signature}"}}"#);
        let mut bench = Bench::with_client();
        let granted = format!(r#"{{"access_token":"{token}"}}"#);
        bench.grant([Reply::status(200).body(granted)]);
        let refused = Reply::status(status)
            .body(&echo)
            .field("X-Echo", format!("Bearer {token}"));
        bench.grant([Reply::status(500)]);
        let error = bench.get([refused]).unwrap_err();
        let events = bench.auth.take_events();
        let body = String::from_utf8_lossy(error.answer().unwrap().body()).into_owned();
        let seen = format!("{} {body} {:?} {events:?}", texts(&error), bench.auth);
        for secret in [token.as_str(), SECRET, signature] {
            assert_no_secret_in(secret, &seen);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// For random secrets, and a token endpoint that repeats all it got. The oracle is the testkit's
    /// search, which has another base64.
    #[test]
    fn no_text_contains_the_client_secret(secret in "[!-~]{16,40}") {
        let pair = Base64::encode_string(format!("CLI-5f2a:{secret}").as_bytes());
        let body = format!(r#"{{"error":"{secret}","error_description":"Basic {pair} {secret}","x":"{secret}"}}"#);
        for status in [200, 302, 400, 401, 429, 500] {
            let reply = Reply::status(status).body(&body).field("X-Echo", &pair).field("Location", &secret);
            let Reply::Response(response) = reply else { unreachable!() };
            let seen = printed(&secret, &response);
            assert_no_secret_in(&secret, &seen);
            assert_no_secret_in(&pair, &seen);
        }
    }
}
