//! Which pairs become credentials.

use bw_auth_core::{BasicCredentials, CredentialField, CredentialsError, secrecy::SecretString};

#[track_caller]
fn accepted(username: &str, password: &str) -> BasicCredentials {
    let credentials = BasicCredentials::new(username, password).expect("a valid pair");
    assert_eq!(credentials.username(), username);
    assert_eq!(credentials.expose_password(), password);
    credentials
}

#[track_caller]
fn refused(username: &str, password: &str) -> CredentialsError {
    BasicCredentials::new(username, password).expect_err("an invalid pair")
}

#[test]
fn case_makes_another_credential() {
    let lower = accepted("jdoe", "Secret");
    assert_ne!(lower, accepted("JDOE", "Secret"));
    assert_ne!(lower, accepted("jdoe", "secret"));
    assert_eq!(lower, accepted("jdoe", "Secret"));
}

#[test]
fn where_the_pair_is_split_makes_another_credential() {
    let one = accepted("a", "b:c");
    assert_eq!(one, accepted("a", "b:c"));
    assert_ne!(one, accepted("ab", ":c"));
}

#[test]
fn unusual_text_is_kept_as_it_is() {
    accepted("Aladdin", "open sesame");
    accepted("test", "123£");
    accepted("jdoe", ":with:colons:");
    accepted("jdoe", "  both ends  ");
    accepted(" jdoe ", "x");
    accepted("пользователь", "🔑🗝");
    accepted("jdoe", "\u{80}\u{85}\u{9f}\u{feff}\u{2028}");
    // The same letter, composed and not: no normalisation makes them one.
    assert_ne!(accepted("jdoe", "\u{e9}"), accepted("jdoe", "e\u{301}"));
}

#[test]
fn a_long_password_is_kept() {
    accepted("jdoe", &"p".repeat(64 * 1024));
}

#[test]
fn a_secret_string_is_taken_as_it_is() {
    let secret = SecretString::from("open sesame");
    let credentials = BasicCredentials::new("Aladdin", secret).expect("a valid pair");
    assert_eq!(credentials.expose_password(), "open sesame");
}

#[test]
fn an_empty_half_is_refused() {
    let empty = |field| CredentialsError::Empty { field };
    assert_eq!(refused("", "x"), empty(CredentialField::Username));
    assert_eq!(refused("x", ""), empty(CredentialField::Password));
    assert_eq!(refused("", ""), empty(CredentialField::Username));
}

#[test]
fn a_colon_is_refused_in_the_username_alone() {
    let error = refused("é:doe", "x");
    assert_eq!(
        error,
        CredentialsError::Colon {
            field: CredentialField::Username,
            offset: 2
        }
    );
    assert_eq!(error.code(), "credentials.colon");
}

#[test]
fn every_control_character_is_refused_in_both_halves() {
    for code in (0..=0x1f).chain([0x7f]) {
        let control = char::from(code);
        let value = format!("ab{control}cd");
        let expected = |field| CredentialsError::ControlCharacter { field, offset: 2 };
        assert_eq!(refused(&value, "x"), expected(CredentialField::Username));
        assert_eq!(refused("x", &value), expected(CredentialField::Password));
    }
}

#[test]
fn a_line_end_at_the_end_has_an_error_of_its_own() {
    for end in ["\n", "\r\n", "\r"] {
        let value = format!("secret{end}");
        let expected = |field| CredentialsError::TrailingNewline { field, offset: 6 };
        assert_eq!(refused(&value, "x"), expected(CredentialField::Username));
        assert_eq!(refused("x", &value), expected(CredentialField::Password));
    }
    for value in ["secret\n\n", "sec\nret\n", "sec\tret\n", "secret\n "] {
        assert_eq!(refused("x", value).code(), "credentials.control_character");
    }
}

#[test]
fn errors_say_what_to_do_and_nothing_of_the_value() {
    let errors = [
        refused("hunter:two", "x"),
        refused("x", "hunter\u{7}two"),
        refused("x", "hunter-two\n"),
        refused("", "hunter"),
    ];
    for error in errors {
        let text = format!("{error} {error:?} {}", error.code());
        assert!(!text.contains("hunter") && !text.contains("two"), "{text}");
    }
    assert_eq!(
        refused("x", "hunter-two\n").to_string(),
        "the password ends with a newline at byte 10, as the content of a file often does; remove the line end before use",
    );
}
