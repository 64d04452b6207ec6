//! Record: a text, and where it was seen.

/// A text, and where it was seen. It may hold a secret, so it is not printed.
#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) place: String,
    pub(crate) text: Vec<u8>,
}

impl Record {
    pub(crate) fn new(place: String, text: impl AsRef<[u8]>) -> Self {
        let text = text.as_ref().to_vec();
        Self { place, text }
    }
}
