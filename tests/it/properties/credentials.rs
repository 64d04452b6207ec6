//! Encoding, reading back, and what is refused.

use base64ct::{Base64, Encoding as _};
use bw_auth_core::{Authorization, BasicCredentials};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

proptest! {
    /// Oracle: base64ct. Domain: every pair that RFC 7617 can carry, up to 40 characters a half.
    #[test]
    fn another_decoder_recovers_exactly_the_pair(username in username(), password in password()) {
        let authorization = encode(&username, &password);
        let encoded = authorization.strip_prefix("Basic ").expect("the scheme");
        let decoded = Base64::decode_vec(encoded).expect("canonical base64");
        prop_assert_eq!(decoded, format!("{username}:{password}").into_bytes());
    }

    /// Oracle: the input. Domain: as above.
    #[test]
    fn reading_back_is_the_identity(username in username(), password in password()) {
        let header = encode(&username, &password);
        let credentials = BasicCredentials::parse(header.as_bytes()).expect("our own header");
        prop_assert_eq!(credentials.username(), &username);
        prop_assert_eq!(credentials.expose_password(), &password);
        prop_assert_eq!(credentials, BasicCredentials::new(&username, password).expect("a pair"));
    }

    /// Oracle: the grammar, spelled out. Domain: any text, with colons and control characters more often than chance has it.
    #[test]
    fn what_is_refused_is_what_the_grammar_excludes(username in any_text(), password in any_text()) {
        let refused = BasicCredentials::new(&username, password.as_str()).is_err();
        let control = |text: &str| text.chars().any(|c| u32::from(c) < 32 || u32::from(c) == 127);
        let excluded = username.is_empty()
            || password.is_empty()
            || username.contains(':')
            || control(&username)
            || control(&password);
        prop_assert_eq!(refused, excluded);
    }

    /// Oracle: base64ct and the standard library. Domain: any bytes, a scheme before them or not.
    #[test]
    fn what_is_read_is_what_was_meant(header in any_header()) {
        let Ok(credentials) = BasicCredentials::parse(&header) else {
            return Ok(());
        };
        let again = Authorization::basic(&credentials);
        let reread = BasicCredentials::parse(again.expose().as_bytes()).expect("our own header");
        prop_assert_eq!(&reread, &credentials);

        let (scheme, rest) = header.split_at(5);
        prop_assert!(scheme.eq_ignore_ascii_case(b"basic"));
        let text = std::str::from_utf8(rest).expect("base64 is ASCII").trim_start_matches(' ');
        let decoded = Base64::decode_vec(text).expect("canonical base64");
        let pair = String::from_utf8(decoded).expect("text");
        prop_assert_eq!(pair.split_once(':'), Some((credentials.username(), credentials.expose_password())));
    }
}

#[test]
fn enough_headers_are_read_to_prove_something() {
    let mut runner = TestRunner::deterministic();
    let read = (0..400)
        .filter(|_| {
            let tree = any_header().new_tree(&mut runner).expect("a header");
            BasicCredentials::parse(&tree.current()).is_ok()
        })
        .count();
    assert!((100..300).contains(&read), "{read} of 400");
}

fn encode(username: &str, password: &str) -> String {
    let credentials = BasicCredentials::new(username, password).expect("a pair");
    Authorization::basic(&credentials).expose().to_owned()
}

fn username() -> impl Strategy<Value = String> {
    r"[^\x00-\x1f\x7f:]{1,40}"
}

fn password() -> impl Strategy<Value = String> {
    r"[^\x00-\x1f\x7f]{1,40}"
}

fn any_text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        20 => any::<char>(),
        1 => prop::char::range('\0', '\x20'),
        1 => prop::char::range('\x7e', '\u{a0}'),
        1 => Just(':'),
    ];
    prop::collection::vec(character, 0..12).prop_map(String::from_iter)
}

fn any_header() -> impl Strategy<Value = Vec<u8>> {
    let start = "(Basic|basic|BASIC|bAsIc) {1,3}";
    let encoded = |bytes: &[u8]| Base64::encode_string(bytes);
    let joined =
        (username(), password()).prop_map(|(username, password)| username + ":" + &password);
    prop_oneof![
        2 => any::<Vec<u8>>(),
        2 => (start, any::<Vec<u8>>()).prop_map(|(start, rest)| [start.into_bytes(), rest].concat()),
        2 => (start, any::<Vec<u8>>())
            .prop_map(move |(start, pair)| (start + &encoded(&pair)).into_bytes()),
        6 => (start, joined).prop_map(move |(start, pair)| (start + &encoded(pair.as_bytes())).into_bytes()),
        2 => (start, "[A-Za-z0-9+/]{0,12}={0,3}").prop_map(|(start, rest)| (start + &rest).into_bytes()),
    ]
}
