use std::time::Duration;

use bw_auth_sandbox::{Credential, OAuthClient, RateLimit, Sandbox, SandboxClock};

use crate::client::{Reply, basic, bearer, get, own, own_client, path, token};

/// Who the last request was from, and the number of its token.
fn last(sandbox: &Sandbox) -> (Credential, Option<u64>) {
    let request = sandbox.requests().pop().unwrap();
    (request.credential, request.token_number)
}

fn subscriptions(sandbox: &Sandbox, token: &str) -> Reply {
    get(sandbox, &path(sandbox, "subscriptions"), &bearer(token))
}

#[test]
fn a_token_opens_what_its_accounts_and_roles_do() {
    let sandbox = Sandbox::start().unwrap();
    let client = OAuthClient::new("CLI-voice", "secret").account("77");
    sandbox.add_client(client.role("HttpVoice"));
    let token = token(&sandbox, &basic("CLI-voice", "secret"));
    for (path, status) in [
        ("/api/accounts/77/subscriptions", 200),
        ("/api/accounts/77/orders?page=1&size=1", 200),
        ("/api/v2/accounts/77/calls", 200),
        ("/api/v2/users/77/messages", 403),
        ("/api/accounts/77/tnoptions", 403),
        ("/api/accounts/78/subscriptions", 401),
        ("/api/v2/accounts/78/calls", 401),
    ] {
        assert_eq!(
            get(&sandbox, path, &bearer(&token)).status,
            status,
            "{path}"
        );
        let credential = Credential::Token("CLI-voice".into());
        assert_eq!(last(&sandbox), (credential, Some(1)), "{path}");
    }
    let spaced = bearer(&token).replace("Bearer ", "bEARER   ");
    let reply = get(&sandbox, "/api/accounts/77/subscriptions", &spaced);
    assert_eq!(reply.status, 200);
}

#[test]
fn a_clients_pair_opens_nothing() {
    let sandbox = Sandbox::start().unwrap();
    let id = sandbox.client_id();
    let path = path(&sandbox, "subscriptions");
    let table = [
        (own_client(&sandbox), Credential::Client(id.into())),
        (basic(id, "x"), Credential::WrongClientSecret(id.into())),
    ];
    for (fields, credential) in table {
        assert_eq!(get(&sandbox, &path, &fields).status, 401);
        assert_eq!(last(&sandbox), (credential, None));
    }
}

#[test]
fn tokens_are_numbered_as_they_are_issued() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_client(OAuthClient::new("CLI-other", "secret").account(sandbox.account_id()));
    let tokens = [
        token(&sandbox, &own_client(&sandbox)),
        token(&sandbox, &basic("CLI-other", "secret")),
        token(&sandbox, &own_client(&sandbox)),
    ];
    sandbox.clear_log();
    for at in [2, 0, 1] {
        assert_eq!(subscriptions(&sandbox, &tokens[at]).status, 200);
    }
    let path = path(&sandbox, "subscriptions");
    assert_eq!(get(&sandbox, &path, &own(&sandbox)).status, 200);
    let numbers: Vec<_> = sandbox.requests().iter().map(|r| r.token_number).collect();
    assert_eq!(numbers, [Some(3), Some(1), Some(2), None]);
}

#[test]
fn accounts_and_roles_are_those_of_the_time_of_issue() {
    let sandbox = Sandbox::start().unwrap();
    let client = OAuthClient::new("CLI-1", "secret").account("77");
    let ask = |token: &str, account: &str, resource: &str| {
        let path = format!("/api/v2/accounts/{account}/{resource}");
        get(&sandbox, &path, &bearer(token)).status
    };
    let fields = basic("CLI-1", "secret");
    sandbox.add_client(client.clone());
    let before = token(&sandbox, &fields);
    sandbox.add_client(client.account("78").role("HttpVoice"));
    let between = token(&sandbox, &fields);
    sandbox.add_client(OAuthClient::new("CLI-1", "secret"));
    let after = token(&sandbox, &fields);
    let table = [
        ("77", "subscriptions", 200, 200, 401),
        ("78", "subscriptions", 401, 200, 401),
        ("77", "calls", 403, 200, 401),
    ];
    for (account, resource, first, second, third) in table {
        assert_eq!(ask(&before, account, resource), first);
        assert_eq!(ask(&between, account, resource), second);
        assert_eq!(ask(&after, account, resource), third);
    }
}

