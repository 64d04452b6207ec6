//! Reading a file that may hold a secret: regular, bounded, into a buffer that is wiped.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::place::Place;
use crate::source_error::SourceError;
use crate::stamp::Stamp;

/// A file's bytes, and what it was when they were read.
pub(crate) struct Content {
    pub(crate) bytes: Zeroizing<Vec<u8>>,
    pub(crate) stamp: Stamp,
    pub(crate) mode: Option<u32>,
}

/// Reads the file at `real`, which errors call `place`.
pub(crate) fn read(place: &Place, real: &Path) -> Result<Content, SourceError> {
    let failed = |error: io::Error| failure(place, &error);
    // Before it is opened: that would wait for somebody to write into a pipe.
    if !fs::metadata(real).map_err(failed)?.is_file() {
        return Err(SourceError::FileKind(place.clone()));
    }
    let mut file = File::open(real).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    Ok(Content {
        bytes: read_all(&mut file, metadata.len(), LIMIT)
            .map_err(failed)?
            .ok_or_else(|| SourceError::FileTooLarge {
                place: place.clone(),
                limit: LIMIT,
            })?,
        stamp: Stamp::of(place, real, &metadata),
        mode: mode(&metadata),
    })
}

/// All of it into one buffer, since one that grew would leave parts behind; `None` if it is too long.
pub(crate) fn read_all(
    from: &mut impl Read,
    expected: u64,
    limit: u64,
) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    if expected > limit {
        return Ok(None);
    }
    // One byte more tells whether that was all.
    let capacity = usize::try_from(expected + 1).unwrap_or(usize::MAX);
    let mut buffer = Zeroizing::new(vec![0; capacity]);
    let mut filled = 0;
    while let Some(free @ [_, ..]) = buffer.get_mut(filled..) {
        match from.read(free) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    if filled == capacity {
        // Larger than it said: it has been written to since, or is no file that knows its size.
        if capacity as u64 > limit {
            return Ok(None);
        }
        return Err(io::ErrorKind::InvalidData.into());
    }
    buffer.truncate(filled);
    Ok(Some(buffer))
}

pub(crate) fn failure(place: &Place, error: &io::Error) -> SourceError {
    let place = place.clone();
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => SourceError::FileMissing(place),
        io::ErrorKind::InvalidData => SourceError::FileTorn(place),
        kind => SourceError::FileUnreadable { place, kind },
    }
}

#[cfg(unix)]
fn mode(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;

    Some(metadata.mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &Metadata) -> Option<u32> {
    None
}

/// No credential is anywhere near as long. A token has been seen with some thousand bytes.
pub(crate) const LIMIT: u64 = 64 * 1024;
