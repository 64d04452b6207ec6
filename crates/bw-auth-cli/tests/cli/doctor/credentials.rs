//! Credentials that are refused, may not do it, or are asked for too often.

use core::time::Duration;

use bw_auth_blocking::ureq::Proxy;
use bw_auth_blocking::{Client, ClientCredentials, Environment};
use bw_auth_sandbox::{Fault, OAuthClient, RateLimit, Sandbox, SandboxClock};

use super::{Clinic, probes, warnings};

#[test]
fn a_wrong_secret_is_told_by_the_token_endpoint() {
    let clinic = Clinic::open();
    let value = clinic.assert_verdict(&clinic.client("not-the-secret"), "secret", 2);
    assert_eq!(value["code"], "token.refused");
    assert_eq!(probes(&value).len(), 1);
    assert_eq!(value["probes"][0]["status"], 401);
}

#[test]
fn an_api_user_is_told_all_that_a_401_can_mean() {
    let clinic = Clinic::open();
    let mut wrong_account = clinic.right_user();
    wrong_account.push(("BANDWIDTH_ACCOUNT_ID", "77"));
    for variables in [clinic.user("not-the-password"), wrong_account] {
        let value = clinic.assert_verdict(&variables, "secret_or_account", 2);
        assert_eq!(value["code"], "auth.rejected");
        let remedies = value["remedies"].to_string();
        for cause in [
            "password",
            "account",
            "environment",
            "App user",
            "2026-12-02",
        ] {
            assert!(remedies.contains(cause), "no {cause} in {remedies}");
        }
        // The first 401 is enough: to go on can lock a user out.
        assert_eq!(probes(&value), [("edge management settings", "rejected")]);
        assert_eq!(warnings(&value), ["api_user_retirement"]);
    }
}

#[test]
fn a_wrong_account_is_told_by_the_token() {
    let clinic = Clinic::open();
    let mut variables = clinic.right_client();
    variables.push(("BANDWIDTH_ACCOUNT_ID", "77"));
    let value = clinic.assert_verdict(&variables, "account", 2);
    let text = value["text"].as_str().expect("a text");
    assert!(
        text.contains("77") && text.contains(clinic.sandbox.account_id()),
        "{text}"
    );
}

#[test]
fn an_api_user_without_an_account_is_told_to_set_one() {
    let clinic = Clinic::open();
    let variables = clinic.right_user();
    let value = clinic.assert_verdict(&variables[..2], "no_account", 3);
    assert_eq!(value["code"], "withheld.no_account");
    assert!(clinic.sandbox.requests().is_empty());
}

#[test]
fn a_test_token_is_told_from_a_wrong_one() {
    let clinic = Clinic::open();
    // Its tokens are fetched in the one environment, and used in the other.
    let mut variables = clinic.right_client();
    variables.push((
        "BANDWIDTH_TOKEN_URL",
        "https://test.api.bandwidth.com/api/v1/oauth2/token",
    ));
    let value = clinic.assert_verdict(&variables, "environment", 2);
    let text = value["text"].as_str().expect("a text");
    assert!(
        text.contains("test environment") && text.contains("production"),
        "{text}"
    );
    let remedies = value["remedies"].to_string();
    for place in ["BANDWIDTH_ENVIRONMENT", "profile", "--environment"] {
        assert!(remedies.contains(place), "no {place}: {remedies}");
    }
    // With requests to the test environment all is well.
    variables.push(("BANDWIDTH_ENVIRONMENT", "test"));
    clinic.assert_verdict(&variables, "accepted", 0);

    // A token from elsewhere says itself where it is from.
    let token = test_token(&clinic.sandbox);
    let variables = [
        ("BANDWIDTH_ACCESS_TOKEN", token.as_str()),
        ("BANDWIDTH_ACCOUNT_ID", clinic.sandbox.account_id()),
    ];
    let value = clinic.assert_verdict(&variables, "environment", 2);
    let remedies = value["remedies"].to_string();
    for said in ["test", "BANDWIDTH_ENVIRONMENT", "profile", "--environment"] {
        assert!(remedies.contains(said), "no {said}: {remedies}");
    }
    assert!(!remedies.contains("account"), "{remedies}");
}

