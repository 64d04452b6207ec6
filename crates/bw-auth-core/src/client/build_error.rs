//! `BuildError`: why a client could not be built.

use crate::BoxError;

/// Why a client could not be built.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The HTTP library refused its settings.
    #[error("the HTTP library refused its settings")]
    Http(#[source] BoxError),
    /// There is no TLS implementation to use.
    #[error(
        "there is no TLS implementation: enable the feature `ring`, or hand a rustls CryptoProvider to the builder"
    )]
    NoCryptoProvider,
    /// There is no certificate to trust.
    #[error(
        "no trusted root certificate was found: install the system's CA certificates, enable the feature \
         `webpki-roots`, or hand a PEM file to `add_root_pem`"
    )]
    NoRoots(#[source] BoxError),
    /// What was handed to `add_root_pem` holds no usable certificate.
    #[error("the text handed to `add_root_pem` holds no usable certificate in PEM form")]
    RootPem,
    /// The TLS implementation lacks what the protocol needs.
    #[error("the rustls CryptoProvider does not fit")]
    Tls(#[source] BoxError),
}

impl BuildError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Http(_) => "build.http",
            Self::NoCryptoProvider => "build.no_crypto_provider",
            Self::NoRoots(_) => "build.no_roots",
            Self::RootPem => "build.root_pem",
            Self::Tls(_) => "build.tls",
        }
    }
}
