//! What there is to say of an endpoint with which TLS fails.

use crate::exit::Exit;
use crate::finding::Finding;
use crate::tls_fault::TlsFault;

pub(super) fn judged(cause: &str, why: &str) -> Finding {
    let (verdict, what, remedy) = match TlsFault::of(cause) {
        TlsFault::Authority => (
            "tls_authority",
            "The certificate of the endpoint is from no authority that is publicly trusted, so Bandwidth would not trust it",
            "use a certificate from a public authority, and send the intermediate certificates with it",
        ),
        TlsFault::Expired => (
            "tls_expired",
            "The certificate of the endpoint has expired, or this machine's clock is ahead",
            "renew it",
        ),
        TlsFault::NotYet => (
            "tls_not_yet",
            "The certificate of the endpoint is not valid yet, or this machine's clock is behind",
            "check this machine's clock",
        ),
        TlsFault::Name => (
            "tls_name",
            "The certificate of the endpoint is for another host",
            "use one that names the host of the URL",
        ),
        TlsFault::Certificate => (
            "tls_certificate",
            "The certificate of the endpoint is not of a kind that clients accept",
            "use a current one for servers: X.509 version 3, with SHA-256 and the name of the host",
        ),
        // TLS 1.2 has no alert for it: many servers say there that the handshake failed, as in other cases.
        TlsFault::Other if cause.contains("CertificateRequired") => (
            "tls",
            "The endpoint wants a certificate of the client",
            "take that demand away from this path: what is registered at Bandwidth for callbacks is a username and a password, and no certificate",
        ),
        TlsFault::Other => (
            "tls",
            "TLS with the endpoint failed",
            "look for a port that speaks no TLS, or only versions before 1.2",
        ),
    };
    Finding::new(verdict, Exit::Network, format!("{what}{why}.")).remedy(remedy)
}

#[cfg(test)]
mod tests {
    use super::judged;

    #[test]
    fn an_endpoint_that_wants_a_certificate_is_told_so() {
        for (cause, is_wanted) in [
            ("io: received fatal alert: CertificateRequired", true),
            ("io: received fatal alert: ProtocolVersion", false),
            (
                "io: received corrupt message of type InvalidContentType",
                false,
            ),
        ] {
            let finding = judged(cause, "");
            assert_eq!(finding.verdict, "tls");
            let wants = finding.what.contains("wants a certificate of the client");
            assert_eq!(wants, is_wanted, "{cause}: {}", finding.what);
            let [remedy] = finding.remedies.as_slice() else {
                panic!("{:?}", finding.remedies);
            };
            assert_eq!(remedy.contains("no TLS"), !is_wanted, "{cause}: {remedy}");
        }
    }
}
