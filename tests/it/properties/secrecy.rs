//! Nothing that can be printed holds a secret.

use std::{error::Error, fmt::Debug};

use base64ct::{Base64, Encoding as _};
use bw_auth_core::{
    AccountId, Authorization, BasicCredentials, Credentials, Endpoint, Environment, OrderId,
    Origin, Service, Url,
};
use bw_auth_testkit::{Evidence, Texts};
use bw_auth_tests::assert_no_secret;
use proptest::prelude::*;

proptest! {
    /// Oracle: the testkit's search, which decodes the text and has another base64 crate.
    /// Domain: passwords of 16 to 60 characters, put into every place of the API that could print them.
    #[test]
    fn no_text_of_ours_holds_the_password(password in password()) {
        assert_no_secret(&password, || Places(&password));
    }
}

/// Every place of the API that could print this password.
struct Places<'a>(&'a str);

impl Evidence for Places<'_> {
    fn show(&self, texts: &mut Texts) {
        let credentials = BasicCredentials::new("jdoe", self.0).expect("a pair");
        let authorization = Authorization::basic(&credentials);
        let header = authorization.expose();

        texts.debug(&credentials);
        texts.debug(&Credentials::from(credentials));
        texts.debug(&authorization);
        texts.debug(&authorization.header_value());
        misplaced_in_credentials(texts, self.0, header);
        misplaced_in_urls(texts, self.0);
        misplaced_in_urls(texts, header);
    }
}

/// Where the password was mistaken for a username, or for a header, or is spoilt.
fn misplaced_in_credentials(texts: &mut Texts, password: &str, header: &str) {
    let pairs = [
        (format!("{password}:"), "x".to_owned()),
        (format!("{password}\n"), "x".to_owned()),
        ("jdoe".to_owned(), format!("{password}\r\n")),
        ("jdoe".to_owned(), format!("{password}\0")),
        (String::new(), password.to_owned()),
    ];
    for (username, password) in pairs {
        error(texts, BasicCredentials::new(&username, password));
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
        result(texts, BasicCredentials::parse(header.as_bytes()));
    }
}

/// Where it was mistaken for an id, or is in a URL.
fn misplaced_in_urls(texts: &mut Texts, secret: &str) {
    // An id is no secret, so it is printed; a separator makes sure that this is none.
    error(texts, AccountId::opaque(&format!("/{secret}")));
    error(texts, secret.parse::<OrderId>());
    error(texts, format!(" {secret}").parse::<Service>());

    // After a letter the secret cannot be taken for a port, so it stays userinfo or spoils the URL.
    let with_userinfo = format!("https://jdoe:x{secret}@voice.bandwidth.com/");
    error(texts, Url::parse(&with_userinfo));
    error(texts, Origin::parse(&with_userinfo));
    error(texts, Endpoint::url(&with_userinfo));
    error(texts, Endpoint::path(Service::Voice, &with_userinfo));
    error(
        texts,
        Environment::custom("mine").with_origin(Service::Voice, &with_userinfo),
    );

    let url = Url::parse("https://voice.bandwidth.com/").expect("a URL");
    error(texts, url.join(with_userinfo.as_bytes()));
    error(texts, url.clone().with_raw_query(&format!("#{secret}")));
    texts.debug(&url.clone().with_query_pair("token", secret));

    let encoded = url.with_query_pair("token", secret);
    for query in [
        encoded.as_str(),
        &format!("https://voice.bandwidth.com/?token={secret}"),
    ] {
        if let Ok(endpoint) = Endpoint::url(query) {
            texts.debug(&endpoint);
            texts.debug(&endpoint.resolve(&Environment::production(), None));
            error(texts, endpoint.resolve(&Environment::custom("mine"), None));
        }
    }
}

fn error<T: Debug>(texts: &mut Texts, outcome: Result<T, impl Error + 'static>) {
    assert!(outcome.is_err(), "{outcome:?}");
    result(texts, outcome);
}

fn result<T: Debug>(texts: &mut Texts, result: Result<T, impl Error + 'static>) {
    texts.debug(&result);
    if let Err(error) = result {
        texts.error(&error);
    }
}

fn password() -> impl Strategy<Value = String> {
    prop_oneof![
        "[!-~]{16,60}",
        "[A-Za-z0-9._-]{16,60}",
        r"[^\x00-\x1f\x7f]{16,60}"
    ]
}
