use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bw_auth_sandbox::{ApiUser, Credential, OAuthClient, Sandbox, SandboxClock};
use serde_json::{Value, json};

use crate::client::{
    FORM, GRANT, TOKEN_ENDPOINT, ask_for_token, basic, bearer, get, own, own_client, path, request,
    token,
};

/// A part of a JWT, as anybody may read it.
fn part(token: &str, at: usize) -> Value {
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 3, "{token}");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[at]).unwrap()).unwrap()
}

#[test]
fn a_client_gets_a_token_that_says_what_it_is_for() {
    let sandbox = Sandbox::builder()
        .clock(SandboxClock::manual(1_790_000_000))
        .start()
        .unwrap();
    sandbox.add_client(
        OAuthClient::new("CLI-a1", "se:cret")
            .account("77")
            .account("78")
            .role("HttpVoice"),
    );
    let reply = ask_for_token(&sandbox, &basic("CLI-a1", "se:cret"));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.field("content-type"), Some("application/json"));
    assert_eq!(reply.field("cache-control"), Some("no-store"));
    let answer = reply.json();
    assert_eq!(answer.as_object().unwrap().len(), 3);
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(answer["expires_in"], 3600);

    let token = answer["access_token"].as_str().unwrap();
    assert_eq!(part(token, 0), json!({ "alg": "RS256", "typ": "JWT" }));
    let mut claims = part(token, 1);
    let id = claims.as_object_mut().unwrap().remove("jti").unwrap();
    let expected = json!({
        "iss": "https://api.bandwidth.com",
        "sub": "CLI-a1",
        "client_id": "CLI-a1",
        "iat": 1_790_000_000,
        "exp": 1_790_003_600,
        "accounts": ["77", "78"],
        "roles": ["HttpVoice"],
        "express": false,
    });
    assert_eq!(claims, expected);
    let signature = token.rsplit('.').next().unwrap();
    assert_eq!(URL_SAFE_NO_PAD.decode(signature).unwrap().len(), 256);

    let reply = ask_for_token(&sandbox, &basic("CLI-a1", "se:cret")).json();
    let other = reply["access_token"].as_str().unwrap();
    assert_ne!(part(other, 1)["jti"], id);
    assert_ne!(other.rsplit('.').next().unwrap(), signature);
}

#[test]
fn a_sandbox_starts_with_a_client_of_the_account() {
    let sandbox = Sandbox::start().unwrap();
    assert_eq!(
        sandbox.token_url(),
        format!("{}{TOKEN_ENDPOINT}", sandbox.url())
    );
    let token = token(&sandbox, &own_client(&sandbox));
    let claims = part(&token, 1);
    assert_eq!(claims["sub"], sandbox.client_id());
    assert_eq!(claims["accounts"], json!([sandbox.account_id()]));
    assert_eq!(claims["roles"], json!([]));
}

#[test]
fn tokens_can_be_opaque() {
    let sandbox = Sandbox::builder().opaque_tokens().start().unwrap();
    let fields = own_client(&sandbox);
    let opaque = token(&sandbox, &fields);
    assert_eq!(URL_SAFE_NO_PAD.decode(&opaque).unwrap().len(), 32);
    assert_ne!(opaque, token(&sandbox, &fields));
    sandbox.set_opaque_tokens(false);
    let jwt = token(&sandbox, &fields);
    part(&jwt, 1);
    sandbox.set_opaque_tokens(true);
    assert!(!token(&sandbox, &fields).contains('.'));
    for token in [opaque, jwt] {
        let reply = get(&sandbox, &path(&sandbox, "subscriptions"), &bearer(&token));
        assert_eq!(reply.status, 200);
    }
}

#[test]
fn expires_in_is_the_lifetime_in_whole_seconds() {
    let sandbox = Sandbox::builder()
        .token_lifetime(Duration::from_millis(600_900))
        .start()
        .unwrap();
    let expires_in = || ask_for_token(&sandbox, &own_client(&sandbox)).json()["expires_in"].clone();
    assert_eq!(expires_in(), 600);
    sandbox.set_token_lifetime(Duration::from_secs(5));
    assert_eq!(expires_in(), 5);
}

#[test]
fn who_is_no_client_gets_no_token() {
    let sandbox = Sandbox::start().unwrap();
    let (id, secret) = (sandbox.client_id(), sandbox.client_secret());
    let user = sandbox.username();
    let good = own_client(&sandbox);
    let issued = token(&sandbox, &good);
    let wrong = Credential::WrongClientSecret(id.into());
    let table = [
        (String::new(), Credential::None),
        (basic(id, "other"), wrong.clone()),
        (basic(id, &secret.to_uppercase()), wrong),
        (basic(&id.to_lowercase(), secret), Credential::Unknown),
        (own(&sandbox), Credential::Accepted(user.into())),
        (basic(user, "x"), Credential::WrongPassword(user.into())),
        (bearer(&issued), Credential::Token(id.into())),
        (good.replace("Basic ", "Basic !"), Credential::Malformed),
        (format!("{good}{good}"), Credential::Several(2)),
    ];
    for (fields, credential) in table {
        let reply = ask_for_token(&sandbox, &fields);
        assert_eq!(reply.status, 401, "{fields}");
        assert_eq!(reply.json()["error"], "invalid_client");
        assert!(reply.json()["error_description"].is_string());
        let challenge = reply.field("www-authenticate").unwrap();
        assert!(challenge.starts_with("Basic "), "{challenge}");
        let request = sandbox.requests().pop().unwrap();
        assert_eq!(request.credential, credential, "{fields}");
    }
    assert_eq!(ask_for_token(&sandbox, &good).status, 200);
    let request = sandbox.requests().pop().unwrap();
    assert_eq!(request.credential, Credential::Client(id.into()));
}

