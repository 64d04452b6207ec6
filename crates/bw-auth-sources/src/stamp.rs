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
        }
    }

    /// Whether this is a later state of the very same file, rather than another that took its place.
    pub(crate) fn rewrites(&self, earlier: &Self) -> bool {
        self.real == earlier.real
            && self.file == earlier.file
            && (self.length, self.modified) != (earlier.length, earlier.modified)
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

#[cfg(not(unix))]
fn file_id(_: &Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> Option<(i64, i64)> {
    None
}
