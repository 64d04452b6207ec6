//! Nothing that can be printed holds a secret.

use std::{error::Error, fmt::Debug};

use base64ct::{Base64, Encoding as _};
use bw_auth_core::{
    AccountId, Authorization, BasicCredentials, Credentials, Endpoint, Environment, OrderId,
    Origin, Service, Url,
};
use proptest::prelude::*;

proptest! {
    /// Oracle: a search for the password, its base64 at each of the three alignments, and the header.
    /// Domain: passwords of 16 to 60 characters, put into every place of the API that could print them.
    #[test]
    fn no_text_of_ours_holds_the_password(password in password()) {
        let credentials = BasicCredentials::new("jdoe", password.as_str()).expect("a pair");
        let authorization = Authorization::basic(&credentials);
        let header = authorization.expose().to_owned();

        let mut printed = Printed::default();
        printed.debug(&credentials);
        printed.debug(&Credentials::from(credentials));
        printed.debug(&authorization);
        printed.debug(&authorization.header_value());
        misplaced_in_credentials(&mut printed, &password, &header);
        misplaced_in_urls(&mut printed, &password);
        misplaced_in_urls(&mut printed, &header);

        let mut needles = encodings(password.as_bytes());
        needles.extend([password, header]);
        for needle in needles {
            for text in &printed.0 {
                prop_assert!(!text.contains(&needle), "{text}");
            }
        }
    }
}

/// Where the password was mistaken for a username, or for a header, or is spoilt.
fn misplaced_in_credentials(printed: &mut Printed, password: &str, header: &str) {
    let pairs = [
        (format!("{password}:"), "x".to_owned()),
        (format!("{password}\n"), "x".to_owned()),
        ("jdoe".to_owned(), format!("{password}\r\n")),
        ("jdoe".to_owned(), format!("{password}\0")),
        (String::new(), password.to_owned()),
    ];
    for (username, password) in pairs {
        printed.error(BasicCredentials::new(&username, password));
    }
    let encoded = Base64::encode_string(password.as_bytes());
    let headers = [
        password.to_owned(),
        format!("Basic {password}"),
        format!("Bearer {encoded}"),
        format!("Basic {encoded}"),
        format!("{header}\n"),
        format!("{header}="),
        format!(
            "Basic {}",
            Base64::encode_string(format!("jdoe:{password}\n").as_bytes())
        ),
        format!(
            "Basic {}",
            Base64::encode_string(&[password.as_bytes(), b"\xff"].concat())
        ),
    ];
    for header in headers {
        printed.result(BasicCredentials::parse(header.as_bytes()));
    }
}

/// Where it was mistaken for an id, or is in a URL.
fn misplaced_in_urls(printed: &mut Printed, secret: &str) {
    // An id is no secret, so it is printed; a separator makes sure that this is none.
    printed.error(AccountId::opaque(&format!("/{secret}")));
    printed.error(secret.parse::<OrderId>());
    printed.error(format!(" {secret}").parse::<Service>());

    // After a letter the secret cannot be taken for a port, so it stays userinfo or spoils the URL.
    let with_userinfo = format!("https://jdoe:x{secret}@voice.bandwidth.com/");
    printed.error(Url::parse(&with_userinfo));
    printed.error(Origin::parse(&with_userinfo));
    printed.error(Endpoint::url(&with_userinfo));
    printed.error(Endpoint::path(Service::Voice, &with_userinfo));
    printed.error(Environment::custom("mine").with_origin(Service::Voice, &with_userinfo));

    let url = Url::parse("https://voice.bandwidth.com/").expect("a URL");
    printed.error(url.join(with_userinfo.as_bytes()));
    printed.error(url.clone().with_raw_query(&format!("#{secret}")));
    printed.debug(&url.clone().with_query_pair("token", secret));

    let encoded = url.with_query_pair("token", secret);
    for query in [
        encoded.as_str(),
        &format!("https://voice.bandwidth.com/?token={secret}"),
    ] {
        if let Ok(endpoint) = Endpoint::url(query) {
            printed.debug(&endpoint);
            printed.debug(&endpoint.resolve(&Environment::production(), None));
            printed.error(endpoint.resolve(&Environment::custom("mine"), None));
        }
    }
}

/// All that was printed.
#[derive(Default)]
struct Printed(Vec<String>);

impl Printed {
    fn debug(&mut self, value: &impl Debug) {
        self.0.push(format!("{value:?}"));
        self.0.push(format!("{value:#?}"));
    }

    fn error<T: Debug>(&mut self, result: Result<T, impl Error + 'static>) {
        assert!(result.is_err(), "{result:?}");
        self.result(result);
    }

    fn result<T: Debug>(&mut self, result: Result<T, impl Error + 'static>) {
        self.debug(&result);
        let Err(error) = result else {
            return;
        };
        let mut next: Option<&dyn Error> = Some(&error);
        while let Some(error) = next {
            self.0.push(error.to_string());
            self.debug(&error);
            next = error.source();
        }
    }
}

/// The symbols that the bytes alone decide, when they start at each place of a group of three.
fn encodings(bytes: &[u8]) -> Vec<String> {
    [(0, 0), (1, 2), (2, 3)]
        .map(|(before, skipped)| {
            let padded = [&vec![0; before][..], bytes].concat();
            let whole = padded.len() * 8 / 6;
            Base64::encode_string(&padded)[skipped..whole].to_owned()
        })
        .into()
}

fn password() -> impl Strategy<Value = String> {
    prop_oneof![
        "[!-~]{16,60}",
        "[A-Za-z0-9._-]{16,60}",
        r"[^\x00-\x1f\x7f]{16,60}"
    ]
}
