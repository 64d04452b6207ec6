//! Callbacks: what is let in, for every pair and every sequence of bytes.

use base64ct::{Base64, Encoding as _};
use bw_auth_core::{Authorization, BasicCredentials, CallbackVerifier, Verdict};
use proptest::prelude::*;

fn name() -> impl Strategy<Value = String> {
    let short = prop_oneof!["[a-zA-Z0-9._@-]{1,40}", "[^:\\x00-\\x1f\\x7f]{1,20}"];
    (short, repeated()).prop_map(|(text, times)| text.repeat(times))
}

fn secret() -> impl Strategy<Value = String> {
    let short = prop_oneof!["[!-~]{1,60}", "[^\\x00-\\x1f\\x7f]{1,30}"];
    (short, repeated()).prop_map(|(text, times)| text.repeat(times))
}

/// Long texts are short ones many times over, which takes less to make.
fn repeated() -> impl Strategy<Value = usize> {
    prop_oneof![2 => Just(1), 1 => 2..100_usize]
}

/// A field that is right, or any bytes with the scheme before them or not.
fn field() -> impl Strategy<Value = Vec<u8>> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..200);
    let right = Authorization::basic(&pair("hooks", "open sesame"));
    prop_oneof![
        Just(right.expose().as_bytes().to_vec()),
        bytes(),
        bytes().prop_map(|bytes| [b"Basic ".as_slice(), &bytes].concat()),
    ]
}

fn pair(username: &str, password: &str) -> BasicCredentials {
    BasicCredentials::new(username, password.to_owned()).expect("a pair")
}

/// The label by which a request with this one field is accepted.
fn label<'v>(verifier: &'v CallbackVerifier, field: &str) -> Option<&'v str> {
    verifier.verify([field.as_bytes()]).label()
}

/// A header with this joined pair, by another base64 than ours.
fn encoded(joined: &[u8]) -> String {
    format!("Basic {}", Base64::encode_string(joined))
}

proptest! {
    /// Oracle: the pair, and base64ct. Domain: what RFC 7617 can carry, up to some thousands of bytes.
    #[test]
    fn what_our_encoder_makes_is_accepted(username in name(), password in secret()) {
        let verifier = CallbackVerifier::new("label", pair(&username, &password));
        let sent = Authorization::basic(&pair(&username, &password));
        prop_assert_eq!(label(&verifier, sent.expose()), Some("label"));
        let joined = format!("{username}:{password}");
        prop_assert_eq!(label(&verifier, &encoded(joined.as_bytes())), Some("label"));
    }

    /// Oracle: the change. Domain: as above, the pair beside another of the same username.
    #[test]
    fn one_byte_changed_in_either_half_is_refused(
        username in name(), password in secret(), at in any::<prop::sample::Index>(), by in 1..=255_u8,
    ) {
        let verifier = CallbackVerifier::new("label", pair(&username, &password))
            .or("other", pair(&username, &format!("{password}!")));
        let mut joined = format!("{username}:{password}").into_bytes();
        let at = at.index(joined.len());
        joined[at] ^= by;
        let field = encoded(&joined);
        let end = verifier.verify([field.as_bytes()]);
        prop_assert_eq!(end, Verdict::Challenge);
    }

    /// Oracle: the change. Domain: as above.
    #[test]
    fn one_byte_more_or_less_is_refused(username in name(), password in secret(), more in any::<u8>()) {
        let verifier = CallbackVerifier::new("label", pair(&username, &password));
        let mut joined = format!("{username}:{password}").into_bytes();
        joined.pop();
        prop_assert_eq!(label(&verifier, &encoded(&joined)), None);
        joined = format!("{username}:{password}").into_bytes();
        joined.push(more);
        prop_assert_eq!(label(&verifier, &encoded(&joined)), None);
    }

    /// Oracle: the one pair that is right. Domain: up to three fields, some of them right.
    #[test]
    fn whatever_arrives_there_is_a_verdict(fields in prop::collection::vec(field(), 0..4)) {
        let verifier = CallbackVerifier::new("label", pair("hooks", "open sesame"));
        let is_right = fields.len() == 1
            && BasicCredentials::parse(&fields[0]).is_ok_and(|sent| sent == pair("hooks", "open sesame"));
        let end = verifier.verify(fields.iter().map(Vec::as_slice));
        prop_assert_eq!(end == Verdict::Accepted("label"), is_right);
    }
}
