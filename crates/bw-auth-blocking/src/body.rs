//! `Body`: what a request carries.

use core::error::Error;
use core::fmt;
use core::mem;
use std::io::{self, Read};

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

    /// What it allows, and its length if that is known.
    pub(crate) fn replay(&self) -> (Replay, Option<u64>) {
        match self {
            Self::Empty => (Replay::Empty, None),
            Self::Bytes(bytes) => (Replay::Again, u64::try_from(bytes.len()).ok()),
            Self::Reader(_) => (Replay::Once, None),
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

/// The caller's reader, whose errors are told apart from the network's by what they are wrapped in.
pub(crate) struct Source {
    reader: Box<dyn Read + Send>,
    /// What it still has to yield, where that was declared.
    left: Option<u64>,
}

impl Source {
    pub(crate) fn new(reader: Box<dyn Read + Send>, length: Option<u64>) -> Self {
        Self {
            reader,
            left: length,
        }
    }

    /// Counts what was read. ureq would ask a reader that ends too early for more until the time is over.
    fn count(&mut self, read: usize) -> io::Result<usize> {
        let Some(left) = self.left else {
            return Ok(read);
        };
        match u64::try_from(read).ok().and_then(|n| left.checked_sub(n)) {
            Some(still) if read > 0 || still == 0 => {
                self.left = Some(still);
                if read > 0 && still == 0 {
                    self.expect_end()?;
                }
                Ok(read)
            }
            _ => Err(io::Error::other(MISDECLARED)),
        }
    }

    /// Once all that was declared is there, ureq asks for no more, and the server would take a part for the whole.
    fn expect_end(&mut self) -> io::Result<()> {
        loop {
            match self.reader.read(&mut [0]) {
                Ok(0) => return Ok(()),
                Ok(_) => return Err(io::Error::other(MISDECLARED)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader
            .read(buffer)
            .and_then(|read| self.count(read))
            .map_err(|error| io::Error::new(error.kind(), Unread(error)))
    }
}

/// The caller's reader failed.
#[derive(Debug)]
pub(crate) struct Unread(io::Error);

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request body could not be read: {}", self.0)
    }
}

impl Error for Unread {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
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

const MISDECLARED: &str = "it has not the length that was declared";
