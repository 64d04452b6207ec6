//! The lock that whoever changes the profile file takes, so that of two changes at once none is lost.

use std::fs::File;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use bw_auth_sources::Shown;
use fs4::TryLockError;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::remark;

#[cfg(test)]
mod tests;

/// Held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "its end is what lets go")] File);

impl Lock {
    /// Waits for whoever changes the file at this moment, and says so. What is locked is a file beside it, since the file
    /// itself is replaced.
    ///
    /// # Errors
    ///
    /// The lock cannot be made, or it is still held once `limit` is over.
    pub(super) fn take(file: &Path, limit: Duration) -> Result<Self, Failure> {
        let mut beside = file.as_os_str().to_owned();
        beside.push(".lock");
        let beside = Path::new(&beside);
        let unwritable = |error: io::Error| Failure::unwritable(beside, &error);
        // To read as well: a pipe in its place is opened at once then, and not when somebody else opens its other end.
        let lock = File::options()
            .create(true)
            .append(true)
            .read(true)
            .open(beside)
            .map_err(unwritable)?;
        let started = Instant::now();
        let mut is_said = false;
        loop {
            match fs4::FileExt::try_lock(&lock) {
                Ok(()) => return Ok(Self(lock)),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(unwritable(error)),
            }
            if started.elapsed() >= limit {
                return Err(held(beside, limit));
            }
            if !is_said {
                remark(&format!(
                    "bw-auth: waiting for the lock {}, which another program holds",
                    Shown::path(beside)
                ));
                is_said = true;
            }
            thread::sleep(PAUSE);
        }
    }
}

fn held(lock: &Path, limit: Duration) -> Failure {
    Failure {
        exit: Exit::Failed,
        code: "cli.locked",
        text: format!(
            "another program has held the lock {} for {} s, and nothing was changed; try again once that program has ended, or end it",
            Shown::path(lock),
            limit.as_secs()
        ),
    }
}

/// A change takes milliseconds.
pub(super) const LIMIT: Duration = Duration::from_secs(10);

/// The system has no lock to wait for with a limit.
const PAUSE: Duration = Duration::from_millis(20);
