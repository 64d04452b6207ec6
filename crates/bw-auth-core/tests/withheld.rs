//! What errors say.

use bw_auth_core::{
    CredentialField, CredentialsError, EndpointError, EnvironmentError, IdError, Origin,
    ParseError, Service, UrlError, Withheld,
};

#[test]
fn a_url_with_a_user_name_has_a_code_of_its_own() {
    assert_eq!(Withheld::from(UrlError::Userinfo), Withheld::Userinfo);
    let malformed = Withheld::from(UrlError::Port);
    assert_eq!(malformed, Withheld::MalformedUrl(UrlError::Port));
    assert_eq!(malformed.code(), "withheld.malformed_url");
}

#[test]
fn every_message_is_a_lower_case_phrase_and_every_code_is_of_its_family() {
    for (family, code, message) in all() {
        assert!(code.starts_with(family), "{code}");
        let name = code.split_once('.').expect("a family and a name").1;
        assert!(
            name.bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')),
            "{code}"
        );
        assert!(
            message.starts_with(|first: char| first.is_ascii_lowercase()),
            "{message}"
        );
        assert!(
            !message.ends_with('.') && !message.contains('\n'),
            "{message}"
        );
        // What is read from elsewhere is for its sender to mend.
        let is_ours = !["parse.", "id."].contains(&family);
        assert!(message.contains("; ") || !is_ours, "no remedy: {message}");
    }
}

#[test]
fn codes_are_unique() {
    let mut codes: Vec<_> = all().into_iter().map(|(_, code, _)| code).collect();
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
}

type Text = (&'static str, &'static str, String);

fn all() -> Vec<Text> {
    macro_rules! texts {
        ($family:literal: $($error:expr),+ $(,)?) => {
            [$(($family, $error.code(), $error.to_string())),+]
        };
    }
    let (field, offset) = (CredentialField::Password, 3);
    let credentials = texts!("credentials.":
        CredentialsError::Colon { field, offset },
        CredentialsError::ControlCharacter { field, offset },
        CredentialsError::Empty { field },
        CredentialsError::TrailingNewline { field, offset },
    );
    let parse = texts!("parse.":
        ParseError::Base64 { offset },
        ParseError::MissingCredentials,
        ParseError::NoColon,
        ParseError::NotBasic,
        ParseError::NotUtf8 { offset },
    );
    let id = texts!("id.":
        IdError::Character { offset },
        IdError::DotSegment,
        IdError::Empty,
        IdError::NotUuid,
        IdError::TooLong { limit: 20 },
    );
    let url = texts!("url.":
        UrlError::Host,
        UrlError::Malformed,
        UrlError::NotHttp,
        UrlError::NotOrigin,
        UrlError::Port,
        UrlError::TooLong { limit: 1 },
        UrlError::Userinfo,
    );
    let environment = texts!("environment.":
        EnvironmentError::Fragment,
        EnvironmentError::Insecure,
        EnvironmentError::NotLoopbackHttp,
        EnvironmentError::Query,
    );
    let endpoint = texts!("endpoint.":
        EndpointError::DotSegment,
        EndpointError::EmptySegment,
        EndpointError::Fragment,
        EndpointError::NotRooted,
        EndpointError::Placeholder,
    );
    let withheld = texts!("withheld.":
        Withheld::AccountMissing,
        Withheld::AuthorizationPresent,
        Withheld::ForeignOrigin { origin: Origin::parse("https://a.example").expect("an origin") },
        Withheld::Insecure,
        Withheld::MalformedUrl(UrlError::Port),
        Withheld::RedirectAmbiguous { status: 302 },
        Withheld::RedirectInsecure { status: 302 },
        Withheld::RedirectLimit { limit: 1, status: 302 },
        Withheld::RedirectMalformed { status: 302 },
        Withheld::RedirectUserinfo { status: 302 },
        Withheld::ServiceMissing { service: Service::Voice, environment: "test".into() },
        Withheld::Userinfo,
    );
    [
        &credentials[..],
        &parse,
        &id,
        &url,
        &environment,
        &endpoint,
        &withheld,
    ]
    .concat()
}
