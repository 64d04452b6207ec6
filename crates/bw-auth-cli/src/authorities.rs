//! Files of authorities, that `--ca` or a variable names: no pipe is waited for, and nothing is read without end.

use std::path::Path;
#[cfg(unix)]
use std::process::Command;
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

/// Has an empty `SSL_CERT_FILE` count as unset, as automation has it for what is missing. To the TLS library it is a file of
/// no name, and a program cannot safely unset a variable of its own: it begins anew without it.
pub(crate) fn without_empty() {
    if env::var_os(FILE).is_some_and(|value| value.is_empty()) {
        begin_anew_without(&[FILE]);
    }
}

#[cfg(unix)]
fn begin_anew_without(variables: &[&str]) {
    use std::os::unix::process::CommandExt as _;

    if let Ok(program) = env::current_exe() {
        let mut anew = Command::new(program);
        anew.args(env::args_os().skip(1));
        for variable in variables {
            anew.env_remove(variable);
        }
        // It returns only where it fails; then the library's own error has to do.
        let _ = anew.exec();
    }
}

/// The system's own authorities do not depend on it elsewhere.
#[cfg(not(unix))]
fn begin_anew_without(_: &[&str]) {}

/// Has what these variables name not matter, for a program that talks to nothing but its own sandbox.
///
/// # Errors
///
/// As [`check`], where the program cannot begin anew without them.
pub(crate) fn needless() -> Result<(), Failure> {
    check().or_else(|_| {
        begin_anew_without(&[FILE, FOLDERS]);
        check()
    })
}

/// Looks at what `SSL_CERT_FILE` and `SSL_CERT_DIR` name: the TLS library reads whatever it is to the end, and where it has
/// other authorities too, it passes over a file that holds none.
///
/// # Errors
///
/// No authority can be read from the file, or one in a folder is too large for any.
pub(crate) fn check() -> Result<(), Failure> {
    for folder in env::split_paths(&env::var_os(FOLDERS).unwrap_or_default()) {
        check_folder(&folder)?;
    }
    let Some(file) = env::var_os(FILE).filter(|value| !value.is_empty()) else {
        return Ok(());
    };
    let file = Path::new(&file);
    let unusable = |reason: &str| unusable(FILE, file, reason);
    let content = content(file).map_err(|error| unusable(&error.to_string()))?;
    // Others in the file may be broken: those are left out, as everywhere.
    if CertificateDer::pem_slice_iter(&content).any(|found| found.is_ok()) {
        return Ok(());
    }
    Err(unusable("there is no certificate in PEM in it"))
}

/// What else is wrong with a folder, or with a file in it, the library passes over.
fn check_folder(folder: &Path) -> Result<(), Failure> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    for file in files.map(|file| file.path()) {
        let is_too_large = fs::metadata(&file)
            .is_ok_and(|metadata| metadata.is_file() && metadata.len() > MOST_PEM);
        if is_too_large {
            return Err(unusable(FOLDERS, &file, TOO_LARGE));
        }
    }
    Ok(())
}

fn content(file: &Path) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(file)?;
    if !metadata.is_file() || metadata.len() > MOST_PEM {
        return Err(io::Error::other(TOO_LARGE));
    }
    fs::read(file)
}

fn unusable(variable: &str, file: &Path, reason: &str) -> Failure {
    Failure {
        exit: Exit::NotConfigured,
        code: "cli.cert_file",
        text: format!(
            "{variable} names {}, which is no list of authorities: {reason}; {}",
            Shown::path(file),
            match variable {
                FOLDERS => "take it out of that folder, or unset it",
                _ => "name a PEM file, or unset it",
            }
        ),
    }
}

const FILE: &str = "SSL_CERT_FILE";

const FOLDERS: &str = "SSL_CERT_DIR";

const TOO_LARGE: &str = "it is no regular file, or larger than any list of authorities";

/// The lists of Mozilla's and of operating systems have a quarter of a megabyte.
const MOST_PEM: u64 = 8 * 1024 * 1024;
