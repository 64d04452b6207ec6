//! `FileTokenStore`: tokens in a file, for other processes and the next run.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fmt, process};

use bw_auth_core::{BoxError, StoredToken, TokenKey, TokenStore};
use zeroize::Zeroizing;

use crate::clock::unix_now;
use crate::patience::Patience;
use crate::reading::read_all;
use crate::surroundings::Surroundings;
use crate::token_file::{SIZE_LIMIT, find, with};
use crate::token_lease::{LOCK_LIMIT, Lock, unusable};
use crate::token_store_error::TokenStoreError;

/// Keeps tokens in a file of a folder that is its owner's alone (0700, the file 0600), for other processes and the next run.
///
/// Where a process finds no token it takes a lease on fetching one, and the others wait for what it stores: fifty that start at once
/// make one token request. The lease has an end, so that a process that fails or hangs holds nobody up for longer. What cannot be
/// read, or makes no sense, counts as no token.
///
/// A token is kept by token URL, client id, scope and the 16 bits of [`TokenKey::secret_check`]. So a process with another secret does not
/// find it, and one with a wrong secret is told at once. No more of the secret is stored: whoever reads the file could try secrets against it
/// at leisure, and of so few bits he learns no more than those.
///
/// ```
/// use bw_auth_sources::{FileTokenStore, TokenStore};
///
/// let folder = tempfile::tempdir()?;
/// let store = FileTokenStore::in_folder(folder.path().join("tokens"))?;
/// let _: &dyn TokenStore = &store;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct FileTokenStore {
    tokens: PathBuf,
    lock: PathBuf,
    /// Names this store among those that use the folder.
    holder: String,
    patience: Duration,
    /// The most that a call waits, however much patience there is.
    wait: Duration,
    on_wait: Option<Box<dyn Fn() + Send + Sync>>,
    /// Whether the lock was held for so long that whoever holds it hangs: nobody waits for it again.
    is_stuck: AtomicBool,
    /// What was read or written last, by which a caller is known that wants something newer.
    known: Mutex<HashMap<TokenKey, StoredToken>>,
    /// Whether a lease was ever taken, so that one may have to be given back.
    has_leased: AtomicBool,
}

impl FileTokenStore {
    /// A store in the folder where the surroundings have such things; see [`Surroundings::token_folder`].
    ///
    /// # Errors
    ///
    /// [`TokenStoreError`] if there is none, or it cannot be used.
    pub fn standard(surroundings: &Surroundings) -> Result<Self, TokenStoreError> {
        let folder = surroundings.token_folder();
        Self::in_folder(folder.ok_or(TokenStoreError::NoFolder)?)
    }

    /// A store in this folder, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// [`TokenStoreError`] if it cannot be made, or others may enter it.
    pub fn in_folder(folder: impl AsRef<Path>) -> Result<Self, TokenStoreError> {
        let folder = folder.as_ref();
        make(folder).map_err(|error| match error.kind() {
            // What is there is no folder, and that is what a person has to know.
            ErrorKind::AlreadyExists => unusable(folder, &ErrorKind::NotADirectory.into()),
            _ => unusable(folder, &error),
        })?;
        let metadata = fs::metadata(folder).map_err(|error| unusable(folder, &error))?;
        if is_open(&metadata) {
            return Err(TokenStoreError::Open {
                path: folder.to_owned(),
            });
        }
        let count = STORES.fetch_add(1, Ordering::Relaxed);
        Ok(Self {
            tokens: folder.join("tokens"),
            lock: folder.join("lock"),
            holder: format!("{}-{count}-{}", process::id(), unix_now().as_nanos()),
            patience: PATIENCE,
            wait: Duration::MAX,
            on_wait: None,
            is_stuck: AtomicBool::new(false),
            known: Mutex::default(),
            has_leased: AtomicBool::new(false),
        })
    }

    /// Sets how long one process waits for another that fetches a token; 12 s unless set. All that share a folder have to have the
    /// same; for one of them that has less time, there is [`with_longest_wait`](Self::with_longest_wait).
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Sets how long a call of this store waits at the most, be it for another process that fetches a token or for the lock. After
    /// that it goes without. It is for callers whose request has a time limit, of which a part has to be left.
    #[must_use]
    pub fn with_longest_wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// Has somebody told, once for each wait that takes longer than a second.
    #[must_use]
    pub fn on_wait(mut self, tell: impl Fn() + Send + Sync + 'static) -> Self {
        self.on_wait = Some(Box::new(tell));
        self
    }

