//! The helper process: a program of one's own that prints credentials.

use std::io::{self, Read as _};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::found::Fields;
use crate::helper_output::parse;
use crate::name::Name;
use crate::place::Place;
use crate::profile::HelperCall;
use crate::source_error::SourceError;

/// Runs the program and reads what it prints.
///
/// No shell sees the arguments. It gets no input. What it writes to standard error is thrown away, since there could be a secret in it;
/// its output is never logged. When its time is over it is killed. What it has started itself, and that still
/// holds its output open, is left alone: there is no way to know whose it is.
pub(crate) fn run(
    call: &HelperCall,
    place: &Place,
    place_of: impl Fn(Name) -> Place,
) -> Result<Fields, SourceError> {
    let started = Instant::now();
    let [program, arguments @ ..] = call.arguments.as_slice() else {
        return Err(SourceError::HelperEmpty(place.clone()));
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| not_started(place, &error))?;
    let outcome = output(&mut child, call.limit, started, place);
    if outcome.is_err() {
        // It may be gone already; and it is waited for lest it stay in the table of processes.
        let _ = child.kill();
    }
    let status = match &outcome {
        Ok(_) => wait(&mut child, call.limit, started),
        Err(_) => child.wait().map(Some),
    };
    let output = outcome?;
    match status {
        Ok(Some(status)) if status.success() => parse(&output, place, place_of),
        Ok(Some(status)) => Err(SourceError::HelperFailed {
            place: place.clone(),
            status: status.to_string(),
        }),
        Ok(None) => {
            let _ = child.kill();
            let _ = child.wait();
            Err(timeout(place, call.limit))
        }
        Err(error) => Err(not_started(place, &error)),
    }
}

/// All that it prints, if it ends in time and is no longer than a credential can be.
///
/// A pipe cannot be read with a time limit, so another thread reads it. That thread ends with the pipe, or once it has read too much.
fn output(
    child: &mut Child,
    limit: Duration,
    started: Instant,
    place: &Place,
) -> Result<Zeroizing<Vec<u8>>, SourceError> {
    let pipe = child.stdout.take();
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("bw-auth-helper".to_owned())
        .spawn(move || _ = sender.send(pipe.map(read_bounded).transpose()))
        .map_err(|error| not_started(place, &error))?;
    match receiver.recv_timeout(limit.saturating_sub(started.elapsed())) {
        Ok(Ok(Some(output))) if output.len() <= LIMIT => Ok(output),
        Ok(Ok(_)) => Err(SourceError::HelperTooLarge {
            place: place.clone(),
            limit: LIMIT as u64,
        }),
        Ok(Err(error)) => Err(not_started(place, &error)),
        Err(_) => Err(timeout(place, limit)),
    }
}

/// One byte more than allowed tells that there is too much.
fn read_bounded(mut pipe: ChildStdout) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut buffer = Zeroizing::new(vec![0; LIMIT + 1]);
    let mut filled = 0;
    while let Some(free @ [_, ..]) = buffer.get_mut(filled..) {
        match pipe.read(free) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    buffer.truncate(filled);
    Ok(buffer)
}

/// A program may close its output and go on. That is rare, so looking now and then will do.
fn wait(child: &mut Child, limit: Duration, started: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() >= limit {
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn timeout(place: &Place, limit: Duration) -> SourceError {
    SourceError::HelperTimeout {
        place: place.clone(),
        limit,
    }
}

fn not_started(place: &Place, error: &io::Error) -> SourceError {
    let place = place.clone();
    match error.kind() {
        io::ErrorKind::NotFound => SourceError::HelperMissing(place),
        kind => SourceError::HelperStart { place, kind },
    }
}

/// As much as a secret file may hold.
const LIMIT: usize = 64 * 1024;
