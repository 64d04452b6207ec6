//! The check of the secret in a stored token's key.

use bw_auth_core::{Authenticator, ClientCredentials, Environment, Policy, TokenKey};
use bw_auth_testkit::assert_no_secret_in;

fn key(client: ClientCredentials) -> TokenKey {
    let mut auth = Authenticator::new(Environment::production(), Policy::default());
    auth.install(client);
    auth.token_key().expect("a client's key")
}

fn client(id: &str, secret: &str) -> ClientCredentials {
    ClientCredentials::new(id, secret).expect("a client")
}

/// By an implementation of FNV-1a that is not ours. Stores keep it, so no version may compute another.
#[test]
fn the_check_is_what_it_always_was() {
    for (id, secret, check) in [
        ("CLI-5f2a", "correct-horse", 0x7350),
        ("CLI-5f2a", "correct-horse-battery-staple", 0x977f),
        ("CLI-5f2a", "another secret of it", 64_130),
    ] {
        assert_eq!(key(client(id, secret)).secret_check(), check, "{secret}");
    }
}

#[test]
fn each_byte_of_the_secret_counts() {
    let secret = "s".repeat(60);
    let whole = key(client("CLI-5f2a", &secret));
    assert_eq!(whole, key(client("CLI-5f2a", &secret)));
    for at in 0..secret.len() {
        let mut other = secret.clone();
        other.replace_range(at..=at, "S");
        assert_ne!(whole, key(client("CLI-5f2a", &other)), "{at}");
    }
    assert_ne!(whole, key(client("CLI-5f2a", &format!("{secret}s"))));
}

/// So that of one secret there is one check, whatever it is used for, and of two clients with one secret nobody sees that.
#[test]
fn it_depends_on_the_client_and_not_on_what_a_token_is_for() {
    let plain = key(client("CLI-5f2a", "correct-horse"));
    let scoped = client("CLI-5f2a", "correct-horse").with_scope("orders");
    let scoped = key(scoped.expect("a scope"));
    assert_ne!(plain, scoped);
    assert_eq!(plain.secret_check(), scoped.secret_check());
    let other = key(client("CLI-5f2b", "correct-horse"));
    assert_ne!(plain.secret_check(), other.secret_check());
}

#[test]
fn it_is_not_logged() {
    let key = key(client("CLI-5f2a", "correct-horse"));
    let shown = format!("{key:?} {key:#?}");
    assert!(shown.contains("CLI-5f2a"), "{shown}");
    let check = key.secret_check();
    assert!(!shown.contains(&check.to_string()), "{shown}");
    assert!(!shown.contains("secret"), "{shown}");
    assert_no_secret_in("correct-horse", &shown);
}