    /// The file that tokens are in.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.tokens
    }

    /// A token that is alive, and that this store has not handed out or taken in before.
    fn news(&self, key: &TokenKey) -> Option<StoredToken> {
        let found = self.stored(key)?;
        let mut known = self.known();
        if known.get(key) == Some(&found) {
            return None;
        }
        known.insert(key.clone(), found.clone());
        Some(found)
    }

    /// What is stored and alive.
    fn stored(&self, key: &TokenKey) -> Option<StoredToken> {
        let found = find(&self.read()?, key)?;
        (found.expires_at() > unix_now()).then_some(found)
    }

    fn read(&self) -> Option<Zeroizing<Vec<u8>>> {
        // Not written by any of us; and before it is opened, which would wait for somebody to write into a pipe.
        if !fs::metadata(&self.tokens).ok()?.is_file() {
            return None;
        }
        let mut file = File::open(&self.tokens).ok()?;
        let metadata = file.metadata().ok()?;
        if is_open(&metadata) {
            return None;
        }
        read_all(&mut file, metadata.len(), SIZE_LIMIT as u64)
            .ok()
            .flatten()
    }

    /// The lock has to be held.
    fn write(&self, content: &[u8]) -> Result<(), TokenStoreError> {
        let failed = |error| unusable(&self.tokens, &error);
        let folder = self.tokens.parent().unwrap_or(Path::new("."));
        // Always of the same name, so that no tokens stay in what a process left that was killed.
        match fs::remove_file(folder.join(NEW)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        // Made with mode 0600, and renamed into place: nobody ever sees a half of it.
        let mut named = tempfile::Builder::new();
        let file = named.prefix(NEW).rand_bytes(0).tempfile_in(folder);
        let mut file = file.map_err(failed)?;
        file.write_all(content).map_err(failed)?;
        let persisted = file.persist(&self.tokens);
        persisted.map(drop).map_err(|error| failed(error.error))
    }

    fn patience(&self, limit: Duration) -> Patience<'_> {
        Patience::new(limit.min(self.wait), self.on_wait.as_deref())
    }

    fn lock(&self, patience: &Patience<'_>) -> Result<Lock<'_>, TokenStoreError> {
        let limit = match self.is_stuck.load(Ordering::Relaxed) {
            true => Duration::ZERO,
            false => LOCK_LIMIT,
        };
        let taken = Lock::take(&self.lock, limit, patience);
        let is_stuck = matches!(taken, Err(TokenStoreError::Locked { .. }));
        self.is_stuck.store(is_stuck, Ordering::Relaxed);
        taken
    }

    fn known(&self) -> MutexGuard<'_, HashMap<TokenKey, StoredToken>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenStore for FileTokenStore {
    fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        if let Some(news) = self.news(key) {
            return Ok(Some(news));
        }
        let old = self.stored(key);
        let patience = match &old {
            // Too young to be renewed: it is wanted by another client of this process.
            Some(old) if old.expires_at() > unix_now() + RENEWAL => return Ok(Some(old.clone())),
            // It still lives, so nobody is in need.
            Some(_) => self.patience.min(PATIENCE_FOR_RENEWAL),
            None => self.patience,
        };
        let patience = self.patience(patience);
        loop {
            let mut lock = self.lock(&patience)?;
            if lock.lease(key, &self.holder, self.patience)? {
                self.has_leased.store(true, Ordering::Relaxed);
                break;
            }
            drop(lock);
            if patience.left().is_zero() {
                return Ok(old);
            }
            patience.pause();
            if let Some(news) = self.news(key) {
                return Ok(Some(news));
            }
        }
        // It may have come between the last look and the lease.
        let news = self.news(key);
        if news.is_some() {
            self.lock(&self.patience(LOCK_LIMIT))?
                .end(Some(key), &self.holder)?;
        }
        Ok(news.or(old))
    }

    fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError> {
        let mut lock = self.lock(&self.patience(LOCK_LIMIT))?;
        let before = self.read();
        let before = before.as_deref().map(Vec::as_slice).unwrap_or_default();
        let written = self.write(&with(before, key, token, unix_now()));
        if written.is_ok() {
            self.known().insert(key.clone(), token.clone());
        }
        // Whatever became of it, nobody needs to wait any longer.
        lock.end(Some(key), &self.holder)?;
        Ok(written?)
    }
}

impl Drop for FileTokenStore {
    /// A process that ends without a token lets the next one try at once.
    fn drop(&mut self) {
        if !self.has_leased.load(Ordering::Relaxed) {
            return;
        }
        if let Ok(mut lock) = self.lock(&self.patience(LOCK_LIMIT)) {
            let _ = lock.end(None, &self.holder);
        }
    }
}

impl fmt::Debug for FileTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileTokenStore")
            .field("tokens", &self.tokens)
            .finish_non_exhaustive()
    }
}

#[cfg(unix)]
fn make(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;

    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn is_open(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    metadata.mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open(_: &fs::Metadata) -> bool {
    false
}

const NEW: &str = "tokens.new";

static STORES: AtomicU64 = AtomicU64::new(0);

/// Somewhat longer than a token request may take.
const PATIENCE: Duration = Duration::from_secs(12);

const PATIENCE_FOR_RENEWAL: Duration = Duration::from_secs(2);

/// The longest time before its end at which a token is renewed.
const RENEWAL: Duration = Duration::from_secs(5 * 60);
