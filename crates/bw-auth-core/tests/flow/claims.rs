//! What a token says about itself, and the many that say nothing.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use bw_auth_core::{AccountId, BearerToken, Claims};

use super::bench::seconds;
use super::token_bench::jwt;

fn read(token: &str) -> Option<Claims> {
    Claims::of(&BearerToken::new(token.to_owned()).unwrap())
}

fn claims(text: &str) -> Claims {
    read(&jwt(text)).expect(text)
}

#[test]
fn accounts_roles_and_end_are_read() {
    let told = claims(
        r#"{"accounts":["920012","u-abc"],"roles":["Porting","ä"],"exp":1800000000.5,"iss":"x"}"#,
    );
    assert_eq!(told.accounts(), ["920012", "u-abc"]);
    assert_eq!(told.roles(), ["Porting", "ä"]);
    assert_eq!(told.expires_at().unwrap().as_secs(), 1_800_000_000);
    assert_eq!(told.only_account(), None);
    assert_eq!(
        format!("{told:?}"),
        "Claims { accounts: [920012, u-abc], roles: [Porting, ä], expires_at: Some(1800000000.5s) }"
    );
}

#[test]
fn a_claim_of_another_kind_counts_as_absent() {
    for text in [
        "{}",
        r#"{"accounts":null,"roles":null,"exp":null}"#,
        r#"{"accounts":"920012","roles":{"a":1},"exp":"1800000000"}"#,
        r#"{"accounts":[null,true,["920012"],{"id":"920012"}],"roles":[[]],"exp":[1]}"#,
        r#"{"Accounts":["920012"],"exp":-1}"#,
        r#"{"exp":1e300}"#,
    ] {
        let told = claims(text);
        assert!(
            told.accounts().is_empty() && told.roles().is_empty(),
            "{text}"
        );
        assert_eq!(told.expires_at(), None, "{text}");
        assert_eq!(told.only_account(), None, "{text}");
    }
    assert_eq!(claims(r#"{"exp":0}"#).expires_at(), Some(seconds(0)));
    assert_eq!(
        claims(r#"{"accounts":[920012,"14"]}"#).accounts(),
        ["920012", "14"]
    );
}

#[test]
fn what_is_no_jwt_has_no_claims() {
    let payload = Base64UrlUnpadded::encode_string(br#"{"accounts":["920012"]}"#);
    let unpadded = |bytes: &[u8]| format!("h.{}.s", Base64UrlUnpadded::encode_string(bytes));
    for text in [
        "opaque",
        ".",
        "..",
        "...",
        "a.b",
        "h.!!!.s",
        "h.a.s",
        &format!("{payload}.h"),
        &format!("h.{payload}"),
        &format!("h.{payload}.s.t"),
        &format!("a.{payload}.b.c.d"),
        &format!("h.{payload}=.s"),
        &format!(
            "h.{}.s",
            Base64::encode_string(b"{\"x\":\"\xc3\xbf\xc3\xbf\xc3\xbf>>>???\"}")
        ),
        &unpadded(b"[]"),
        &unpadded(b"null"),
        &unpadded(b"\"x\""),
        &unpadded(b"{\"accounts\":[\"920012\"]"),
        &unpadded(b"{} {}"),
        &unpadded(b"\xff\xfe"),
        &unpadded(b""),
    ] {
        assert_eq!(read(text), None, "{text:.80}");
    }
    // However deep it goes, in a member that counts or in another.
    for name in ["x", "accounts", "exp"] {
        let deep = "[".repeat(10_000) + "1" + &"]".repeat(10_000);
        let text = unpadded(format!(r#"{{"{name}":{deep},"roles":["Porting"]}}"#).as_bytes());
        let claims = read(&text).unwrap();
        assert_eq!(claims.roles(), ["Porting"]);
        assert!(claims.accounts().is_empty() && claims.expires_at().is_none());
    }
    // Neither the header nor the signature has to be anything.
    assert!(read(&format!(".{payload}.")).is_some());
}

#[test]
fn one_account_alone_is_the_only_one() {
    for (text, only) in [
        (r#"["920012"]"#, Some("920012")),
        ("[920012]", Some("920012")),
        (r#"["u-abc"]"#, Some("u-abc")),
        (r#"["920012","920012"]"#, None),
        (r#"[""]"#, None),
        (r#"[".."]"#, None),
        (r#"["a/b"]"#, None),
        (r#"["920012 "]"#, None),
        ("[-1.5]", Some("-1.5")),
        ("[]", None),
    ] {
        let told = claims(&format!(r#"{{"accounts":{text}}}"#));
        let found = told.only_account();
        assert_eq!(found.as_ref().map(AccountId::as_str), only, "{text}");
    }
}

#[test]
fn a_token_without_accounts_names_none_and_excludes_none() {
    let account: AccountId = "920012".parse().unwrap();
    assert_eq!(claims("{}").names(&account), None);
    assert_eq!(claims(r#"{"accounts":[]}"#).names(&account), None);
    assert_eq!(
        claims(r#"{"accounts":["920012"]}"#).names(&account),
        Some(true)
    );
    assert_eq!(
        claims(r#"{"accounts":["0920012"]}"#).names(&account),
        Some(false)
    );
}

#[test]
fn the_environment_is_the_one_whose_origin_issued_the_token() {
    for (issuer, environment) in [
        ("https://api.bandwidth.com", Some("production")),
        (
            "https://api.bandwidth.com/api/v1/oauth2",
            Some("production"),
        ),
        ("https://test.api.bandwidth.com", Some("test")),
        ("https://TEST.api.bandwidth.com:443/", Some("test")),
        ("https://id.bandwidth.com", None),
        ("http://test.api.bandwidth.com", None),
        ("https://test.api.bandwidth.com.example", None),
        ("test", None),
        ("", None),
    ] {
        let told = claims(&format!(r#"{{"iss":"{issuer}"}}"#));
        assert_eq!(told.environment(), environment, "{issuer}");
    }
    assert_eq!(
        claims(r#"{"iss":["https://api.bandwidth.com"]}"#).environment(),
        None
    );
    assert_eq!(claims("{}").environment(), None);
}
