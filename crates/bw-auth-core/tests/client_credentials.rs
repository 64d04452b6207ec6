//! Client ids, client secrets and scopes: what can be carried, and what is refused.

use bw_auth_core::{ClientCredentials, CredentialField, Credentials, CredentialsError, Scheme};
use bw_auth_testkit::assert_no_secret_in;

const SECRET: &str = "Harbour!%~58=wind";

fn client() -> ClientCredentials {
    ClientCredentials::new("CLI-5f2a", SECRET.to_owned()).expect("a valid pair")
}

#[test]
fn id_and_secret_are_kept_as_they_are() {
    for (id, secret) in [
        ("CLI-abc123", "x"),
        (" id with spaces ", " secret "),
        ("ÄÖ-1", "pässwörd:with:colons"),
        ("%41+b", "%3A&=?#"),
    ] {
        let client = ClientCredentials::new(id, secret.to_owned()).expect(id);
        assert_eq!(
            (client.client_id(), client.expose_client_secret()),
            (id, secret)
        );
        assert_eq!(client.scope(), None);
    }
}

#[test]
fn what_basic_cannot_carry_cannot_be_constructed() {
    let id = CredentialField::ClientId;
    let secret = CredentialField::ClientSecret;
    for (given, error) in [
        (("", SECRET), CredentialsError::Empty { field: id }),
        (("CLI", ""), CredentialsError::Empty { field: secret }),
        (
            ("CLI:x", SECRET),
            CredentialsError::Colon {
                field: id,
                offset: 3,
            },
        ),
        (
            ("C\tI", SECRET),
            CredentialsError::ControlCharacter {
                field: id,
                offset: 1,
            },
        ),
        (
            ("CLI", "a\u{7f}b"),
            CredentialsError::ControlCharacter {
                field: secret,
                offset: 1,
            },
        ),
        (
            ("CLI\n", SECRET),
            CredentialsError::TrailingNewline {
                field: id,
                offset: 3,
            },
        ),
        (
            ("CLI", "abc\r\n"),
            CredentialsError::TrailingNewline {
                field: secret,
                offset: 3,
            },
        ),
    ] {
        let refused = ClientCredentials::new(given.0, given.1.to_owned()).expect_err(given.0);
        assert_eq!(refused, error);
        assert_no_secret_in(SECRET, refused.to_string());
    }
}

#[test]
fn a_scope_is_names_with_one_space_between() {
    for scope in [
        "orders",
        "orders.read messages",
        "!#$%&'()*+,-./:;<=>?@[]^_`{|}~",
    ] {
        let scoped = client().with_scope(scope).expect(scope);
        assert_eq!(scoped.scope(), Some(scope));
        assert_eq!(scoped.expose_client_secret(), SECRET);
    }
    let field = CredentialField::Scope;
    let refused = |scope: &str| client().with_scope(scope).expect_err(scope);
    assert_eq!(refused(""), CredentialsError::Empty { field });
    for (scope, offset) in [
        (" ", 0),
        (" orders", 0),
        ("orders ", 7),
        ("orders  messages", 7),
        ("orders\tmessages", 6),
        ("orders\n", 6),
        ("a \"b\"", 2),
        ("a b\\c", 3),
        ("a bc é", 5),
        ("a\u{7f}", 1),
    ] {
        assert_eq!(
            refused(scope),
            CredentialsError::NotVisible { field, offset },
            "{scope:?}"
        );
    }
}

#[test]
fn equal_means_id_secret_and_scope() {
    let other_secret = ClientCredentials::new("CLI-5f2a", "another".to_owned()).expect("a pair");
    let other_id = ClientCredentials::new("CLI-77c0", SECRET.to_owned()).expect("a pair");
    let scoped = client().with_scope("orders").expect("a scope");
    assert_eq!(client(), client());
    for other in [other_secret, other_id, scoped] {
        assert_ne!(client(), other);
    }
}

#[test]
fn it_is_no_header_and_shows_no_secret() {
    let credentials = Credentials::from(client());
    assert!(credentials.authorization().is_none());
    assert_eq!(credentials.scheme(), Scheme::ClientCredentials);
    assert_eq!(credentials.principal(), "CLI-5f2a");
    let text = format!("{credentials:?} {credentials:#?}");
    assert!(text.contains("CLI-5f2a"), "{text}");
    assert_no_secret_in(SECRET, &text);
}
