//! Standard output, for as long as somebody reads it.

use std::io::{self, Read, Write as _};

use zeroize::Zeroizing;

use crate::exit::Exit;
use crate::failure::Failure;

pub(super) struct Out {
    out: io::StdoutLock<'static>,
    /// Whether a body is to end with a line end, so that the next one begins a line.
    in_lines: bool,
    /// `false` once nobody wants any more of it, as behind `| head`.
    is_wanted: bool,
}

impl Out {
    pub(super) fn new(in_lines: bool) -> Self {
        Self {
            out: io::stdout().lock(),
            in_lines,
            is_wanted: true,
        }
    }

    pub(super) fn is_wanted(&self) -> bool {
        self.is_wanted
    }

    /// By pieces, so that a body of any size takes the same memory.
    pub(super) fn copy(&mut self, body: &mut dyn Read) -> Result<(), Failure> {
        let mut buffer = [0; 16 * 1024];
        let mut last = b'\n';
        loop {
            let piece = match body.read(&mut buffer) {
                Ok(read) => buffer.get(..read).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(broken_off(&error)),
            };
            let Some(end) = piece.last() else {
                break;
            };
            last = *end;
            self.write(piece)?;
            if !self.is_wanted {
                return Ok(());
            }
        }
        if self.in_lines && last != b'\n' {
            self.write(b"\n")?;
        }
        Ok(())
    }

    /// The start of an error body as `redact` leaves it: such a body may repeat what was sent, and no more is searched than
    /// what is held at once. Returns whether it was all.
    pub(super) fn copy_start(
        &mut self,
        body: &mut dyn Read,
        redact: impl FnOnce(&[u8]) -> Zeroizing<Vec<u8>>,
    ) -> Result<bool, Failure> {
        // A buffer that grew would leave a copy behind.
        let mut start = Zeroizing::new(Vec::with_capacity(START + 1));
        let mut bounded = body.take(START as u64 + 1);
        let read = bounded.read_to_end(&mut start);
        let is_complete = start.len() <= START;
        start.truncate(START);
        self.copy(&mut redact(&start).as_slice())?;
        match read {
            Ok(_) => Ok(is_complete),
            Err(error) => Err(broken_off(&error)),
        }
    }

    fn write(&mut self, piece: &[u8]) -> Result<(), Failure> {
        match self.out.write_all(piece).and_then(|()| self.out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => self.is_wanted = false,
            Err(error) => return Err(Failure::output(&error)),
            Ok(()) => {}
        }
        Ok(())
    }
}

fn broken_off(error: &io::Error) -> Failure {
    Failure {
        exit: Exit::Network,
        code: "transport.body",
        text: format!(
            "the answer broke off: {error}; what was printed is a part of it, so ask again"
        ),
    }
}

/// As much as the errors for 401, 403 and 429 keep.
const START: usize = 16 * 1024;
