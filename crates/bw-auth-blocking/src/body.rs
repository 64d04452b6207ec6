//! `Body`: what a request carries.

use core::fmt;
use core::mem;
use std::io::Read;

use bw_auth_core::Replay;
use bytes::Bytes;

/// The body of a request.
///
/// ```
/// use bw_auth_blocking::Body;
///
/// let text = Body::from("<Order/>");
/// let file = Body::from_reader(std::io::Cursor::new(vec![0; 1024]));
/// # let _ = (text, file);
/// ```
#[non_exhaustive]
#[derive(Default)]
pub enum Body {
    /// Nothing.
    #[default]
    Empty,
    /// Bytes at hand, which can be sent again.
    Bytes(Bytes),
    /// A stream, which can be sent once. Without a `Content-Length` field of the caller's it is sent in chunks.
    Reader(Box<dyn Read + Send>),
}

impl Body {
    /// A body that is read while it is sent.
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        Self::Reader(Box::new(reader))
    }

    pub(crate) fn replay(&self) -> Replay {
        match self {
            Self::Empty => Replay::Empty,
            Self::Bytes(_) => Replay::Again,
            Self::Reader(_) => Replay::Once,
        }
    }

    /// The body to send now, kept for another time where it can be copied.
    pub(crate) fn for_sending(&mut self) -> Self {
        match self {
            Self::Bytes(bytes) => Self::Bytes(bytes.clone()),
            spent => mem::take(spent),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => write!(f, "Bytes([{} bytes])", bytes.len()),
            Self::Reader(_) => f.write_str("Reader"),
        }
    }
}

impl From<()> for Body {
    fn from((): ()) -> Self {
        Self::Empty
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        if bytes.is_empty() {
            Self::Empty
        } else {
            Self::Bytes(bytes)
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl From<std::fs::File> for Body {
    fn from(file: std::fs::File) -> Self {
        Self::from_reader(file)
    }
}