#[test]
fn a_token_that_has_expired_says_so_itself() {
    let clinic = Clinic::open();
    // {"alg":"none"} . {"exp":1} .
    let variables = [
        (
            "BANDWIDTH_ACCESS_TOKEN",
            "eyJhbGciOiJub25lIn0.eyJleHAiOjF9.c2ln",
        ),
        ("BANDWIDTH_ACCOUNT_ID", clinic.sandbox.account_id()),
    ];
    clinic.assert_verdict(&variables, "token_expired", 2);
}

#[test]
fn a_missing_role_is_no_wrong_secret() {
    let clinic = Clinic::open();
    let client = OAuthClient::new("CLI-roles", "its-secret");
    let client = client
        .account(clinic.sandbox.account_id())
        .role("HttpVoice");
    clinic.sandbox.add_client(client);
    clinic
        .sandbox
        .script_for("/api/accounts", Fault::status(403).always());
    let variables = [
        ("BANDWIDTH_CLIENT_ID", "CLI-roles"),
        ("BANDWIDTH_CLIENT_SECRET", "its-secret"),
    ];
    let value = clinic.assert_verdict(&variables, "forbidden", 4);
    assert!(
        value["remedies"].to_string().contains("HttpVoice"),
        "{value:#}"
    );
    let value = clinic.assert_verdict(&clinic.right_client(), "forbidden", 4);
    assert!(
        value["remedies"].to_string().contains("no role"),
        "{value:#}"
    );
    let value = clinic.assert_verdict(&clinic.right_user(), "forbidden", 4);
    assert_eq!(value["code"], "auth.forbidden");
}

#[test]
fn what_is_forbidden_beside_what_is_not_is_a_warning() {
    let clinic = Clinic::open();
    let settings = format!("/api/accounts/{}/products", clinic.sandbox.account_id());
    clinic
        .sandbox
        .script_for(&settings, Fault::status(403).always());
    let value = clinic.assert_verdict(&clinic.right_client(), "accepted", 0);
    assert_eq!(warnings(&value), ["partly"]);
    assert_eq!(
        probes(&value)[..2],
        [
            ("edge management settings", "forbidden"),
            ("orders", "accepted")
        ]
    );
}

#[test]
fn a_rate_limit_is_no_refusal() {
    let limit = RateLimit {
        requests: 0,
        per: Duration::from_secs(600),
    };
    let sandbox = Sandbox::builder().rate_limit(limit).start();
    let clinic = Clinic::around(sandbox.expect("a sandbox"));
    for variables in [clinic.right_user(), clinic.right_client()] {
        let value = clinic.examine_limited(&variables);
        assert_eq!(value["code"], "rate_limited");
        assert!(
            value["wait_seconds"]
                .as_u64()
                .is_some_and(|wait| wait > 500),
            "{value:#}"
        );
    }

    let clinic = Clinic::open();
    let limited = Fault::status(429).header("retry-after", "30").always();
    clinic.sandbox.script_for("/api/v1/oauth2/token", limited);
    let value = clinic.assert_verdict(&clinic.right_client(), "rate_limited", 7);
    assert_eq!(value["code"], "token.rate_limited");
}

#[test]
fn a_service_in_trouble_says_nothing_about_credentials() {
    let clinic = Clinic::open();
    clinic
        .sandbox
        .script_for("/api/accounts", Fault::status(500).always());
    clinic.assert_verdict(&clinic.right_user(), "service", 1);
    clinic
        .sandbox
        .script_for("/api/v1/oauth2/token", Fault::status(503).always());
    clinic.assert_verdict(&clinic.right_client(), "token_endpoint", 1);
}

#[test]
fn a_clock_that_is_wrong_is_a_warning() {
    let sandbox = Sandbox::builder().clock(SandboxClock::manual(1_600_000_000));
    let clinic = Clinic::around(sandbox.start().expect("a sandbox"));
    let value = clinic.assert_verdict(&clinic.client("not-the-secret"), "secret", 2);
    assert_eq!(warnings(&value), ["clock"]);
    assert!(
        value["warnings"][0]["text"].to_string().contains("ahead"),
        "{value:#}"
    );
    // Where all is well otherwise, too.
    let value = clinic.assert_verdict(&clinic.right_client(), "accepted", 0);
    assert_eq!(warnings(&value), ["clock"]);
}

