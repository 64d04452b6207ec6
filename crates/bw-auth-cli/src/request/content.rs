//! What a request carries, from a file or from standard input.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use bw_auth_blocking::Body;

use crate::failure::Failure;

pub(super) struct Content {
    pub(super) body: Body,
    /// Where it is sent while it is read, and known all the same.
    pub(super) length: Option<u64>,
}

impl Content {
    /// What is small is read at once, so that it can be sent a second time; more is never held in memory.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let unreadable = |error| Failure::unreadable(path, &error);
        if path == Path::new("-") {
            return Self::of(io::stdin(), None).map_err(unreadable);
        }
        let file = File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        let length = metadata.is_file().then_some(metadata.len());
        Self::of(file, length).map_err(unreadable)
    }

    fn of(mut source: impl Read + Send + 'static, length: Option<u64>) -> io::Result<Self> {
        let mut start = Vec::new();
        let read = source.by_ref().take(AT_ONCE + 1).read_to_end(&mut start)?;
        if u64::try_from(read).is_ok_and(|read| read <= AT_ONCE) {
            return Ok(Self {
                body: start.into(),
                length: None,
            });
        }
        Ok(Self {
            body: Body::from_reader(Cursor::new(start).chain(source)),
            length,
        })
    }
}

const AT_ONCE: u64 = 1024 * 1024;
