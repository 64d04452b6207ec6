//! Redact: text that came from a server, without what we sent it.
//!
//! Some services echo the request's `Authorization` field in an error body. The echo may be escaped for JSON, XML or a
//! URL, and it may be cut off, so the search reads the text the way its reader would and accepts a part of the secret.

use alloc::vec::Vec;

use zeroize::Zeroizing;

/// Copies `text`, replacing every stretch that repeats one of `secrets`, or the beginning of one, with `[redacted]`.
///
/// A stretch counts from [`PART`] bytes on (from the whole secret, if that is shorter). Secrets under [`SHORTEST`]
/// bytes are not looked for: striking each "a" out of an error message would tell that the password is "a".
pub(super) fn redact(text: &[u8], secrets: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    // The mark can be longer than what it replaces; a buffer that grew would leave a copy behind.
    let mut out = Zeroizing::new(Vec::with_capacity(
        text.len().saturating_mul(2).saturating_add(MARK.len()),
    ));
    let mut rest = text;
    while let Some(first) = rest.first() {
        let longest = secrets
            .iter()
            .filter(|secret| secret.len() >= SHORTEST)
            .filter_map(|secret| repeated(rest, secret))
            .max();
        match longest {
            Some(length) => {
                out.extend_from_slice(MARK);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    out
}

/// Whether `text` shows one of `secrets` or the beginning of one.
pub(super) fn shows(text: &[u8], secrets: &[&[u8]]) -> bool {
    (0..text.len()).any(|at| {
        let rest = text.get(at..).unwrap_or_default();
        secrets
            .iter()
            .any(|secret| secret.len() >= SHORTEST && repeated(rest, secret).is_some())
    })
}

/// How many bytes at the start of `text` repeat `secret`, if enough of it is there to matter.
fn repeated(text: &[u8], secret: &[u8]) -> Option<usize> {
    let mut length = 0;
    let mut matched = 0;
    for expected in secret {
        let Some(step) = spelled(text.get(length..).unwrap_or_default(), *expected) else {
            break;
        };
        length += step;
        matched += 1;
    }
    // The end of a text that was cut off counts from fewer bytes on: what follows is not there to be compared.
    let cut = length == text.len() && matched >= SHORTEST;
    (matched >= PART.min(secret.len()) || cut).then_some(length)
}

/// How many bytes at the start of `text` spell `expected`: itself, `\x`, `\u00XX`, `%XX`, `&#N;`, `&#xN;` or `&name;`.
fn spelled(text: &[u8], expected: u8) -> Option<usize> {
    match text {
        [first, ..] if *first == expected => Some(1),
        [b'\\', second, ..] if *second == expected => Some(2),
        [b'\\', b'u', b'0', b'0', high, low, ..] => {
            (hex(*high, *low) == Some(expected)).then_some(6)
        }
        [b'%', high, low, ..] => (hex(*high, *low) == Some(expected)).then_some(3),
        [b'&', ..] => {
            let end = text
                .iter()
                .take(LONGEST_ENTITY)
                .position(|byte| *byte == b';')?;
            (entity(text.get(1..end)?) == Some(expected)).then_some(end + 1)
        }
        _ => None,
    }
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    Some(digit(high)? * 16 + digit(low)?)
}

fn entity(name: &[u8]) -> Option<u8> {
    match name {
        b"amp" => Some(b'&'),
        b"lt" => Some(b'<'),
        b"gt" => Some(b'>'),
        b"quot" => Some(b'"'),
        b"apos" => Some(b'\''),
        [b'#', b'x' | b'X', digits @ ..] => {
            u8::from_str_radix(core::str::from_utf8(digits).ok()?, 16).ok()
        }
        [b'#', digits @ ..] => core::str::from_utf8(digits).ok()?.parse().ok(),
        _ => None,
    }
}

const MARK: &[u8] = b"[redacted]";
const SHORTEST: usize = 6;
const PART: usize = 8;
const LONGEST_ENTITY: usize = 8;
