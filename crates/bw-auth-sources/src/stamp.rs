//! `Stamp`: by what a file is known to be another, or another state of the same.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::place::Place;

/// What was known of a file when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) place: Place,
    real: PathBuf,
    file: Option<(u64, u64)>,
    length: u64,
    pub(crate) modified: Option<SystemTime>,
    /// When anything about it changed; unlike `modified` nobody can set it.
    changed: Option<(i64, i64)>,
    /// Whether anything but its content was changed last, as a rename does. What is being written has both times alike.
    is_finished: bool,
}

impl Stamp {
    pub(crate) fn of(place: &Place, real: &Path, metadata: &Metadata) -> Self {
        Self {
            place: place.clone(),
            real: real.to_owned(),
            file: file_id(metadata),
            length: metadata.len(),
            modified: metadata.modified().ok(),
            changed: changed(metadata),
            is_finished: is_finished(metadata),
        }
    }

    /// Whether somebody may still be writing it: the very same file in a later state, or another under its name that does not
    /// show that it was finished elsewhere. Where a link was turned to is another path.
    pub(crate) fn may_be_unfinished(&self, earlier: &Self) -> bool {
        if self.real != earlier.real {
            return false;
        }
        if self.file != earlier.file {
            return !self.is_finished;
        }
        (self.length, self.modified) != (earlier.length, earlier.modified)
    }
}

#[cfg(unix)]
fn file_id(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;

    Some((metadata.dev(), metadata.ino()))
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<(i64, i64)> {
    use std::os::unix::fs::MetadataExt as _;

    Some((metadata.ctime(), metadata.ctime_nsec()))
}

#[cfg(unix)]
fn is_finished(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    (metadata.mtime(), metadata.mtime_nsec()) != (metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn file_id(_: &Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> Option<(i64, i64)> {
    None
}

#[cfg(not(unix))]
fn is_finished(_: &Metadata) -> bool {
    false
}
