//! Form: how a secret is written where it was found.

use core::fmt;

/// How a secret is written where it was found.
///
/// Forms may lie in one another. Then the outer one is named: a header in a hexdump is [`Form::Hexdump`], whatever the
/// header itself is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// As it is.
    Plain,
    /// With backslashes, as `{:?}` writes a string or a byte string.
    Escaped,
    /// In the standard alphabet of base64.
    #[non_exhaustive]
    Base64 {
        /// How many bytes stand between the secret and the start of a group of three: 0, 1 or 2.
        offset: usize,
    },
    /// In the URL-safe alphabet of base64, where the two alphabets differ.
    #[non_exhaustive]
    Base64Url {
        /// How many bytes stand between the secret and the start of a group of three: 0, 1 or 2.
        offset: usize,
    },
    /// With one character or more as `%XX`, or with `+` for a space.
    Percent,
    /// Two hexadecimal digits for each byte, with or without something between them.
    Hex,
    /// One decimal number for each byte, as `{:?}` writes a `Vec<u8>`.
    Decimal,
    /// Hexadecimal digits that are spread over the rows of a dump.
    Hexdump,
}

impl Form {
    /// Whether it may be broken into lines on the way.
    pub(crate) fn is_base64(self) -> bool {
        matches!(self, Self::Base64 { .. } | Self::Base64Url { .. })
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain => f.write_str("plain text"),
            Self::Escaped => f.write_str("escaped text"),
            Self::Base64 { offset } => write!(f, "base64 at offset {offset}"),
            Self::Base64Url { offset } => write!(f, "URL-safe base64 at offset {offset}"),
            Self::Percent => f.write_str("percent-encoded text"),
            Self::Hex => f.write_str("hexadecimal digits"),
            Self::Decimal => f.write_str("decimal numbers"),
            Self::Hexdump => f.write_str("a hexdump"),
        }
    }
}
