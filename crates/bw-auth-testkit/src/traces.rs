//! Traces: what a secret may look like in a text, and the search for it.

use crate::form::Form;
use crate::hexdump::Order;
use crate::written::Written;
use crate::{decimal, hex, hexdump, lines, percent};

/// What must not occur in a text.
pub(crate) struct Traces {
    written: Vec<Written>,
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
        let debugged = unquoted(secret);
        let mut written: Vec<_> = [
            (Form::Plain, secret.to_owned()),
            // What a text prints is often printed once more by the type around it.
            (Form::Escaped, unquoted(&debugged)),
            (Form::Escaped, debugged),
            (Form::Escaped, secret.as_bytes().escape_ascii().to_string()),
        ]
        .into_iter()
        .map(|(form, text)| Written::as_it_is(form, text))
        .collect();
        written.extend((0..3).flat_map(|offset| Written::in_base64(secret, offset)));
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
        // The rows of a dump may be in one text that `{:?}` has written.
        let unescaped = lines::unescaped(&text);
        let mut readings = [&*text, &*unescaped].into_iter();
        self.find_legible(&text)
            .or_else(|| {
                readings.find_map(|text| {
                    within(Form::Hex, hex::decoded(text, 0))
                        .or_else(|| within(Form::Hex, hex::decoded(text, 1)))
                        .or_else(|| within(Form::Decimal, decimal::decoded(text)))
                })
            })
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
            let found = self.written.iter().find(|written| written.is_in(text));
            let mut base64 = self
                .written
                .iter()
                .filter(|written| written.form.is_base64());
            let found = found.or_else(|| {
                let joined = lines::joined(text);
                base64.find(|written| written.is_in(&joined))
            });
            found.map(|written| written.form)
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

/// At six bytes the shortest of the forms is seven characters of base64.
const MIN_BYTES: usize = 6;
