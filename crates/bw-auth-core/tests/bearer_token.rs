//! Access tokens: which text is one, and what is sent.

use bw_auth_core::{
    Authorization, BearerToken, CredentialField, Credentials, CredentialsError, Scheme,
};

fn token(text: &str) -> Result<BearerToken, CredentialsError> {
    BearerToken::new(text.to_owned())
}

#[test]
fn any_visible_ascii_is_a_token() {
    let all: String = ('!'..='~').collect();
    let long = "x".repeat(60 * 1024);
    for text in ["x", "mF_9.B5f-4.1JqM", "a=b==", &all, &long] {
        let token = token(text).expect(text);
        assert_eq!(token.expose(), text);
        assert_eq!(
            Authorization::bearer(&token).expose(),
            format!("Bearer {text}")
        );
    }
}

#[test]
fn nothing_else_is() {
    let field = CredentialField::AccessToken;
    for (text, error) in [
        ("", CredentialsError::Empty { field }),
        (" ", CredentialsError::NotVisible { field, offset: 0 }),
        ("a b", CredentialsError::NotVisible { field, offset: 1 }),
        ("ab ", CredentialsError::NotVisible { field, offset: 2 }),
        ("abé", CredentialsError::NotVisible { field, offset: 2 }),
        ("a\u{a0}", CredentialsError::NotVisible { field, offset: 1 }),
        (
            "a\tb",
            CredentialsError::ControlCharacter { field, offset: 1 },
        ),
        (
            "a\r\nX: y",
            CredentialsError::ControlCharacter { field, offset: 1 },
        ),
        (
            "a\0",
            CredentialsError::ControlCharacter { field, offset: 1 },
        ),
        (
            "a\u{7f}",
            CredentialsError::ControlCharacter { field, offset: 1 },
        ),
        (
            "abc\n",
            CredentialsError::TrailingNewline { field, offset: 3 },
        ),
        (
            "abc\r\n",
            CredentialsError::TrailingNewline { field, offset: 3 },
        ),
    ] {
        assert_eq!(token(text), Err(error), "{text:?}");
    }
}

#[test]
fn it_is_compared_and_never_shown() {
    let [one, same, other] = ["at-1", "at-1", "at-2"].map(|text| token(text).expect(text));
    assert_eq!(one, same);
    assert_ne!(one, other);
    let credentials = Credentials::from(one.clone());
    assert_eq!(credentials.scheme(), Scheme::Bearer);
    assert_eq!(credentials.principal(), "token");
    let header = credentials.authorization().expect("a header");
    assert_eq!(header.expose(), "Bearer at-1");
    let text = format!("{one:?} {credentials:?} {header:?}");
    assert!(!text.contains("at-1"), "{text}");
}
