//! How a credential is presented.

use core::fmt;

/// The authentication scheme of a credential or a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// HTTP Basic ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)).
    Basic,
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basic => "basic",
        })
    }
}
