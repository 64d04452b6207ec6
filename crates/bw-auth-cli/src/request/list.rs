//! Many paths, one a line, one after the other.

use std::io::{BufRead, Read as _};

use super::answer::Printed;
use super::out::Out;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::remark;

/// Goes on whatever was answered, and stops where there was no answer, as the next path would hardly get one; and where
/// nobody wants what it prints.
pub(super) fn each(
    input: &mut impl BufRead,
    out: &mut Out,
    mut ask: impl FnMut(&str, &mut Out) -> Result<Printed, Failure>,
) -> Result<Exit, Failure> {
    let mut ended = Exit::Fine;
    let mut number = 0_u64;
    while out.is_wanted() {
        let stopped = |failure: Failure| Failure {
            exit: ended.or_graver(failure.exit),
            ..failure
        };
        let Some(line) = next(input).map_err(stopped)? else {
            break;
        };
        number += 1;
        let printed = match line.path() {
            Ok("") => continue,
            Ok(path) => ask(path, out).map_err(stopped)?,
            Err(failure) => Printed::Unsent(failure),
        };
        let exit = match printed {
            Printed::Success => Exit::Fine,
            Printed::Other => Exit::Failed,
            Printed::Refused(failure) => {
                remark(&format!("bw-auth: {failure}"));
                failure.exit
            }
            // By its number: what is no path may be anything, and was not meant to be shown.
            Printed::Unsent(failure) => {
                remark(&format!("bw-auth: line {number}: {failure}"));
                failure.exit
            }
        };
        ended = ended.or_graver(exit);
    }
    Ok(ended)
}

struct Line {
    bytes: Vec<u8>,
    /// Whether it was longer than that, and the rest of it is gone.
    is_cut: bool,
}

impl Line {
    fn path(&self) -> Result<&str, Failure> {
        if self.is_cut {
            return Err(no_path("it is too long for a URL"));
        }
        let text = core::str::from_utf8(&self.bytes).map_err(|_| no_path("it is no UTF-8"))?;
        Ok(text.trim())
    }
}

/// The next line, of whatever length, in bounded memory.
fn next(input: &mut impl BufRead) -> Result<Option<Line>, Failure> {
    let unreadable = |error| Failure {
        exit: Exit::Failed,
        code: "cli.unreadable",
        text: format!("standard input cannot be read: {error}; check where it comes from"),
    };
    let mut bytes = Vec::new();
    let mut bounded = input.by_ref().take(LONGEST);
    let read = bounded.read_until(b'\n', &mut bytes).map_err(unreadable)?;
    if read == 0 {
        return Ok(None);
    }
    let is_cut = bytes.last() != Some(&b'\n') && bounded.limit() == 0;
    if is_cut {
        input.skip_until(b'\n').map_err(unreadable)?;
    }
    Ok(Some(Line { bytes, is_cut }))
}

fn no_path(why: &str) -> Failure {
    Failure {
        exit: Exit::Usage,
        code: "cli.usage",
        text: format!("this is no path: {why}; correct the line"),
    }
}

const LONGEST: u64 = 64 * 1024;