#[test]
fn a_token_expires_by_the_clock() {
    let clock = SandboxClock::manual(1_790_000_000);
    let sandbox = Sandbox::builder()
        .clock(clock.clone())
        .token_lifetime(Duration::from_secs(60))
        .start()
        .unwrap();
    let fields = own_client(&sandbox);
    let first = token(&sandbox, &fields);
    sandbox.set_token_lifetime(Duration::from_secs(90));
    let second = token(&sandbox, &fields);
    clock.advance(Duration::from_millis(59_999));
    assert_eq!(subscriptions(&sandbox, &first).status, 200);
    clock.advance(Duration::from_millis(1));
    let id = sandbox.client_id();
    assert_eq!(subscriptions(&sandbox, &first).status, 401);
    let expired = Credential::ExpiredToken(id.into());
    assert_eq!(last(&sandbox), (expired, Some(1)));
    assert_eq!(subscriptions(&sandbox, &second).status, 200);
    clock.advance(Duration::from_secs(30));
    assert_eq!(subscriptions(&sandbox, &second).status, 401);
    assert_eq!(
        subscriptions(&sandbox, &token(&sandbox, &fields)).status,
        200
    );
}

#[test]
fn what_is_revoked_is_refused_and_what_comes_later_is_not() {
    let sandbox = Sandbox::start().unwrap();
    let fields = own_client(&sandbox);
    let tokens = [token(&sandbox, &fields), token(&sandbox, &fields)];
    sandbox.revoke_tokens();
    let later = token(&sandbox, &fields);
    for (token, number) in tokens.iter().zip(1..) {
        assert_eq!(subscriptions(&sandbox, token).status, 401);
        let revoked = Credential::RevokedToken(sandbox.client_id().into());
        assert_eq!(last(&sandbox), (revoked, Some(number)));
    }
    assert_eq!(subscriptions(&sandbox, &later).status, 200);
}

#[test]
fn a_refused_token_is_refused_in_the_manner_of_the_service() {
    let sandbox = Sandbox::start().unwrap();
    let token = token(&sandbox, &own_client(&sandbox));
    let unknown = format!("{token}x");
    sandbox.revoke_tokens();
    for token in [&token, &unknown] {
        let reply = subscriptions(&sandbox, token);
        assert_eq!((reply.status, reply.body.as_str()), (401, ""));
        let calls = format!("/api/v2/accounts/{}/calls", sandbox.account_id());
        let reply = get(&sandbox, &calls, &bearer(token));
        assert_eq!(reply.status, 401);
        assert_eq!(reply.json()["type"], "authentication-error");
    }
    assert_eq!(last(&sandbox), (Credential::UnknownToken, None));
}

#[test]
fn a_rate_limit_counts_each_client_over_its_tokens() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_client(OAuthClient::new("CLI-other", "secret").account(sandbox.account_id()));
    let fields = own_client(&sandbox);
    let (one, two) = (token(&sandbox, &fields), token(&sandbox, &fields));
    let other = token(&sandbox, &basic("CLI-other", "secret"));
    sandbox.set_rate_limit(Some(RateLimit {
        requests: 1,
        per: Duration::from_secs(3600),
    }));
    assert_eq!(subscriptions(&sandbox, &one).status, 200);
    assert_eq!(subscriptions(&sandbox, &two).status, 429);
    assert_eq!(subscriptions(&sandbox, &other).status, 200);
    // Asking for tokens is not limited by it.
    for _ in 0..3 {
        token(&sandbox, &fields);
    }
}
