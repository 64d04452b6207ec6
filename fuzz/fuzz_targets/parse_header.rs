//! Arbitrary bytes as an `Authorization` value, and as the pair inside one.

#![no_main]

use base64ct::{Base64, Encoding as _};
use bw_auth_core::{Authorization, BasicCredentials};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    check(data);
    check(format!("Basic {}", Base64::encode_string(data)).as_bytes());
});

fn check(header: &[u8]) {
    let parsed = BasicCredentials::parse(header);
    let expected = naive(header);
    let accepted = parsed.as_ref().ok();
    assert_eq!(
        accepted.map(|pair| (pair.username(), pair.expose_password())),
        expected
            .as_ref()
            .map(|(username, password)| (username.as_str(), password.as_str())),
    );
    match parsed {
        Ok(pair) => {
            let again = Authorization::basic(&pair);
            assert_eq!(
                BasicCredentials::parse(again.expose().as_bytes()),
                Ok(pair.clone())
            );
            assert!(header.ends_with(again.expose().trim_start_matches("Basic ").as_bytes()));
            let anew = BasicCredentials::new(pair.username(), pair.expose_password().to_owned());
            assert_eq!(anew, Ok(pair));
        }
        Err(error) => {
            assert!(!error.to_string().is_empty() && !error.code().is_empty());
        }
    }
}

/// The pair that RFC 7617 finds in a header value, by another base64 and in the plainest words.
fn naive(header: &[u8]) -> Option<(String, String)> {
    let header = std::str::from_utf8(header).ok()?;
    let (scheme, rest) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let encoded = rest.trim_start_matches(' ');
    let pair = String::from_utf8(Base64::decode_vec(encoded).ok()?).ok()?;
    let (username, password) = pair.split_once(':')?;
    let control = |c: char| c.is_ascii_control();
    let usable = |text: &str| !text.is_empty() && !text.contains(control);
    (usable(username) && usable(password)).then(|| (username.to_owned(), password.to_owned()))
}
