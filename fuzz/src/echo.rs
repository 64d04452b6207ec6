//! Text of a server that repeats what it was sent: whole or in pieces, and spelled its own way.

use std::fmt::Write as _;

use libfuzzer_sys::arbitrary::{self, Arbitrary};

use crate::marker::{SIGNATURE, credentials, password};
use crate::short::{bytes, list, pick};

/// Text with echoes in it.
#[derive(Arbitrary, Debug)]
pub(crate) struct Text<'a>(#[arbitrary(with = list::<6, _>)] Vec<Piece<'a>>);

#[derive(Arbitrary, Debug)]
enum Piece<'a> {
    Bytes(#[arbitrary(with = bytes::<8>)] &'a [u8]),
    Echo {
        what: What,
        /// Where the piece starts and how long it is, in bytes; otherwise it is the whole.
        cut: Option<(u8, u8)>,
        inner: Spelling,
        outer: Spelling,
    },
    /// A URL whose query is a credential.
    Presigned,
    Word(u8),
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum What {
    Credentials,
    Password,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Spelling {
    Form,
    Json,
    JsonAscii,
    JsonSlashes,
    Percent,
    Plain,
    Xml,
    XmlDecimal,
}

/// What whoever writes can repeat. One that has heard nothing repeats nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Heard {
    /// The number of the secret that was sent.
    pub(crate) secret: Option<u8>,
    /// The query of a presigned URL.
    pub(crate) signature: bool,
}

impl Heard {
    pub(crate) fn without_signature(self) -> Self {
        Self {
            signature: false,
            ..self
        }
    }
}

impl Text<'_> {
    /// The text, by a writer who has heard this.
    pub(crate) fn write(&self, heard: Heard) -> Vec<u8> {
        let mut out = Vec::new();
        let mut after_echo = false;
        for piece in &self.0 {
            let is_echo = matches!(piece, Piece::Echo { .. });
            if is_echo && !after_echo {
                // What stands before an echo is not to be the start of an escape that takes its first letter.
                out.push(b'/');
            }
            after_echo = is_echo;
            match piece {
                Piece::Bytes(bytes) => out.extend_from_slice(bytes),
                Piece::Echo {
                    what,
                    cut,
                    inner,
                    outer,
                } => {
                    let whole = heard
                        .secret
                        .map(|number| what.text(number))
                        .unwrap_or_default();
                    let echo = outer.spell(&inner.spell(&piece_of(&whole, *cut)));
                    out.extend_from_slice(echo.as_bytes());
                }
                Piece::Presigned => {
                    let query = if heard.signature { SIGNATURE } else { "" };
                    let url = format!("https://storage.example/f?{query}");
                    out.extend_from_slice(url.as_bytes());
                }
                Piece::Word(word) => out.extend_from_slice(pick(WORDS, *word).as_bytes()),
            }
        }
        out
    }
}

impl What {
    fn text(self, number: u8) -> String {
        match self {
            Self::Credentials => credentials(number),
            Self::Password => password(number),
        }
    }
}

impl Spelling {
    fn spell(self, text: &str) -> String {
        match self {
            Self::Form => Self::Percent.spell(text).replace("%20", "+"),
            Self::Json => text.replace('\\', "\\\\").replace('"', "\\\""),
            Self::JsonAscii => each_special(text, |out, special| {
                write!(out, "\\u{:04x}", u32::from(special))
            }),
            Self::JsonSlashes => Self::Json.spell(text).replace('/', "\\/"),
            Self::Percent => each_special(text, |out, special| {
                write!(out, "%{:02X}", u32::from(special))
            }),
            Self::Plain => text.to_owned(),
            Self::Xml => text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;"),
            Self::XmlDecimal => each_special(text, |out, special| {
                write!(out, "&#{};", u32::from(special))
            }),
        }
    }
}

/// The text under every two layers of escapes.
pub(crate) fn spell_twice(text: String) -> Vec<String> {
    let spell = |inner: &Spelling| {
        let inner = inner.spell(&text);
        SPELLINGS.map(|outer| outer.spell(&inner))
    };
    SPELLINGS.iter().flat_map(spell).collect()
}

fn piece_of(whole: &str, cut: Option<(u8, u8)>) -> String {
    let Some((start, length)) = cut else {
        return whole.to_owned();
    };
    // All of it is ASCII.
    whole
        .chars()
        .skip(usize::from(start) % (whole.len() + 1))
        .take(length.into())
        .collect()
}

fn each_special(text: &str, write: impl Fn(&mut String, char) -> std::fmt::Result) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else {
            write(&mut out, c).expect("a String takes all that is written to it");
        }
    }
    out
}

const SPELLINGS: [Spelling; 8] = [
    Spelling::Form,
    Spelling::Json,
    Spelling::JsonAscii,
    Spelling::JsonSlashes,
    Spelling::Percent,
    Spelling::Plain,
    Spelling::Xml,
    Spelling::XmlDecimal,
];

/// What leads to rare paths and is hard to come by through mutation.
const WORDS: &[&str] = &[
    "/api/accounts/920012/orders",
    "https://numbers.example/api/",
    "https://voice.example:8443/v2/",
    "https://numbers.example:8443/",
    "https://storage.example/",
    "https://evil.example/",
    "http://numbers.example/",
    "https://numbers.example@evil.example/",
    "//evil.example/",
    "?page=2",
    "7",
    "86401",
    "Tue, 24 Nov 2026 10:00:00 GMT",
    "Tuesday, 24-Nov-26 10:00:30 GMT",
    "{\"code\":\"",
    "\",\"description\":\"",
    "\"}",
    "<E><Code>1</Code><Description>",
    "</Description></E>",
    "<![CDATA[",
    "]]>",
    "\u{feff}",
    "\n",
    "Basic ",
    "j?>e:",
];
