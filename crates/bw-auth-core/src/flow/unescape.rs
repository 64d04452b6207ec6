//! Unescape: what a text says once one layer of JSON's, XML's or a URL's escapes is undone.

use alloc::vec::Vec;

use zeroize::Zeroizing;

/// The ways in which a server may have written down what it repeats.
pub(super) const ESCAPES: [Escape; 4] = [Escape::Form, Escape::Json, Escape::Percent, Escape::Xml];

/// A way to write down what cannot stand for itself.
#[derive(Clone, Copy)]
pub(super) enum Escape {
    /// Percent-encoding in which a space is `+`.
    Form,
    /// `\x` and `\uXXXX`.
    Json,
    /// `%XX`.
    Percent,
    /// `&#N;`, `&#xN;` and the five names that XML has.
    Xml,
}

/// The text with the escapes undone, and for each of its bytes, and its end, the place that it came from.
///
/// `from` holds those places for `text`. An escape that the end of the text cuts off is dropped.
pub(super) fn unescape(
    escape: Escape,
    text: &[u8],
    from: &[usize],
) -> (Zeroizing<Vec<u8>>, Vec<usize>) {
    let mut plain = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut places = Vec::with_capacity(from.len());
    let mut at = 0;
    while let (Some([first, rest @ ..]), Some(place)) = (text.get(at..), from.get(at)) {
        let mut buffer = [0; 4];
        let (meant, length) = match escape.read(*first, rest, &mut buffer) {
            Read::Escape(meant, length) => (meant, length),
            Read::Plain => (core::slice::from_ref(first), 1),
            Read::CutOff => break,
        };
        plain.extend_from_slice(meant);
        places.extend(meant.iter().map(|_| *place));
        at += length;
    }
    places.extend(from.last());
    (plain, places)
}

enum Read<'a> {
    /// An escape: what it stands for, and how long it is.
    Escape(&'a [u8], usize),
    /// A byte that stands for itself.
    Plain,
    /// The text ends within an escape.
    CutOff,
}

impl Escape {
    fn read<'a>(self, first: u8, rest: &[u8], buffer: &'a mut [u8; 4]) -> Read<'a> {
        match (self, first) {
            (Self::Form, b'+') => character(' ', 1, buffer),
            (Self::Form | Self::Percent, b'%') => percent(rest, buffer),
            (Self::Json, b'\\') => json(rest, buffer),
            (Self::Xml, b'&') => xml(rest, buffer),
            _ => Read::Plain,
        }
    }
}

fn percent<'a>(rest: &[u8], buffer: &'a mut [u8; 4]) -> Read<'a> {
    let Some(digits) = rest.get(..2) else {
        return if rest.iter().all(u8::is_ascii_hexdigit) {
            Read::CutOff
        } else {
            Read::Plain
        };
    };
    match number(digits, 16).and_then(|n| u8::try_from(n).ok()) {
        Some(meant) => byte(meant, 3, buffer),
        None => Read::Plain,
    }
}

fn json<'a>(rest: &[u8], buffer: &'a mut [u8; 4]) -> Read<'a> {
    match rest {
        [] => Read::CutOff,
        [b'u', digits @ ..] if digits.len() < 4 && digits.iter().all(u8::is_ascii_hexdigit) => {
            Read::CutOff
        }
        [b'u', digits @ ..] => match (unit(digits), second_unit(digits)) {
            // RFC 8259 §7: what lies beyond U+FFFF is written as two units.
            (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) => {
                let point = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                point_or_plain(Some(point), 12, buffer)
            }
            (point, _) => point_or_plain(point, 6, buffer),
        },
        [meant, ..] => byte(*meant, 2, buffer),
    }
}

fn xml<'a>(rest: &[u8], buffer: &'a mut [u8; 4]) -> Read<'a> {
    let Some(end) = rest.iter().take(LONGEST_NAME).position(|b| *b == b';') else {
        let name = |byte: &u8| *byte == b'#' || byte.is_ascii_alphanumeric();
        return if rest.len() < LONGEST_NAME && rest.iter().all(name) {
            Read::CutOff
        } else {
            Read::Plain
        };
    };
    let point = match rest.get(..end).unwrap_or_default() {
        b"amp" => Some(u32::from(b'&')),
        b"apos" => Some(u32::from(b'\'')),
        b"gt" => Some(u32::from(b'>')),
        b"lt" => Some(u32::from(b'<')),
        b"quot" => Some(u32::from(b'"')),
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16),
        [b'#', digits @ ..] => number(digits, 10),
        _ => None,
    };
    point_or_plain(point, end + 2, buffer)
}

/// The four digits of `\uXXXX`.
fn unit(digits: &[u8]) -> Option<u32> {
    number(digits.get(..4)?, 16)
}

fn second_unit(digits: &[u8]) -> Option<u32> {
    unit(digits.get(4..)?.strip_prefix(b"\\u")?)
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let (first, rest) = digits.split_first()?;
    let digit = |byte: &u8| char::from(*byte).to_digit(radix);
    rest.iter().try_fold(digit(first)?, |number, byte| {
        number.checked_mul(radix)?.checked_add(digit(byte)?)
    })
}

fn byte(meant: u8, length: usize, buffer: &mut [u8; 4]) -> Read<'_> {
    let [first, ..] = buffer;
    *first = meant;
    Read::Escape(core::slice::from_ref(first), length)
}

fn point_or_plain(point: Option<u32>, length: usize, buffer: &mut [u8; 4]) -> Read<'_> {
    match point.and_then(char::from_u32) {
        Some(meant) => character(meant, length, buffer),
        None => Read::Plain,
    }
}

fn character(meant: char, length: usize, buffer: &mut [u8; 4]) -> Read<'_> {
    Read::Escape(meant.encode_utf8(buffer).as_bytes(), length)
}

/// `#x10FFFF;` and some leading zeros.
const LONGEST_NAME: usize = 12;
