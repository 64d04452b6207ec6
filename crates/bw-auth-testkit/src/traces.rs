//! Traces: what a secret may look like in a text, and the search for it.

use base64ct::{Base64, Base64Url, Encoding};

use crate::form::Form;
use crate::hexdump::Order;
use crate::{decimal, hex, hexdump, lines, percent};

/// What must not occur in a text.
pub(crate) struct Traces {
    written: Vec<(Form, String)>,
    has_space: bool,
}

impl Traces {
    /// # Panics
    ///
    /// When the secret is so short that it would be found by chance.
    #[track_caller]
    pub(crate) fn of(secret: &str) -> Self {
        assert!(
            secret.len() >= MIN_BYTES,
            "a secret of {} bytes may be found by chance: use one of {MIN_BYTES} bytes or more",
            secret.len(),
        );
        let mut written = vec![(Form::Plain, secret.to_owned())];
        let debugged = unquoted(secret);
        // What a text prints is often printed once more by the type around it.
        written.push((Form::Escaped, unquoted(&debugged)));
        written.push((Form::Escaped, debugged));
        let ascii = secret.as_bytes().escape_ascii().to_string();
        written.push((Form::Escaped, ascii));
        for offset in 0..3 {
            let encoded = base64::<Base64>(secret, offset);
            written.push((Form::Base64 { offset }, encoded));
            let encoded = base64::<Base64Url>(secret, offset);
            written.push((Form::Base64Url { offset }, encoded));
        }
        Self {
            written,
            has_space: secret.contains(' '),
        }
    }

    pub(crate) fn find(&self, bytes: &[u8]) -> Option<Form> {
        // A secret is valid UTF-8, and stays as it is whatever is replaced around it.
        let text = String::from_utf8_lossy(bytes);
        let within = |form, decoded: Vec<u8>| {
            let decoded = String::from_utf8_lossy(&decoded);
            self.find_legible(&decoded).map(|_| form)
        };
        self.find_legible(&text)
            .or_else(|| within(Form::Hex, hex::decoded(&text, 0)))
            .or_else(|| within(Form::Hex, hex::decoded(&text, 1)))
            .or_else(|| within(Form::Decimal, decimal::decoded(&text)))
            .or_else(|| {
                let orders = [Order::AsRead, Order::Reversed];
                let mut readings = orders
                    .into_iter()
                    .flat_map(|order| [(0, order), (1, order)]);
                readings.find_map(|(offsets, order)| {
                    within(Form::Hexdump, hexdump::decoded(&text, offsets, order))
                })
            })
    }

    /// Finds what is written in characters, and not as a number for each byte.
    fn find_legible(&self, text: &str) -> Option<Form> {
        let find = |text: &str| {
            let is_in = |text: &str, trace: &String| text.contains(trace);
            let found = self.written.iter().find(|(_, trace)| is_in(text, trace));
            let mut base64 = self.written.iter().filter(|(form, _)| form.is_base64());
            let found = found.or_else(|| {
                let joined = lines::joined(text);
                base64.find(|(_, trace)| is_in(&joined, trace))
            });
            found.map(|(form, _)| *form)
        };
        let within = |decoded: Vec<u8>| {
            let decoded = String::from_utf8_lossy(&decoded);
            find(&decoded).map(|_| Form::Percent)
        };
        let percent = || within(percent::decoded(text, b'+')).filter(|_| text.contains('%'));
        let form = || within(percent::decoded(text, b' ')).filter(|_| text.contains('+'));
        find(text)
            .or_else(percent)
            .or_else(|| form().filter(|_| self.has_space))
    }
}

/// As `{:?}` writes it, without the quotation marks.
fn unquoted(text: &str) -> String {
    let quoted = format!("{text:?}");
    let inner = quoted.strip_prefix('"').and_then(|q| q.strip_suffix('"'));
    inner.unwrap_or(&quoted).to_owned()
}

/// The characters that depend on the secret alone when it begins `offset` bytes after the start of a group of three.
fn base64<E: Encoding>(secret: &str, offset: usize) -> String {
    let bytes = [&vec![0; offset], secret.as_bytes()].concat();
    // At either end stand characters of which some bits are a neighbour's.
    let first = (offset * 8).div_ceil(6);
    let end = bytes.len() * 8 / 6;
    let encoded = E::encode_string(&bytes);
    encoded.chars().take(end).skip(first).collect()
}

/// At six bytes the shortest of the forms is seven characters of base64.
const MIN_BYTES: usize = 6;
