//! Hex: the bytes that are written in a text as two hexadecimal digits each.

use crate::percent::octet;

/// The bytes of all that may be hexadecimal, with [`BREAK`] between what does not belong together.
///
/// Of each row of digits the first `skipped` are passed over: who knows whether they belong to what stands before.
pub(crate) fn decoded(text: &str, skipped: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (between, after) = split(rest, |c| !c.is_ascii_hexdigit());
        let (digits, after) = split(after, |c| c.is_ascii_hexdigit());
        rest = after;
        if !between.chars().all(separates) {
            bytes.push(BREAK);
        }
        // `0x` before each byte.
        if digits == "0" && after.starts_with('x') {
            continue;
        }
        let pairs = digits.as_bytes().get(skipped..).unwrap_or_default();
        let pairs = pairs.chunks(2).map(|pair| match pair {
            [high, low] => octet(*high, *low).unwrap_or(BREAK),
            _ => BREAK,
        });
        bytes.extend(pairs);
    }
    bytes
}

fn separates(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, ':' | '-' | ',' | '_' | '.' | '\\' | 'x')
}

pub(crate) fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// A byte that occurs in no text.
pub(crate) const BREAK: u8 = 0xff;
