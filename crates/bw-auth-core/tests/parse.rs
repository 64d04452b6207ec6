//! Reading an `Authorization` value.

use bw_auth_core::{BasicCredentials, CredentialField, CredentialsError, ParseError};

#[track_caller]
fn refused(header_value: impl AsRef<[u8]>) -> ParseError {
    BasicCredentials::parse(header_value.as_ref()).expect_err("an invalid value")
}

#[test]
fn the_scheme_may_be_in_any_case_and_followed_by_spaces() {
    for value in ["Basic YTpi", "basic YTpi", "BASIC    YTpi", "bAsIc  YTpi"] {
        let credentials = BasicCredentials::parse(value.as_bytes()).expect(value);
        assert_eq!(
            (credentials.username(), credentials.expose_password()),
            ("a", "b")
        );
    }
}

#[test]
fn the_first_colon_ends_the_username() {
    let credentials = BasicCredentials::parse(b"Basic YTpiOmM=").expect("a valid value");
    assert_eq!(
        (credentials.username(), credentials.expose_password()),
        ("a", "b:c")
    );
}

#[test]
fn another_scheme_is_not_basic() {
    for value in [
        "",
        "Basi",
        "Bearer YTpi",
        "BasicYTpi",
        "Basic\tYTpi",
        " Basic YTpi",
        "Basic:YTpi",
        "Básic YTpi",
    ] {
        assert_eq!(refused(value), ParseError::NotBasic, "{value:?}");
    }
}

#[test]
fn a_bare_scheme_has_no_credentials() {
    for value in ["Basic", "Basic ", "basic    "] {
        assert_eq!(refused(value), ParseError::MissingCredentials, "{value:?}");
    }
}

#[test]
fn only_canonical_base64_is_read() {
    let cases = [
        ("Basic YTpiYw", 12, "padding missing"),
        ("Basic YTpiYw=", 13, "padding short"),
        ("Basic YTpiYw==x", 12, "text after the padding"),
        ("Basic YTpi====", 10, "padding where none belongs"),
        ("Basic YTpiYx==", 11, "bits left over in the last symbol"),
        ("Basic YTp i", 9, "a space inside"),
        ("Basic YTpi ", 10, "a space after"),
        ("Basic YTpi\t", 10, "a tab after"),
        ("Basic YTpi\r\n", 10, "a line end after"),
        ("Basic YT-_", 8, "the alphabet for URLs"),
        ("Basic YTpi,YTpi", 10, "two values in one"),
        ("Basic Y", 7, "half a symbol group"),
        ("Basic =", 6, "padding alone"),
    ];
    for (value, offset, why) in cases {
        assert_eq!(refused(value), ParseError::Base64 { offset }, "{why}");
    }
}

#[test]
fn samples_that_are_corrupt_in_published_documents_are_refused() {
    assert_eq!(
        refused("Basic ZGVtbZpwQDU1dzByZA=="),
        ParseError::NotUtf8 { offset: 4 }
    );
    assert_eq!(
        refused("Basic Y2tvZloPTGhHgywYIzGlcGVlcGvvcGovYTIGIt==").code(),
        "parse.base64"
    );
    let mended = BasicCredentials::parse(b"Basic ZGVtbzpwQDU1dzByZA==").expect("a valid value");
    assert_eq!(
        (mended.username(), mended.expose_password()),
        ("demo", "p@55w0rd")
    );
}

#[test]
fn what_new_refuses_is_refused_here_too() {
    let field = CredentialField::Password;
    let cases = [
        (
            "Basic Og==",
            CredentialsError::Empty {
                field: CredentialField::Username,
            },
        ),
        ("Basic YTo=", CredentialsError::Empty { field }),
        (
            "Basic OmI=",
            CredentialsError::Empty {
                field: CredentialField::Username,
            },
        ),
        (
            "Basic YTpiCg==",
            CredentialsError::TrailingNewline { field, offset: 1 },
        ),
        (
            "Basic YTpiAGM=",
            CredentialsError::ControlCharacter { field, offset: 1 },
        ),
    ];
    for (value, error) in cases {
        assert_eq!(refused(value), ParseError::Credentials(error), "{value}");
        assert_eq!(refused(value).code(), error.code());
    }
    assert_eq!(refused("Basic YWI="), ParseError::NoColon);
    assert_eq!(refused("Basic YTr/"), ParseError::NotUtf8 { offset: 2 });
}
