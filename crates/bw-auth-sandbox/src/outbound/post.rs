//! One POST over a connection of its own. Redirects, cookies and kept connections are not for callbacks.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Instant;

use super::callback::Callback;
use super::challenge::basic_realm;
use super::step::StepAnswer;

/// The head of an answer.
pub(super) struct AnswerHead {
    pub(super) status: u16,
    /// Of the Basic challenge, if there is one.
    pub(super) realm: Option<String>,
}

/// Sends the callback and waits for the head of an answer. The body of it is nobody's concern.
///
/// # Errors
///
/// There was no answer.
pub(super) fn post(
    callback: &Callback,
    body: &[u8],
    authorization: Option<&str>,
) -> Result<AnswerHead, StepAnswer> {
    let limit = TimeLimit::of(callback.time_limit);
    let mut stream = connect(&callback.target.addresses, limit)?;
    let message = message(callback, body, authorization);
    limit.write(&mut stream, &message)?;
    let mut received = Vec::new();
    loop {
        if let Some(head) = read_head(&mut received)? {
            return Ok(head);
        }
        limit.read(&mut stream, &mut received)?;
    }
}

fn message(callback: &Callback, body: &[u8], authorization: Option<&str>) -> Vec<u8> {
    let target = &callback.target;
    let mut message = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: bw-auth-sandbox\r\nAccept: */*\r\nContent-Type: {}\r\nContent-Length: {}\r\n",
        target.path,
        target.authority,
        callback.kind.content_type(),
        body.len(),
    );
    if let Some(authorization) = authorization {
        message.push_str("Authorization: ");
        message.push_str(authorization);
        message.push_str("\r\n");
    }
    message.push_str("Connection: close\r\n\r\n");
    let mut message = message.into_bytes();
    message.extend_from_slice(body);
    message
}

/// The head, if all of it has come.
fn read_head(received: &mut Vec<u8>) -> Result<Option<AnswerHead>, StepAnswer> {
    loop {
        let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
        let mut answer = httparse::Response::new(&mut fields);
        let parsed = answer.parse(received).map_err(|_| StepAnswer::NoAnswer)?;
        let (httparse::Status::Complete(length), Some(status)) = (parsed, answer.code) else {
            return match received.len() {
                0..LONGEST_HEAD => Ok(None),
                _ => Err(StepAnswer::NoAnswer),
            };
        };
        // Interim answers precede the one that counts; 101 is none of them, and was not asked for (RFC 9110 section 15.2).
        if (100..200).contains(&status) && status != 101 {
            received.drain(..length);
            continue;
        }
        let challenges = answer.headers.iter();
        let challenges = challenges.filter(|f| f.name.eq_ignore_ascii_case("www-authenticate"));
        let realm = match status {
            401 => basic_realm(challenges.map(|field| field.value)),
            _ => None,
        };
        return Ok(Some(AnswerHead { status, realm }));
    }
}

fn connect(addresses: &[SocketAddr], limit: TimeLimit) -> Result<TcpStream, StepAnswer> {
    let mut failed = StepAnswer::Unreachable(io::ErrorKind::AddrNotAvailable);
    for address in addresses {
        match TcpStream::connect_timeout(address, limit.left()?) {
            Ok(stream) => return Ok(stream),
            Err(error) => failed = failure(&error).unwrap_or(StepAnswer::Unreachable(error.kind())),
        }
    }
    Err(failed)
}

/// The real time in which all of a request has to be over. However slowly bytes come, none of them extends it.
#[derive(Clone, Copy)]
struct TimeLimit {
    begun: Instant,
    limit: Duration,
}

impl TimeLimit {
    fn of(limit: Duration) -> Self {
        Self {
            begun: Instant::now(),
            limit,
        }
    }

    /// What is left of it, which is more than nothing.
    fn left(self) -> Result<Duration, StepAnswer> {
        match self.limit.saturating_sub(self.begun.elapsed()) {
            Duration::ZERO => Err(StepAnswer::TimedOut),
            left => Ok(left),
        }
    }

    fn write(self, stream: &mut TcpStream, mut message: &[u8]) -> Result<(), StepAnswer> {
        while !message.is_empty() {
            let written = stream
                .set_write_timeout(Some(self.left()?))
                .and_then(|()| stream.write(message));
            match written {
                Ok(length) => message = message.get(length..).unwrap_or_default(),
                Err(error) => match failure(&error) {
                    Some(failure) => return Err(failure),
                    None if error.kind() == io::ErrorKind::Interrupted => {}
                    // Whoever answers before the body is read may have closed that direction. The answer may be there.
                    None => return Ok(()),
                },
            }
        }
        Ok(())
    }

    /// Reads some more.
    fn read(self, stream: &mut TcpStream, received: &mut Vec<u8>) -> Result<(), StepAnswer> {
        let mut some = [0; 4096];
        let read = stream
            .set_read_timeout(Some(self.left()?))
            .and_then(|()| stream.read(&mut some));
        match read {
            Ok(0) => Err(StepAnswer::NoAnswer),
            Ok(length) => {
                received.extend(some.iter().take(length));
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(failure(&error).unwrap_or(StepAnswer::NoAnswer)),
        }
    }
}

/// The time limit, which is one kind of error here and another there.
fn failure(error: &io::Error) -> Option<StepAnswer> {
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Some(StepAnswer::TimedOut),
        _ => None,
    }
}

const MOST_FIELDS: usize = 128;
const LONGEST_HEAD: usize = 64 * 1024;
