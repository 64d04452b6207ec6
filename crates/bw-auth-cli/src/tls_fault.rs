//! What is wrong with TLS, by rustls's words for it, which are all that there is: its types are the transport's own.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TlsFault {
    Authority,
    Expired,
    NotYet,
    Name,
    Other,
}

impl TlsFault {
    pub(crate) fn of(cause: &str) -> Self {
        let is = |words: &[&str]| words.iter().any(|word| cause.contains(word));
        if is(&["UnknownIssuer", "BadSignature"]) {
            Self::Authority
        } else if is(&["certificate expired", "Expired"]) {
            Self::Expired
        } else if is(&["certificate not valid yet", "NotValidYet"]) {
            Self::NotYet
        } else if is(&["not valid for name", "NotValidForName"]) {
            Self::Name
        } else {
            Self::Other
        }
    }
}
