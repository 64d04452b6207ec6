//! Many paths, one a line, one after the other.

use std::io::{BufRead, Read as _};

use super::answer::Printed;
use super::remark;
use crate::exit::Exit;
use crate::failure::Failure;

/// Goes on whatever was answered, and stops where there was no answer, as the next path would hardly get one.
pub(super) fn each(
    input: &mut impl BufRead,
    mut ask: impl FnMut(&str) -> Result<Printed, Failure>,
) -> Result<Exit, Failure> {
    let mut ended = Exit::Fine;
    let mut line = String::new();
    loop {
        line.clear();
        let read = input.take(LONGEST).read_line(&mut line);
        let read = read.map_err(|error| unreadable(&format!("cannot be read: {error}")))?;
        if read == 0 {
            return Ok(ended);
        }
        if !line.ends_with('\n') && u64::try_from(read).is_ok_and(|read| read == LONGEST) {
            return Err(unreadable("has a line that is too long for a URL"));
        }
        let path = line.trim();
        if path.is_empty() {
            continue;
        }
        let exit = match ask(path)? {
            Printed::Success => Exit::Fine,
            Printed::Other => Exit::Failed,
            Printed::Refused(failure) => {
                remark(&format!("bw-auth: {failure}"));
                failure.exit
            }
        };
        if ended == Exit::Fine {
            ended = exit;
        }
    }
}

fn unreadable(what: &str) -> Failure {
    Failure {
        exit: Exit::Failed,
        code: "cli.unreadable",
        text: format!("standard input {what}"),
    }
}

const LONGEST: u64 = 64 * 1024;
