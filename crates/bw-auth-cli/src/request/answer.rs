//! An answer, printed while it comes.

use std::io::{self, Read, Write};

use bw_auth_blocking::RequestBuilder;
use bw_auth_blocking::ureq::http::StatusCode;
use bw_auth_core::{Answer, Error, Withheld};

use super::remark;
use crate::exit::Exit;
use crate::failure::Failure;

/// What the service answered.
#[derive(Debug)]
pub(super) enum Printed {
    Success,
    /// 401, 403 or 429, and what that means.
    Refused(Failure),
    /// Any other status that is no success.
    Other,
}

/// Sends the request. The body goes to standard output, the status to standard error, with `label` where there are many.
///
/// # Errors
///
/// There was no answer, or it broke off.
pub(super) fn print(request: RequestBuilder, label: Option<&str>) -> Result<Printed, Failure> {
    let mut out = Out::new(label.is_some());
    match request.send() {
        Ok(response) => {
            let status = response.status();
            say(status, label);
            out.copy(&mut response.into_body().into_reader())?;
            Ok(match status.is_success() {
                true => Printed::Success,
                false => Printed::Other,
            })
        }
        // Not as raw responses: their bodies are what may repeat the credentials, and here they are without.
        Err(error) => {
            let Some((status, answer)) = refusal(&error) else {
                return Err(failed(error));
            };
            say(status, label);
            out.copy(&mut answer.body())?;
            if !answer.is_complete() {
                remark("the body goes on; its start is what was printed");
            }
            Ok(Printed::Refused(error.into()))
        }
    }
}

/// What was refused, and with which status. A token endpoint's answer is not what was asked for.
fn refusal(error: &Error) -> Option<(StatusCode, &Answer)> {
    let answer = match error {
        Error::Forbidden(_) | Error::RateLimited(_) | Error::Rejected(_) => error.answer()?,
        _ => return None,
    };
    Some((StatusCode::from_u16(answer.status()).ok()?, answer))
}

/// What is wrong with the command line, rather than with what is set up.
fn failed(error: Error) -> Failure {
    let exit = match &error {
        Error::Request(_)
        | Error::Withheld(
            Withheld::AuthorizationPresent | Withheld::MalformedUrl(_) | Withheld::Userinfo,
        ) => Exit::Usage,
        other => Exit::of(other),
    };
    Failure::new(exit, error.code(), &error)
}

fn say(status: StatusCode, label: Option<&str>) {
    let reason = status.canonical_reason().unwrap_or_default();
    let code = status.as_str();
    let line = [code, reason, label.unwrap_or_default()];
    let said: Vec<_> = line.into_iter().filter(|part| !part.is_empty()).collect();
    remark(&said.join(" "));
}

/// Standard output.
struct Out {
    out: io::StdoutLock<'static>,
    /// Whether a body is to end with a line end, so that the next one begins a line.
    in_lines: bool,
}

impl Out {
    fn new(in_lines: bool) -> Self {
        Self {
            out: io::stdout().lock(),
            in_lines,
        }
    }

    /// By pieces, so that a body of any size takes the same memory.
    fn copy(&mut self, body: &mut dyn Read) -> Result<(), Failure> {
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
            if !self.write(piece)? {
                return Ok(());
            }
        }
        if self.in_lines && last != b'\n' {
            self.write(b"\n")?;
        }
        Ok(())
    }

    /// `false` if nobody wants any more of it, as behind `| head`.
    fn write(&mut self, piece: &[u8]) -> Result<bool, Failure> {
        match self.out.write_all(piece).and_then(|()| self.out.flush()) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(Failure::output(&error)),
        }
    }
}

fn broken_off(error: &io::Error) -> Failure {
    Failure {
        exit: Exit::Network,
        code: "transport.body",
        text: format!("the answer broke off: {error}; what was printed is a part of it"),
    }
}
