//! What the task runs and did not build.

use std::path::PathBuf;

use crate::metadata::Metadata;
use crate::step::{Outcome, Step};

/// Where Bandwidth's own clients are installed, and the packages that the vectors are run against.
pub(super) struct OfficialClients {
    folder: PathBuf,
}

impl OfficialClients {
    pub(super) fn find() -> Outcome<Self> {
        let folder = Metadata::read()?.target.join("interop");
        let clients = Self { folder };
        for path in [clients.python(), clients.node_modules()] {
            if !path.exists() {
                return Err(missing(&path.display().to_string()));
            }
        }
        Ok(clients)
    }

    /// An interpreter that has them.
    pub(super) fn python(&self) -> PathBuf {
        self.folder.join("python/bin/python")
    }

    pub(super) fn node_modules(&self) -> PathBuf {
        self.folder.join("node/node_modules")
    }

    pub(super) fn ca_file(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }
}

/// Before anything is built, which takes longer than to find out.
pub(super) fn require_programs() -> Outcome {
    for program in ["nginx", "apache2", "htpasswd", "openssl", "curl", "node"] {
        let look = Step::program("sh").args(["-c", "command -v \"$0\"", program]);
        if !look.capture()?.success {
            return Err(missing(program));
        }
    }
    Ok(())
}

fn missing(what: &str) -> String {
    format!("{what} is missing; `tests/interop/install.sh` installs all that this task needs")
}
