//! Written: a secret as it would stand in a text.

use base64ct::{Base64, Base64Url, Encoding};

use crate::form::Form;

/// A secret as it would stand in a text.
pub(crate) struct Written {
    pub(crate) form: Form,
    text: String,
    /// What is known of the characters next to it.
    before: Bits,
    after: Bits,
}

/// Some bits of a character of base64, of which the others are not the secret's.
#[derive(Clone, Copy, Default)]
struct Bits {
    mask: u8,
    value: u8,
}

impl Written {
    pub(crate) fn as_it_is(form: Form, text: String) -> Self {
        Self {
            form,
            text,
            before: Bits::default(),
            after: Bits::default(),
        }
    }

    /// In both alphabets, where it begins `offset` bytes after the start of a group of three.
    pub(crate) fn in_base64(secret: &str, offset: usize) -> [Self; 2] {
        [
            Self::encoded::<Base64>(Form::Base64 { offset }, secret, offset),
            Self::encoded::<Base64Url>(Form::Base64Url { offset }, secret, offset),
        ]
    }

    fn encoded<E: Encoding>(form: Form, secret: &str, offset: usize) -> Self {
        let bytes = [&vec![0; offset], secret.as_bytes()].concat();
        let encoded = E::encode_string(&bytes);
        // At either end stand characters of which some bits are a neighbour's.
        let first = (offset * 8).div_ceil(6);
        let end = bytes.len() * 8 / 6;
        let bits = |at: Option<usize>, mask| {
            let value = at.and_then(|at| encoded.chars().nth(at)).and_then(sextet);
            Bits {
                mask,
                value: value.unwrap_or_default() & mask,
            }
        };
        let before = bits(first.checked_sub(1), [0, 0b00_1111, 0b00_0011][offset % 3]);
        let after = bits(Some(end), [0, 0b11_0000, 0b11_1100][bytes.len() % 3]);
        Self {
            form,
            text: encoded.chars().take(end).skip(first).collect(),
            before,
            after,
        }
    }

    pub(crate) fn is_in(&self, text: &str) -> bool {
        let mut from = 0;
        while let Some((at, rest)) = text.get(from..).and_then(|rest| {
            let at = rest.find(&self.text)?;
            Some((from + at, rest.get(at + self.text.len()..)?))
        }) {
            let neighbour = text.get(..at).and_then(|text| text.chars().next_back());
            if self.before.allow(neighbour) && self.after.allow(rest.chars().next()) {
                return true;
            }
            // Only base64 has neighbours to look at, and it is all ASCII.
            from = at + 1;
        }
        false
    }
}

impl Bits {
    /// Where nothing of base64 stands, the text is cut off: what is there is the secret's.
    fn allow(self, neighbour: Option<char>) -> bool {
        let bits = neighbour.and_then(sextet);
        bits.is_none_or(|bits| bits & self.mask == self.value)
    }
}

/// What a character of either alphabet stands for.
fn sextet(c: char) -> Option<u8> {
    let c = u8::try_from(c).ok()?;
    Some(match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}
