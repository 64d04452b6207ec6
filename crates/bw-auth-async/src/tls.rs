//! TLS settings: which certificates are trusted, and which implementation does the arithmetic.

use std::sync::Arc;

use bw_auth_core::BuildError;
use bw_auth_core::client::root_certificates;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

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

    /// No process-wide default is read or set: two TLS implementations in one program do not get in each other's way.
    pub(crate) fn into_config(self) -> Result<ClientConfig, BuildError> {
        let provider = self
            .provider
            .or_else(default_provider)
            .ok_or(BuildError::NoCryptoProvider)?;
        let verifier: Arc<dyn ServerCertVerifier> = match self.bundled_roots {
            None => Arc::new(
                Verifier::new_with_extra_roots(self.extra_roots, Arc::clone(&provider))
                    .map_err(|error| BuildError::NoRoots(error.into()))?,
            ),
            Some(bundled) => {
                let mut roots = RootCertStore::empty();
                roots.add_parsable_certificates(bundled.into_iter().chain(self.extra_roots));
                WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                    .build()
                    .map_err(|error| BuildError::NoRoots(error.into()))?
            }
        };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| BuildError::Tls(error.into()))?;
        Ok(config
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth())
    }
}

#[cfg(feature = "ring")]
fn default_provider() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(not(feature = "ring"))]
fn default_provider() -> Option<Arc<CryptoProvider>> {
    None
}
