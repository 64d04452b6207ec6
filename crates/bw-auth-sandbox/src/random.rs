//! Randomness, from the operating system.

use alloc::string::String;
use alloc::vec::Vec;

use rustls::crypto::{GetRandomFailed, SecureRandom};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Random(pub(crate) &'static dyn SecureRandom);

impl Random {
    /// So many random bytes.
    ///
    /// # Errors
    ///
    /// The operating system has no randomness to give.
    pub(crate) fn bytes(self, length: usize) -> Result<Vec<u8>, GetRandomFailed> {
        let mut bytes = vec![0; length];
        self.0.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// A password or client secret, in an alphabet that needs no quoting in a shell or a URL.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes).
    pub(crate) fn secret(self) -> Result<String, GetRandomFailed> {
        let symbols = self.bytes(SECRET_LENGTH)?.into_iter();
        let symbols = symbols.map(|byte| match byte % 64 {
            n @ 0..26 => char::from(b'a' + n),
            n @ 26..52 => char::from(b'A' + (n - 26)),
            n @ 52..62 => char::from(b'0' + (n - 52)),
            62 => '_',
            _ => '.',
        });
        Ok(symbols.collect())
    }
}

const SECRET_LENGTH: usize = 24;
