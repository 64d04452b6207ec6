use bw_auth_sandbox::{Credential, OAuthClient, Sandbox};

use crate::client::{ask_for_token, basic, bearer, get, own_client, path, token};

/// Whether the default client gets a token for each of these secrets.
fn live<const N: usize>(sandbox: &Sandbox, secrets: [&str; N]) -> [bool; N] {
    secrets.map(|secret| {
        let reply = ask_for_token(sandbox, &basic(sandbox.client_id(), secret));
        match reply.status {
            200 => true,
            401 => false,
            other => panic!("{other}"),
        }
    })
}

#[test]
fn both_secrets_are_live_and_a_third_pushes_out_the_oldest() {
    let sandbox = Sandbox::start().unwrap();
    let id = sandbox.client_id();
    let first = sandbox.client_secret();
    let secrets = [first, "second", "third"];
    assert_eq!(live(&sandbox, secrets), [true, false, false]);
    assert!(sandbox.add_client_secret(id, "second"));
    assert_eq!(live(&sandbox, secrets), [true, true, false]);
    assert!(sandbox.add_client_secret(id, "third"));
    assert_eq!(live(&sandbox, secrets), [false, true, true]);
    // One that is live already becomes the newest, and pushes nothing out.
    for live_already in ["third", "second"] {
        assert!(sandbox.add_client_secret(id, live_already));
        assert_eq!(live(&sandbox, secrets), [false, true, true]);
    }
    assert!(sandbox.add_client_secret(id, first));
    assert_eq!(live(&sandbox, secrets), [true, true, false]);
    assert!(!sandbox.add_client_secret("nobody", "second"));
}

#[test]
fn a_client_may_begin_with_two_secrets() {
    let sandbox = Sandbox::start().unwrap();
    let id = sandbox.client_id();
    sandbox.add_client(OAuthClient::new(id, "one").second_secret("two"));
    assert_eq!(
        live(&sandbox, ["one", "two", sandbox.client_secret()]),
        [true, true, false]
    );
    assert!(sandbox.add_client_secret(id, "three"));
    assert_eq!(live(&sandbox, ["one", "two", "three"]), [false, true, true]);
}

#[test]
fn a_secret_can_be_removed_and_so_can_the_last() {
    let sandbox = Sandbox::start().unwrap();
    let id = sandbox.client_id();
    let first = sandbox.client_secret();
    assert!(sandbox.add_client_secret(id, "second"));
    assert!(sandbox.remove_client_secret(id, first));
    assert!(!sandbox.remove_client_secret(id, first));
    assert!(!sandbox.remove_client_secret("nobody", "second"));
    assert_eq!(live(&sandbox, [first, "second"]), [false, true]);
    assert!(sandbox.remove_client_secret(id, "second"));
    assert_eq!(live(&sandbox, ["second"]), [false]);
    let request = sandbox.requests().pop().unwrap();
    assert_eq!(request.credential, Credential::WrongClientSecret(id.into()));
}

#[test]
fn a_clients_tokens_outlive_it() {
    let sandbox = Sandbox::start().unwrap();
    let id = sandbox.client_id();
    let fields = bearer(&token(&sandbox, &own_client(&sandbox)));
    assert!(sandbox.remove_client(id));
    assert!(!sandbox.remove_client(id));
    assert_eq!(live(&sandbox, [sandbox.client_secret()]), [false]);
    let request = sandbox.requests().pop().unwrap();
    assert_eq!(request.credential, Credential::Unknown);
    let reply = get(&sandbox, &path(&sandbox, "subscriptions"), &fields);
    assert_eq!(reply.status, 200);
}

#[test]
fn id_and_secret_are_joined_as_they_are() {
    let sandbox = Sandbox::start().unwrap();
    for secret in ["a:b", "a%3Ab", "a+b c", "gr\u{fc}n", ""] {
        sandbox.add_client(OAuthClient::new("CLI a+b%", secret));
        let reply = ask_for_token(&sandbox, &basic("CLI a+b%", secret));
        assert_eq!(reply.status, 200, "{secret}");
    }
}
