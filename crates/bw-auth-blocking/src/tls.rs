//! TLS settings: which certificates are trusted, and which implementation does the arithmetic.

use std::sync::Arc;

use bw_auth_core::BuildError;
use bw_auth_core::client::root_certificates;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// What a client trusts.
#[derive(Debug, Default)]
pub(crate) struct Trust {
    pub(crate) provider: Option<Arc<CryptoProvider>>,
    pub(crate) extra_roots: Vec<CertificateDer<'static>>,
    /// In place of the platform's roots.
    pub(crate) bundled_roots: Option<Vec<CertificateDer<'static>>>,
}

impl Trust {
    /// Adds the certificates in a PEM text, each of which must be usable as a root.
    pub(crate) fn add_pem(&mut self, pem: &[u8]) -> Result<(), BuildError> {
        for root in root_certificates(pem)? {
            RootCertStore::empty()
                .add(root.clone())
                .map_err(|_| BuildError::RootPem)?;
            self.extra_roots.push(root);
        }
        Ok(())
    }

    /// No process-wide default is read or set. Whatever ureq would find wrong with these settings at the first request,
    /// where it panics, is found here.
    pub(crate) fn into_config(self) -> Result<TlsConfig, BuildError> {
        let provider = self
            .provider
            .or_else(default_provider)
            .ok_or(BuildError::NoCryptoProvider)?;
        ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(rustls::ALL_VERSIONS)
            .map_err(|error| BuildError::Tls(error.into()))?;
        let roots = match self.bundled_roots {
            None => platform_roots(self.extra_roots, &provider)?,
            Some(bundled) => specific(bundled.into_iter().chain(self.extra_roots)),
        };
        Ok(TlsConfig::builder()
            .root_certs(roots)
            .unversioned_rustls_crypto_provider(provider)
            .build())
    }
}

/// The operating system's verifier where it has one and nothing is added to its roots; else its roots, and ours.
fn platform_roots(
    extra: Vec<CertificateDer<'static>>,
    provider: &Arc<CryptoProvider>,
) -> Result<RootCerts, BuildError> {
    if extra.is_empty() && cfg!(any(windows, target_vendor = "apple", target_os = "android")) {
        rustls_platform_verifier::Verifier::new(Arc::clone(provider))
            .map_err(|error| BuildError::NoRoots(error.into()))?;
        return Ok(RootCerts::PlatformVerifier);
    }
    // Elsewhere the platform's verifier is nothing but its root certificates. ureq would read them from disk again for
    // each connection with settings of its own; this way they are read once, and here.
    let native = rustls_native_certs::load_native_certs();
    if native.certs.is_empty() && extra.is_empty() {
        let cause = native
            .errors
            .into_iter()
            .next()
            .map_or_else(|| "none on this system".into(), Into::into);
        return Err(BuildError::NoRoots(cause));
    }
    Ok(specific(native.certs.into_iter().chain(extra)))
}

fn specific(roots: impl Iterator<Item = CertificateDer<'static>>) -> RootCerts {
    let roots: Vec<_> = roots
        .map(|root| Certificate::from_der(&root).to_owned())
        .collect();
    RootCerts::new_with_certs(&roots)
}

#[cfg(feature = "ring")]
fn default_provider() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(not(feature = "ring"))]
fn default_provider() -> Option<Arc<CryptoProvider>> {
    None
}
