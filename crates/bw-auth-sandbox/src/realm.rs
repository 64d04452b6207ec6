//! Bandwidth's two realms, of which neither takes the other's tokens.

use http::header::HOST;
use http::request::Parts;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Realm {
    Production,
    Test,
}

impl Realm {
    /// The realm of the host that a request is for, by the host's first label.
    pub(crate) fn of(parts: &Parts) -> Self {
        // A host in the target goes before the field (RFC 9112 section 3.2.2).
        let field = || parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = parts.uri.host().or_else(field).unwrap_or_default();
        match host.split(['.', ':']).next() {
            Some(label) if label.eq_ignore_ascii_case("test") => Self::Test,
            _ => Self::Production,
        }
    }

    /// Who says that it issued a token of this realm.
    pub(crate) fn issuer(self) -> &'static str {
        match self {
            Self::Production => "https://api.bandwidth.com",
            Self::Test => "https://test.api.bandwidth.com",
        }
    }
}
