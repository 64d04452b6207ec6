//! What is made of a token endpoint's body, whatever is in it.

use std::time::Duration;

use bw_auth_core::{TokenFailure, Unusable};

use super::bench::{Bench, code, seconds};
use super::reply::Reply;
use super::token_bench::token_error;

/// How long the token of a 200 with this body lives, or why there is none.
pub(super) fn life_of(body: impl AsRef<[u8]>) -> Result<Duration, Unusable> {
    read(Reply::status(200).body(body)).map(|(_, life)| life)
}

/// The token that is sent, and how long it lives.
pub(super) fn read(reply: Reply) -> Result<(String, Duration), Unusable> {
    let mut bench = Bench::with_client();
    bench.grant([reply]);
    let end = bench.get_if_token();
    match &end {
        Ok(_) => {
            let life = bench.auth.token_life(bench.now).unwrap();
            Ok((bench.bearers()[0].to_owned(), life))
        }
        Err(error) => {
            assert_eq!(code(&end), "token.unusable");
            assert!(error.is_retryable());
            assert!(error.answer().is_none(), "it could hold a token");
            match token_error(&end).failure() {
                TokenFailure::Unusable(why) => Err(why),
                failure => panic!("{failure:?}"),
            }
        }
    }
}

pub(super) fn with(members: &str) -> String {
    format!(r#"{{"access_token":"at-1"{members}}}"#)
}

#[test]
fn a_life_is_whole_seconds_above_zero_and_at_most_a_day() {
    let day = 86_400;
    for (written, expected) in [
        ("3600", Ok(3600)),
        ("1", Ok(1)),
        ("1.0", Ok(1)),
        ("1.999", Ok(1)),
        ("3600.9", Ok(3600)),
        ("36e2", Ok(3600)),
        ("\"3600\"", Ok(3600)),
        ("\"0060\"", Ok(60)),
        ("\"\\u0036\\u0030\"", Ok(60)),
        ("86399", Ok(86_399)),
        ("86400", Ok(day)),
        ("86401", Ok(day)),
        ("1e18", Ok(day)),
        ("1e400", Ok(day)),
        ("99999999999999999999999", Ok(day)),
        ("\"99999999999999999999999\"", Ok(day)),
        ("18446744073709551616", Ok(day)),
        ("0", Err(())),
        ("-0", Err(())),
        ("0.999", Err(())),
        ("1e-400", Err(())),
        ("-1", Err(())),
        ("-3600", Err(())),
        ("-1e400", Err(())),
        ("\"\"", Err(())),
        ("\"0\"", Err(())),
        ("\"-60\"", Err(())),
        ("\"+60\"", Err(())),
        ("\"60 \"", Err(())),
        ("\"3600.5\"", Err(())),
        ("\"36e2\"", Err(())),
        ("\"inf\"", Err(())),
        ("\"NaN\"", Err(())),
        ("\"٣\"", Err(())),
        ("\"in an hour\"", Err(())),
        ("null", Err(())),
        ("true", Err(())),
        ("[3600]", Err(())),
        ("{\"seconds\":3600}", Err(())),
    ] {
        let life = life_of(with(&format!(r#","expires_in":{written}"#)));
        let expected = expected.map(seconds).map_err(|()| Unusable::ExpiresIn);
        assert_eq!(life, expected, "{written}");
    }
    for written in ["NaN", "Infinity", "+60", "060", "0x3c", ".5", "60."] {
        let life = life_of(with(&format!(r#","expires_in":{written}"#)));
        assert!(matches!(life, Err(Unusable::NotJson { .. })), "{written}");
    }
    assert_eq!(life_of(with("")), Ok(seconds(300)), "it need not be there");
}

#[test]
fn a_token_type_is_bearer_in_any_case_or_absent() {
    for written in [
        "\"Bearer\"",
        "\"bearer\"",
        "\"BEARER\"",
        "\"bEaReR\"",
        "\"\\u0042earer\"",
    ] {
        let life = life_of(with(&format!(r#","token_type":{written}"#)));
        assert_eq!(life, Ok(seconds(300)), "{written}");
    }
    for written in [
        "\"mac\"",
        "\"DPoP\"",
        "\"\"",
        "\"Bearer \"",
        "null",
        "1",
        "[\"Bearer\"]",
        "\"\\ud800\"",
    ] {
        let life = life_of(with(&format!(r#","token_type":{written}"#)));
        assert_eq!(life, Err(Unusable::TokenType), "{written}");
    }
}

#[test]
fn a_token_is_text_that_a_header_carries() {
    let long = "x".repeat(60 * 1024);
    for (written, expected) in [
        (r#""at-1""#, Ok("at-1")),
        (r#""a\/b""#, Ok("a/b")),
        (r#""\u0041\u007e""#, Ok("A~")),
        (r#""a\"b\\c""#, Ok("a\"b\\c")),
        (&format!("\"{long}\""), Ok(long.as_str())),
        (r#""""#, Err(Unusable::Missing)),
        ("null", Err(Unusable::Missing)),
        (r#""a b""#, Err(Unusable::Token)),
        (r#"" ""#, Err(Unusable::Token)),
        (r#""a\nb""#, Err(Unusable::Token)),
        (r#""a\r\nX-Evil: 1""#, Err(Unusable::Token)),
        (r#""a\u0000""#, Err(Unusable::Token)),
        (r#""a\b\f\t""#, Err(Unusable::Token)),
        (r#""ä""#, Err(Unusable::Token)),
        (r#""\u00e4""#, Err(Unusable::Token)),
        (r#""\ud83d\ude00""#, Err(Unusable::Token)),
        (r#""\ud800""#, Err(Unusable::Token)),
        (r#""\udc00\ud800""#, Err(Unusable::Token)),
        (r#""\u007f""#, Err(Unusable::Token)),
        ("1", Err(Unusable::Token)),
        ("true", Err(Unusable::Token)),
        (r#"["at-1"]"#, Err(Unusable::Token)),
        (r#"{"value":"at-1"}"#, Err(Unusable::Token)),
    ] {
        let reply = Reply::status(200).body(format!(r#"{{"access_token":{written}}}"#));
        let token = read(reply).map(|(token, _)| token);
        assert_eq!(token, expected.map(ToOwned::to_owned), "{written}");
    }
    // Not JSON, so not even looked at.
    for written in [
        "\"a\nb\"",
        r#""a\xb""#,
        r#""\u12""#,
        "\"a",
        "at-1",
        "'at-1'",
    ] {
        let life = life_of(format!(r#"{{"access_token":{written}}}"#));
        assert!(matches!(life, Err(Unusable::NotJson { .. })), "{written:?}");
    }
}

#[test]
fn other_members_are_passed_over_however_odd() {
    let deep = format!(r#","deep":{}1{}"#, "[".repeat(10_000), "]".repeat(10_000));
    for members in [
        r#","scope":"a b","refresh_token":"rt-1","x":null"#,
        r#","access_token2":"at-2","Access_Token":"at-3","accesstoken":1"#,
        r#","x":1,"x":2,"x":{"access_token":"at-2","access_token":"at-3"}"#,
        r#","":1e999,"\u0000":"\ud800","huge":1234567890123456789012345678901234567890"#,
        &deep,
    ] {
        let (token, life) = read(Reply::status(200).body(with(members))).unwrap();
        assert_eq!(
            (token.as_str(), life),
            ("at-1", seconds(300)),
            "{members:.60}"
        );
    }
}

#[test]
fn a_name_that_counts_is_there_once() {
    for body in [
        with(r#","access_token":"at-1""#),
        with(r#","access_token":"at-2""#),
        with(r#","access\u005ftoken":"at-2""#),
        with(r#","access_token":null"#),
        with(r#","expires_in":60,"expires_in":3600"#),
        with(r#","token_type":"Bearer","token_type":"mac""#),
    ] {
        assert_eq!(life_of(&body), Err(Unusable::Duplicate), "{body}");
    }
}

#[test]
fn what_is_no_object_with_a_token_says_what_it_is() {
    let deep = "[".repeat(10_000);
    let deep_token = format!(r#"{{"access_token":{deep}1{}}}"#, "]".repeat(10_000));
    for (body, expected) in [
        ("", Unusable::Empty),
        (" \r\n\t", Unusable::Empty),
        ("\u{feff}", Unusable::Empty),
        ("\u{feff} \n", Unusable::Empty),
        ("<!doctype html><title>x", Unusable::Html),
        ("\n <HTML>", Unusable::Html),
        ("\u{feff}<html>", Unusable::Html),
        ("<?xml version=\"1.0\"?><token/>", Unusable::Html),
        ("{}", Unusable::Missing),
        (r#"{"error":"invalid_client"}"#, Unusable::Missing),
        (r#"{"token":{"access_token":"at-1"}}"#, Unusable::Missing),
        (&deep_token, Unusable::Token),
    ] {
        assert_eq!(life_of(body), Err(expected), "{body:.60}");
    }
    for body in [
        "[]",
        "null",
        "1",
        "\"at-1\"",
        "at-1",
        "access_token=at-1",
        "{\"access_token\"",
        "{\"access_token\":\"at-1\"",
        "{\"access_token\":\"at-1\"}x",
        "{\"access_token\":\"at-1\"}{}",
        "{'access_token':'at-1'}",
        "{\"access_token\":\"at-1\",}",
        &deep,
        "\u{feff}\u{feff}{}",
    ] {
        assert!(
            matches!(life_of(body), Err(Unusable::NotJson { .. })),
            "{body:.60}"
        );
    }
    let utf_16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(life_of(utf_16), Err(Unusable::NotJson { .. })));
    assert!(matches!(
        life_of(b"{\"access_token\":\"a\xff\"}"),
        Err(Unusable::NotJson { .. })
    ));
    assert_eq!(
        life_of("{\n\"access_token\":?}"),
        Err(Unusable::NotJson {
            line: 2,
            column: 16
        })
    );
    assert_eq!(
        life_of("\u{feff}{\"access_token\":\"at-1\"} \n"),
        Ok(seconds(300)),
        "a mark before it is none of it"
    );
}