#[test]
fn a_client_and_a_user_of_one_name_are_told_apart_by_the_place() {
    let sandbox = Sandbox::start().unwrap();
    let id = sandbox.client_id();
    sandbox.add_user(ApiUser::new(id, "pass").account(sandbox.account_id()));
    let path = path(&sandbox, "subscriptions");
    let table = [
        (basic(id, "pass"), 401, 200),
        (own_client(&sandbox), 200, 401),
    ];
    for (fields, at_token_endpoint, at_resource) in table {
        assert_eq!(ask_for_token(&sandbox, &fields).status, at_token_endpoint);
        assert_eq!(get(&sandbox, &path, &fields).status, at_resource);
    }
}

#[test]
fn a_request_that_asks_for_no_such_grant_is_400() {
    let sandbox = Sandbox::start().unwrap();
    let json = "Content-Type: application/json\r\n";
    let long = format!("{GRANT}&pad={}", "x".repeat(16 * 1024));
    let table = [
        (FORM, "grant_type=password", "unsupported_grant_type"),
        (FORM, "grant_type=", "unsupported_grant_type"),
        (
            FORM,
            "grant_type=Client_Credentials",
            "unsupported_grant_type",
        ),
        (FORM, "", "invalid_request"),
        (FORM, "scope=a", "invalid_request"),
        (
            FORM,
            "grant_type=client_credentials&grant_type=client_credentials",
            "invalid_request",
        ),
        (
            FORM,
            "grant_type=client_credentials&scope=a&scope=b",
            "invalid_request",
        ),
        (FORM, "grant_type=client_credentials#", "invalid_request"),
        (FORM, "grant type\r\n", "invalid_request"),
        (FORM, &long, "invalid_request"),
        ("", GRANT, "invalid_request"),
        (json, GRANT, "invalid_request"),
        (
            json,
            r#"{"grant_type":"client_credentials"}"#,
            "invalid_request",
        ),
    ];
    for (content_type, body, error) in table {
        let fields = format!("{}{content_type}", own_client(&sandbox));
        let reply = request(&sandbox, "POST", TOKEN_ENDPOINT, &fields, body);
        assert_eq!(reply.status, 400, "{content_type} {body}");
        assert_eq!(reply.json()["error"], error, "{content_type} {body}");
        assert!(reply.json()["error_description"].is_string());
        assert_eq!(reply.field("www-authenticate"), None);
    }
    assert_eq!(
        sandbox.requests().pop().unwrap().body_length,
        Some(r#"{"grant_type":"client_credentials"}"#.len() as u64)
    );
}

#[test]
fn a_form_may_have_a_scope_and_what_forms_have_besides() {
    let sandbox = Sandbox::start().unwrap();
    let charset = "content-type: Application/X-WWW-Form-Urlencoded ; charset=UTF-8\r\n";
    let table = [
        (FORM, "grant_type=client_credentials&scope="),
        (
            FORM,
            "scope=voice.webrtc+more&grant_type=client_credentials",
        ),
        (FORM, "grant%5Ftype=client%5Fcredentials&other=%20&other"),
        (charset, GRANT),
    ];
    for (content_type, body) in table {
        let fields = format!("{}{content_type}", own_client(&sandbox));
        let reply = request(&sandbox, "POST", TOKEN_ENDPOINT, &fields, body);
        assert_eq!(reply.status, 200, "{content_type} {body}");
    }
}

#[test]
fn it_takes_no_method_but_post_and_has_one_path() {
    let sandbox = Sandbox::start().unwrap();
    let fields = format!("{}{FORM}", own_client(&sandbox));
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"] {
        let reply = request(&sandbox, method, TOKEN_ENDPOINT, &fields, GRANT);
        assert_eq!(reply.status, 405, "{method}");
        assert_eq!(reply.field("allow"), Some("POST"), "{method}");
    }
    assert_eq!(sandbox.token_requests(), 5);
    for path in ["/oauth2/token", "/api/v1/oauth2/token/", "/api/v1/oauth2"] {
        let reply = request(&sandbox, "POST", path, &fields, GRANT);
        assert_eq!(reply.status, 404, "{path}");
    }
    let queried = format!("{TOKEN_ENDPOINT}?accountId=1");
    let reply = request(&sandbox, "POST", &queried, &fields, GRANT);
    assert_eq!(reply.status, 200);
    assert_eq!(sandbox.token_requests(), 6);
}
