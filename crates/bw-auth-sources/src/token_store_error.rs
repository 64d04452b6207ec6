//! `TokenStoreError`: why tokens cannot be kept.

use std::io;
use std::path::PathBuf;

/// Why a store cannot keep tokens. A client takes it for an empty one and fetches a token.
///
/// ```
/// use bw_auth_sources::{FileTokenStore, Surroundings};
///
/// let nowhere = FileTokenStore::standard(&Surroundings::from_pairs::<&str, &str>([]));
/// assert_eq!(nowhere.unwrap_err().code(), "token_store.no_folder");
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenStoreError {
    /// Another process holds the lock longer than anything that is done under it takes.
    #[error("the lock of {path} is held by another process that does not go on; end that process")]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// No folder is known for it.
    #[error("there is no folder to keep tokens in; set XDG_CACHE_HOME or HOME")]
    NoFolder,
    /// Others may look into the folder.
    #[error("other users may enter {path}, which is to hold tokens; make it chmod 700")]
    Open {
        /// The folder.
        path: PathBuf,
    },
    /// The system refuses.
    #[error("{path} cannot be used ({kind}); check its mode and that there is room")]
    Unusable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        kind: io::ErrorKind,
    },
}

impl TokenStoreError {
    /// A stable name for this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked { .. } => "token_store.locked",
            Self::NoFolder => "token_store.no_folder",
            Self::Open { .. } => "token_store.open",
            Self::Unusable { .. } => "token_store.unusable",
        }
    }
}