#[test]
fn a_refused_token_request_is_no_wrong_secret_where_the_endpoint_says_so() {
    let clinic = Clinic::open();
    for (code, verdict) in [
        ("invalid_scope", "token_request"),
        ("unauthorized_client", "token_request"),
        ("invalid_client", "secret"),
        ("of its own", "secret"),
    ] {
        let answer = format!(r#"{{"error":"{code}"}}"#);
        let fault = Fault::status(400).body(answer).times(2);
        clinic.sandbox.script_for("/api/v1/oauth2/token", fault);
        clinic.assert_verdict(&clinic.right_client(), verdict, 2);
    }
    for (body, verdict) in [
        ("Forbidden", "token_request"),
        (r#"{"error":"invalid_client"}"#, "secret"),
    ] {
        let fault = Fault::status(403).body(body).times(2);
        clinic.sandbox.script_for("/api/v1/oauth2/token", fault);
        clinic.assert_verdict(&clinic.right_client(), verdict, 2);
    }
}

#[test]
fn what_the_token_endpoint_refused_is_not_said_of_the_service() {
    let clinic = Clinic::open();
    let ended = clinic.run(&clinic.client("not-the-secret"), &[]);
    let line = "edge management settings: rejected (token endpoint: 401, token.refused)\n";
    assert!(ended.stdout.contains(line), "{}", ended.stdout);
}

/// A token that was fetched a moment ago has not expired, whatever this machine's clock makes of its claims.
#[test]
fn a_clock_that_is_wrong_does_not_hide_a_wrong_account() {
    let sandbox = Sandbox::builder().clock(SandboxClock::manual(1_600_000_000));
    let clinic = Clinic::around(sandbox.start().expect("a sandbox"));
    let mut variables = clinic.right_client();
    variables.push(("BANDWIDTH_ACCOUNT_ID", "55"));
    let value = clinic.assert_verdict(&variables, "account", 2);
    assert_eq!(warnings(&value), ["clock"]);
}

#[test]
fn of_several_accounts_one_has_to_be_chosen() {
    let clinic = Clinic::open();
    let client = OAuthClient::new("CLI-several", "its-secret");
    clinic
        .sandbox
        .add_client(client.account("66").account("77"));
    let variables = [
        ("BANDWIDTH_CLIENT_ID", "CLI-several"),
        ("BANDWIDTH_CLIENT_SECRET", "its-secret"),
    ];
    let value = clinic.assert_verdict(&variables, "no_account", 3);
    let text = value["text"].as_str().expect("a text");
    assert!(text.contains("66, 77"), "{text}");
}

impl Clinic {
    /// The seconds to wait are fewer with each look, so that text and JSON are not compared.
    fn examine_limited(&self, variables: &[(&str, &str)]) -> serde_json::Value {
        let ended = self.run(variables, &["--json"]);
        let value: serde_json::Value = serde_json::from_str(&ended.stdout).expect("JSON");
        assert_eq!(value["verdict"], "rate_limited", "{value:#}");
        assert_eq!(ended.code, Some(7));
        value
    }
}

/// A token of the test realm, for a client of the sandbox's.
fn test_token(sandbox: &Sandbox) -> String {
    let credentials = ClientCredentials::new(sandbox.client_id(), sandbox.client_secret());
    let proxy = Proxy::new(&sandbox.proxy_url()).expect("a proxy");
    let client = Client::builder(credentials.expect("an id and a secret"))
        .environment(Environment::test())
        .add_root_pem(sandbox.ca_pem())
        .configure_http(|settings| settings.proxy(Some(proxy)))
        .build()
        .expect("a client");
    let uri = "https://test.dashboard.bandwidth.com/api".parse();
    let value = client.authorize(&uri.expect("a URL")).expect("a token");
    let value = value.to_str().expect("text");
    value.strip_prefix("Bearer ").expect("a token").to_owned()
}
