//! Decimal: the bytes that are written in a text as one number each.

use crate::hex::{BREAK, split};

/// The bytes of all numbers that may be one, with [`BREAK`] between what does not belong together.
pub(crate) fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (between, after) = split(rest, |c| !c.is_ascii_digit());
        let (digits, after) = split(after, |c| c.is_ascii_digit());
        rest = after;
        if !between.chars().all(separates) {
            bytes.push(BREAK);
        }
        bytes.push(digits.parse().unwrap_or(BREAK));
    }
    bytes
}

fn separates(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, ',' | ';')
}
