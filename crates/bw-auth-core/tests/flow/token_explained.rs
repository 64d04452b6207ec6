//! What a token says about itself, in errors and where it is asked for by name.

use std::collections::VecDeque;

use bw_auth_core::{BearerToken, Cause, Error, Exchange, Generation, Loaded, Policy};

use super::bench::{Bench, account_outline, code, outline, seconds};
use super::reply::Reply;
use super::token_bench::{SECRET, client_loaded, jwt, token};

const TOLD: &str = r#"{"accounts":["920012"],"roles":["Porting","HttpVoice"],"exp":1800000000}"#;

/// A request of that account, whose token says this and which is answered so.
fn error_of(claims: &str, account: &str, status: u16) -> Error {
    let mut bench = Bench::with_client();
    bench.grant([token(&jwt(claims), 3600), token(&jwt(claims), 3600)]);
    let mut exchange = Exchange::new(account_outline(account));
    bench
        .drive(&mut exchange, &mut VecDeque::from([Reply::status(status)]))
        .unwrap_err()
}

#[test]
fn a_401_names_the_accounts_that_the_token_is_for() {
    let error = error_of(TOLD, "920013", 401);
    let text = error.to_string();
    assert!(
        text.contains("account 920013 is not among this token's [920012]"),
        "{text}"
    );
    let Error::Rejected(rejection) = &error else {
        panic!("{error}")
    };
    assert_eq!(
        rejection.claims().unwrap().roles(),
        ["Porting", "HttpVoice"]
    );
    assert_eq!(rejection.token_age(), Some(seconds(0)));
    assert_eq!(
        rejection.causes(),
        [Cause::Account, Cause::Environment, Cause::Token]
    );

    for (claims, account) in [
        (TOLD, "920012"),
        (r#"{"accounts":[]}"#, "920013"),
        ("{}", "920013"),
        (r#"{"accounts":"920012"}"#, "920013"),
        ("no object", "920013"),
    ] {
        let text = error_of(claims, account, 401).to_string();
        assert!(!text.contains("among"), "{claims} {text}");
        assert!(
            text.contains("check in turn: the account id in the URL"),
            "{text}"
        );
    }
}

#[test]
fn a_403_names_the_roles_and_the_age_of_the_token() {
    let mut bench = Bench::with_client();
    bench.grant([token(&jwt(TOLD), 3600)]);
    bench.ok();
    bench.pass_both(seconds(754));
    let error = bench.get([Reply::status(403)]).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("the token has the roles [Porting, HttpVoice] and is 754 s old"),
        "{text}"
    );
    assert!(text.contains("which takes a new token to show"), "{text}");
    let Error::Forbidden(forbidden) = &error else {
        panic!("{error}")
    };
    assert_eq!(forbidden.token_age(), Some(seconds(754)));

    let opaque = Bench::with_client()
        .get([Reply::status(403)])
        .unwrap_err()
        .to_string();
    assert!(!opaque.contains("roles"), "{opaque}");
}

#[test]
fn what_a_token_says_is_escaped_and_cut() {
    let roles: Vec<_> = (0..30).map(|n| format!("\"role {n}\"")).collect();
    let claims = format!(
        r#"{{"accounts":["1\n\u001b[31m{}"],"roles":[{}]}}"#,
        "9".repeat(500),
        roles.join(",")
    );
    let text = error_of(&claims, "920013", 401).to_string();
    assert!(!text.contains(['\n', '\u{1b}']), "{text}");
    assert!(text.len() < 1000, "{text}");
    let text = error_of(&claims, "920013", 403).to_string();
    assert!(text.contains("role 9 and 20 more]"), "{text}");
}

#[test]
fn a_token_refuses_no_request_unless_asked_to_by_name() {
    let mut bench = Bench::with_client();
    bench.grant([token(&jwt(TOLD), 3600)]);
    assert!(
        bench
            .run(account_outline("920013"), [Reply::status(200)])
            .is_ok()
    );

    let policy = Policy::default().with_account_in_token();
    let mut bench = Bench::with_policy(policy).provide([Ok(client_loaded(SECRET, 1))]);
    bench.grant([token(&jwt(TOLD), 3600)]);
    let end = bench.run(account_outline("920013"), []);
    assert_eq!(code(&end), "withheld.account_not_in_token");
    let text = end.unwrap_err().to_string();
    assert!(
        text.contains("account 920013 is not among this token's [920012]"),
        "{text}"
    );
    assert!(
        bench
            .run(account_outline("920012"), [Reply::status(200)])
            .is_ok()
    );
    let without_account = outline("GET", "https://numbers.example/api/tns");
    assert!(bench.run(without_account, [Reply::status(200)]).is_ok());
    bench.auth.invalidate_token();
    assert!(
        bench
            .run(account_outline("920013"), [Reply::status(200)])
            .is_ok(),
        "an opaque token names none"
    );
}

#[test]
fn the_only_account_is_known_once_there_is_a_token() {
    let mut bench = Bench::with_client();
    bench.grant([token(&jwt(TOLD), 3600)]);
    assert!(bench.auth.only_account().is_none() && bench.auth.claims().is_none());
    bench.ok();
    assert_eq!(bench.auth.only_account().unwrap().as_str(), "920012");
    assert_eq!(
        bench.auth.claims().unwrap().expires_at(),
        Some(seconds(1_800_000_000))
    );
    bench.auth.invalidate_token();
    assert!(bench.auth.only_account().is_none());
}

#[test]
fn a_bearer_token_is_explained_too() {
    let bearer = BearerToken::new(jwt(TOLD)).unwrap();
    let mut bench = Bench::new().provide([Ok(Loaded::new(bearer, Generation::FIRST))]);
    let end = bench.run(account_outline("920013"), [Reply::status(401)]);
    let text = end.unwrap_err().to_string();
    assert!(text.contains("not among this token's [920012]"), "{text}");
    assert_eq!(bench.fetches(), 0, "nobody can renew it");
    assert_eq!(bench.asked.len(), 2, "but its provider may have another");
}
