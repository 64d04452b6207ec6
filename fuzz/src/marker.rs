//! The secrets of a run, and every spelling in which a reader could have them out of a text.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use base64ct::{Base64, Encoding as _};
use bw_auth_core::BasicCredentials;

use crate::echo::spell_twice;

/// A user with the secret of that number.
pub fn basic(number: u8) -> BasicCredentials {
    BasicCredentials::new(USERNAME, password(number)).expect("it has no control character")
}

/// One of a few secrets. They differ from the first byte on, so that to hide one is not to hide the others.
pub fn password(number: u8) -> String {
    format!("{}{PASSWORD}", number % PASSWORDS)
}

/// What follows the scheme in the header, by another base64 than core's.
pub(crate) fn credentials(number: u8) -> String {
    Base64::encode_string(format!("{USERNAME}:{}", password(number)).as_bytes())
}

/// Panics if the text shows a password, or the base64 that determines one.
pub fn assert_unreadable(text: &str) {
    static FORBIDDEN: OnceLock<Vec<String>> = OnceLock::new();
    let forbidden = FORBIDDEN.get_or_init(|| (0..PASSWORDS).flat_map(encodings).collect());
    assert_shows_none(text, forbidden);
    assert!(
        !text.contains(SIGNATURE),
        "the signature of a URL is in {text}"
    );
}

/// Panics if the text shows a password or a header's credentials under up to two layers of escapes.
pub fn assert_unreadable_escaped(text: &str) {
    static FORBIDDEN: OnceLock<BTreeSet<String>> = OnceLock::new();
    let secrets = |number| [password(number), credentials(number)];
    let spelled = || (0..PASSWORDS).flat_map(secrets).flat_map(spell_twice);
    assert_shows_none(text, FORBIDDEN.get_or_init(|| spelled().collect()));
}

fn assert_shows_none<'a>(text: &str, secrets: impl IntoIterator<Item = &'a String>) {
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
}

/// The password, and its base64 wherever it begins within a group of three bytes. The header has one of the three.
fn encodings(number: u8) -> Vec<String> {
    let password = password(number);
    let mut encodings = vec![password.clone()];
    for offset in 0..3 {
        let bytes = [vec![0; offset], password.as_bytes().to_vec()].concat();
        // Only the digits that the password alone determines.
        let within = (offset * 8).div_ceil(6)..bytes.len() * 8 / 6;
        let encoded = Base64::encode_string(&bytes);
        encodings.extend(encoded.get(within).map(str::to_owned));
    }
    encodings
}

/// The query of a presigned URL, which is a credential of its own.
pub(crate) const SIGNATURE: &str = "sig=Harbour-93-bell-quay";
/// It makes the header's base64 start with a `+` among its first digits.
const USERNAME: &str = "j?>e";
/// Whatever JSON, XML, forms and URLs escape, from the start on, and nothing that `Debug` escapes.
const PASSWORD: &str = "L/&>=tide & 8~moor?>>+wharf<~~";
const PASSWORDS: u8 = 3;
