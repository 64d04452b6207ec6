//! The file that a client reads the sandbox's authority from.

use core::fmt::Display;
use std::fs;
use std::io::{self, Write as _};
use std::path::{self, Path, PathBuf};

use bw_auth_sources::Shown;
use tempfile::TempPath;

/// A file that was asked for stays; a temporary one is removed when this is dropped.
#[derive(Debug)]
pub(super) struct CaFile {
    path: PathBuf,
    _temporary: Option<TempPath>,
}

impl CaFile {
    pub(super) fn write(wanted: Option<&Path>, pem: &str) -> io::Result<Self> {
        let Some(wanted) = wanted else {
            return Self::temporary(pem)
                .map_err(|error| because("a temporary file cannot be written", error));
        };
        // To open a pipe would wait for somebody at its other end.
        if fs::metadata(wanted).is_ok_and(|there| !there.is_file()) {
            let error = io::Error::other("it is no regular file");
            return Err(because(
                format!("cannot write {}", Shown::path(wanted)),
                error,
            ));
        }
        fs::write(wanted, pem)
            .map_err(|error| because(format!("cannot write {}", Shown::path(wanted)), error))?;
        Ok(Self {
            path: path::absolute(wanted)?,
            _temporary: None,
        })
    }

    fn temporary(pem: &str) -> io::Result<Self> {
        let mut file = tempfile::Builder::new()
            .prefix("bw-auth-ca-")
            .suffix(".pem")
            .tempfile()?;
        file.write_all(pem.as_bytes())?;
        Ok(Self {
            path: path::absolute(file.path())?,
            _temporary: Some(file.into_temp_path()),
        })
    }

    /// The absolute path: whoever reads it may be in another folder.
    pub(super) fn path(&self) -> io::Result<&str> {
        self.path.to_str().ok_or_else(|| {
            let shown = Shown::path(&self.path);
            io::Error::other(format!("{shown} is no path that can be written as text"))
        })
    }
}

fn because(what: impl Display, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{what}: {error}"))
}
