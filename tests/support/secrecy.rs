//! Whether a text gives a secret away.

use base64ct::{Base64, Encoding};

/// # Panics
///
/// When the text holds the password, its base64 at any alignment, or the header made of the pair.
pub fn assert_hidden(text: &str, username: &str, password: &str) {
    for trace in traces_of(username, password) {
        // The text itself would be the next leak.
        assert!(
            !text.contains(&trace),
            "a text of {} bytes gives the secret away",
            text.len()
        );
    }
}

/// Everything that must not occur in a text: the password, its base64 at each alignment, and the pair's base64.
#[must_use]
pub fn traces_of(username: &str, password: &str) -> Vec<String> {
    let mut traces = vec![
        password.to_owned(),
        Base64::encode_string(format!("{username}:{password}").as_bytes()),
    ];
    for lead in 0..3 {
        let shifted = [vec![0; lead], password.as_bytes().to_vec()].concat();
        let encoded = Base64::encode_string(&shifted);
        // The characters at either end depend on what stands beside the password.
        let start = (lead * 8).div_ceil(6);
        let end = (shifted.len() * 8) / 6;
        traces.push(encoded[start..end].to_owned());
    }
    traces
}

/// Everything that must not occur in a text about a token: each part of it that is long enough to be told from chance.
///
/// A JWT without its signature is worth nothing, and its other parts are public; they are not to be printed all the same.
#[must_use]
pub fn traces_of_token(token: &str) -> Vec<String> {
    let parts = token.split('.').filter(|part| part.len() >= 16);
    let starts = parts.map(|part| part.get(..16).unwrap_or(part).to_owned());
    // The header of a JWT says the same in each, and in other people's.
    let header = token.split_once('.').map(|(header, _)| header);
    starts
        .filter(|start| header.is_none_or(|header| !header.starts_with(start)))
        .collect()
}
