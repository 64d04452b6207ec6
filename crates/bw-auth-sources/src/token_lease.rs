//! The lease: which process fetches a token while the others wait for it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use bw_auth_core::TokenKey;

use crate::clock::unix_now;
use crate::patience::Patience;
use crate::token_file::millis;
use crate::token_store_error::TokenStoreError;

/// The lock of a store, held. It is let go when this is dropped, or the process ends, however it ends.
///
/// It is held for as long as a small file takes to be read and written, never while a token is fetched: a process that hangs or fails
/// then would keep all others waiting. What lasts meanwhile is a *lease*, written into the lock file, with an end.
pub(crate) struct Lock<'a> {
    path: &'a Path,
    file: File,
}

impl<'a> Lock<'a> {
    /// Waits for it no longer than `limit`, nor than there is patience.
    pub(crate) fn take(
        path: &'a Path,
        limit: Duration,
        patience: &Patience<'_>,
    ) -> Result<Self, TokenStoreError> {
        let file = options()
            .open(path)
            .map_err(|error| unusable(path, &error))?;
        let started = Instant::now();
        loop {
            match fs4::FileExt::try_lock(&file) {
                Ok(()) => return Ok(Self { path, file }),
                Err(fs4::TryLockError::WouldBlock)
                    if started.elapsed() < limit && !patience.left().is_zero() =>
                {
                    patience.pause();
                }
                Err(fs4::TryLockError::WouldBlock) => {
                    return Err(TokenStoreError::Locked {
                        path: path.to_owned(),
                    });
                }
                Err(fs4::TryLockError::Error(error)) => return Err(unusable(path, &error)),
            }
        }
    }

    /// Takes the lease of a key unless another has it. The holder's own is taken anew.
    pub(crate) fn lease(
        &mut self,
        key: &TokenKey,
        holder: &str,
        length: Duration,
    ) -> Result<bool, TokenStoreError> {
        let now = unix_now();
        let mut leases = self.read(now, length)?;
        let taken = leases
            .iter()
            .any(|lease| lease.is_of(key) && lease.holder != holder);
        if taken {
            return Ok(false);
        }
        leases.retain(|lease| !lease.is_of(key));
        leases.push(Lease {
            until: millis(now.saturating_add(length)),
            holder: holder.to_owned(),
            key: key_text(key),
        });
        self.write(&leases)?;
        Ok(true)
    }

    /// Ends the holder's leases: of one key, or of all.
    pub(crate) fn end(
        &mut self,
        key: Option<&TokenKey>,
        holder: &str,
    ) -> Result<(), TokenStoreError> {
        let mut leases = self.read(unix_now(), Duration::MAX)?;
        let before = leases.len();
        leases.retain(|lease| lease.holder != holder || key.is_some_and(|key| !lease.is_of(key)));
        if leases.len() == before {
            return Ok(());
        }
        self.write(&leases)
    }

    /// Those that have not ended. One that ends later than any could is of a clock that was set back since.
    fn read(&mut self, now: Duration, longest: Duration) -> Result<Vec<Lease>, TokenStoreError> {
        let latest = millis(now.saturating_add(longest));
        let mut text = String::new();
        let read = self.file.rewind().and_then(|()| {
            let mut bounded = (&mut self.file).take(SIZE_LIMIT);
            bounded.read_to_string(&mut text)
        });
        match read {
            Ok(_) => {}
            // Not what any of us wrote.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => text.clear(),
            Err(error) => return Err(unusable(self.path, &error)),
        }
        let leases = text.lines().filter_map(Lease::parse);
        Ok(leases
            .filter(|lease| lease.until > millis(now) && lease.until <= latest)
            .collect())
    }

    fn write(&mut self, leases: &[Lease]) -> Result<(), TokenStoreError> {
        let lines = leases.iter();
        let text: String = lines
            .map(|lease| format!("{}\t{}\t{}\n", lease.until, lease.holder, lease.key))
            .collect();
        let written = self
            .file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .and_then(|()| self.file.write_all(text.as_bytes()));
        written.map_err(|error| unusable(self.path, &error))
    }
}

struct Lease {
    until: u64,
    holder: String,
    key: String,
}

impl Lease {
    fn parse(line: &str) -> Option<Self> {
        let mut fields = line.splitn(3, '\t');
        Some(Self {
            until: fields.next()?.parse().ok()?,
            holder: fields.next()?.to_owned(),
            key: fields.next()?.to_owned(),
        })
    }

    fn is_of(&self, key: &TokenKey) -> bool {
        self.key == key_text(key)
    }
}

/// None of its parts can have a tab.
fn key_text(key: &TokenKey) -> String {
    let scope = key.scope().unwrap_or_default();
    let (url, client, check) = (key.token_url(), key.client_id(), key.secret_check());
    format!("{url}\t{client}\t{scope}\t{check:04x}")
}

pub(crate) fn unusable(path: &Path, error: &io::Error) -> TokenStoreError {
    TokenStoreError::Unusable {
        path: path.to_owned(),
        kind: error.kind(),
    }
}

#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;

    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    options
}

/// What is done under the lock takes some microseconds.
pub(crate) const LOCK_LIMIT: Duration = Duration::from_secs(2);

const SIZE_LIMIT: u64 = 1024 * 1024;
