//! An HTTP library's error, which says what it likes.

use std::error::Error as StdError;
use std::fmt;

#[derive(Debug)]
pub(crate) struct HostileError {
    text: String,
    source: Option<Box<Self>>,
}

impl HostileError {
    /// The text is what the innermost cause says.
    pub(crate) fn new(text: &[u8], causes: u8) -> Self {
        let innermost = Self {
            text: String::from_utf8_lossy(text).into_owned(),
            source: None,
        };
        (0..causes % 3).fold(innermost, |source, _| Self {
            text: "broken".to_owned(),
            source: Some(Box::new(source)),
        })
    }
}

impl fmt::Display for HostileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for HostileError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
