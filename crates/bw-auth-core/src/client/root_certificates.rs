//! Root certificates out of a PEM text.

use alloc::vec::Vec;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use super::build_error::BuildError;

/// The certificates in a PEM text; other sections in it are passed over.
///
/// # Errors
///
/// [`BuildError::RootPem`] if a certificate cannot be read or there is none.
pub fn root_certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BuildError> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(BuildError::RootPem),
    }
}
