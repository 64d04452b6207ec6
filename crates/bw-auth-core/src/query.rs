//! The query of a URL.

use alloc::{format, string::String};
use core::fmt::Write as _;

use iri_string::types::UriReferenceStr;

use crate::url_error::UrlError;

/// Appends one pair in `application/x-www-form-urlencoded`
/// ([WHATWG URL §5.2](https://url.spec.whatwg.org/#urlencoded-serializing)).
pub(crate) fn push_pair(text: &mut String, name: &str, value: &str) {
    push_form(text, name);
    text.push('=');
    push_form(text, value);
}

/// A query as a URL may carry it. An apostrophe is the one character of RFC 3986 queries that WHATWG
/// parsers encode, so it is encoded here.
pub(crate) fn normalise(query: &str) -> String {
    query.replace('\'', "%27")
}

/// Whether the text can be a query, or a part of one.
pub(crate) fn check(query: &str) -> Result<(), UrlError> {
    let reference = format!("?{query}");
    let reference = UriReferenceStr::new(&reference).map_err(|_| UrlError::Malformed)?;
    if reference.fragment().is_some() {
        return Err(UrlError::Malformed);
    }
    Ok(())
}

/// The first value of a name, as it is written.
pub(crate) fn value<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

fn push_form(text: &mut String, plain: &str) {
    for byte in plain.bytes() {
        match byte {
            b' ' => text.push('+'),
            b'*' | b'-' | b'.' | b'_' => text.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
            _ => write!(text, "%{byte:02X}").expect("a String takes all that is written to it"),
        }
    }
}

/// Whether a path, with or without a query, is in normal form as it stands: only unreserved characters and plain
/// separators, and no segment that starts with a dot.
pub(crate) fn is_plain_path(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/?=&".contains(&byte);
    text.starts_with('/')
        && text.bytes().all(plain)
        && !text.as_bytes().windows(2).any(|pair| pair == b"/.")
}
