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
        TlsFault::Other if cause.contains("CertificateRequired") => (
            "tls",
            "The endpoint wants a certificate of the client",
            NO_CERTIFICATE,
        ),
        TlsFault::Other => (
            "tls",
            "TLS with the endpoint failed",
            "look for a port that speaks no TLS, or only versions before 1.2",
        ),
    };
    let finding = Finding::new(verdict, Exit::Network, format!("{what}{why}.")).remedy(remedy);
    match MAY_WANT.iter().any(|alert| cause.contains(alert)) {
        true => finding.remedy(format!(
            "or it wants a certificate of the client: {NO_CERTIFICATE}"
        )),
        false => finding,
    }
}

pub(super) const NO_CERTIFICATE: &str = "take that demand away from this path: what is registered at Bandwidth for callbacks is a username and a password, and no certificate";

/// What servers say before TLS 1.3, which has no alert for a certificate that is missing.
const MAY_WANT: [&str; 3] = [
    "alert: HandshakeFailure",
    "alert: BadCertificate",
    "alert: AccessDenied",
];

#[cfg(test)]
mod tests {
    use super::judged;

    #[test]
    fn an_endpoint_that_wants_a_certificate_is_told_so() {
        for (cause, wants, may_want) in [
            ("io: received fatal alert: CertificateRequired", true, false),
            ("io: received fatal alert: HandshakeFailure", false, true),
            ("io: received fatal alert: BadCertificate", false, true),
            ("io: received fatal alert: ProtocolVersion", false, false),
            (
                "io: received corrupt message of type InvalidContentType",
                false,
                false,
            ),
        ] {
            let finding = judged(cause, "");
            assert_eq!(finding.verdict, "tls");
            let is_told = finding.what.contains("wants a certificate of the client");
            assert_eq!(is_told, wants, "{cause}: {}", finding.what);
            let (remedy, others) = finding.remedies.split_first().expect("a remedy");
            assert_eq!(remedy.contains("no TLS"), !wants, "{cause}: {remedy}");
            let is_supposed = others
                .iter()
                .any(|other| other.contains("certificate of the client"));
            assert_eq!(is_supposed, may_want, "{cause}: {others:?}");
        }
    }
}
