//! What is wrong with TLS, by rustls's words for it, which are all that there is: its types are the transport's own.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TlsFault {
    Authority,
    Expired,
    NotYet,
    Name,
    /// Something else about the certificate.
    Certificate,
    Other,
}

impl TlsFault {
    pub(crate) fn of(cause: &str) -> Self {
        let is = |words: &[&str]| words.iter().any(|word| cause.contains(word));
        if is(&["UnknownIssuer", "BadSignature", "CaUsedAsEndEntity"]) {
            Self::Authority
        } else if is(&["certificate expired", "Expired"]) {
            Self::Expired
        } else if is(&["certificate not valid yet", "NotValidYet"]) {
            Self::NotYet
        } else if is(&["not valid for name", "NotValidForName"]) {
            Self::Name
        } else if is(&["invalid peer certificate"]) {
            Self::Certificate
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TlsFault;

    #[test]
    fn what_is_wrong_with_a_certificate_is_no_fault_of_the_port() {
        for (cause, fault) in [
            (
                "io: invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))",
                TlsFault::Authority,
            ),
            (
                "io: invalid peer certificate: Other(OtherError(UnsupportedCertVersion))",
                TlsFault::Certificate,
            ),
            (
                "io: received corrupt message of type InvalidContentType",
                TlsFault::Other,
            ),
        ] {
            assert_eq!(TlsFault::of(cause), fault, "{cause}");
        }
    }
}
