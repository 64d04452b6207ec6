use std::time::Duration;

use bw_auth_sandbox::{ApiUser, Credential, Sandbox, SandboxClock};

use crate::client::{Reply, basic, bearer, get, own, own_client, path, token};

fn subscriptions(sandbox: &Sandbox, fields: &str) -> Reply {
    get(sandbox, &path(sandbox, "subscriptions"), fields)
}

fn last(sandbox: &Sandbox) -> Credential {
    sandbox.requests().pop().unwrap().credential
}

#[test]
fn from_the_moment_on_every_pair_is_refused_and_no_token_is() {
    let clock = SandboxClock::manual(1_790_000_000);
    let sandbox = Sandbox::builder()
        .clock(clock.clone())
        .api_users_retire_at(Duration::from_secs(1_790_000_100))
        .start()
        .unwrap();
    sandbox.add_user(ApiUser::new("other", "pass").account(sandbox.account_id()));
    let name = sandbox.username();
    let pairs = [
        (own(&sandbox), name.to_owned()),
        (basic("other", "pass"), "other".into()),
    ];
    clock.advance(Duration::from_millis(99_999));
    for (fields, name) in &pairs {
        assert_eq!(subscriptions(&sandbox, fields).status, 200);
        assert_eq!(last(&sandbox), Credential::Accepted(name.clone()));
    }
    clock.advance(Duration::from_millis(1));
    for (fields, name) in &pairs {
        let reply = subscriptions(&sandbox, fields);
        assert_eq!((reply.status, reply.body.as_str()), (401, ""));
        assert_eq!(last(&sandbox), Credential::Retired(name.clone()));
    }
    let calls = format!("/api/v2/accounts/{}/calls", sandbox.account_id());
    let reply = get(&sandbox, &calls, &own(&sandbox));
    assert_eq!(reply.json()["type"], "authentication-error");
    assert_eq!(subscriptions(&sandbox, &basic(name, "x")).status, 401);
    assert_eq!(last(&sandbox), Credential::WrongPassword(name.into()));

    let token = token(&sandbox, &own_client(&sandbox));
    assert_eq!(subscriptions(&sandbox, &bearer(&token)).status, 200);
}

#[test]
fn the_moment_can_be_set_and_moved() {
    let sandbox = Sandbox::builder()
        .clock(SandboxClock::manual(1_790_000_000))
        .start()
        .unwrap();
    let own = own(&sandbox);
    for (at, status) in [
        (1_790_000_001, 200),
        (1_790_000_000, 401),
        (0, 401),
        (1_790_000_001, 200),
    ] {
        sandbox.retire_api_users_at(Duration::from_secs(at));
        assert_eq!(subscriptions(&sandbox, &own).status, status, "{at}");
    }
}
