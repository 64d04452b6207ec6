//! Files of authorities, that `--ca` or a variable names: no pipe is waited for, and nothing is read without end.

use std::path::Path;
use std::{env, fs, io};

use bw_auth_sources::Shown;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use crate::exit::Exit;
use crate::failure::Failure;

/// The file's text.
///
/// # Errors
///
/// It cannot be read, or is none.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    content(file).map_err(|error| Failure::unreadable(file, &error))
}

/// Looks at the file that `SSL_CERT_FILE` names: the TLS library reads whatever it is to the end, and where it has other
/// authorities too, it passes over a file that holds none.
///
/// # Errors
///
/// No authority can be read from it.
pub(crate) fn check() -> Result<(), Failure> {
    let Some(file) = env::var_os(VARIABLE) else {
        return Ok(());
    };
    let file = Path::new(&file);
    let content = content(file).map_err(|error| unusable(file, &error.to_string()))?;
    // Others in the file may be broken: those are left out, as everywhere.
    if CertificateDer::pem_slice_iter(&content).any(|found| found.is_ok()) {
        return Ok(());
    }
    Err(unusable(file, "there is no certificate in PEM in it"))
}

fn content(file: &Path) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(file)?;
    if !metadata.is_file() || metadata.len() > MOST_PEM {
        return Err(io::Error::other(
            "it is no regular file, or larger than any list of authorities",
        ));
    }
    fs::read(file)
}

fn unusable(file: &Path, reason: &str) -> Failure {
    Failure {
        exit: Exit::NotConfigured,
        code: "cli.cert_file",
        text: format!(
            "{VARIABLE} names {}, which is no list of authorities: {reason}; name a PEM file, or unset it",
            Shown::path(file)
        ),
    }
}

const VARIABLE: &str = "SSL_CERT_FILE";

/// The lists of Mozilla's and of operating systems have a quarter of a megabyte.
const MOST_PEM: u64 = 8 * 1024 * 1024;
