//! A secret from whoever has it: from standard input, or from a terminal that does not show it.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};

use zeroize::Zeroizing;

use super::{terminal, usage};
use crate::exit::Exit;
use crate::failure::Failure;

/// `unasked` is what is wrong if there is no terminal to ask on.
pub(crate) fn read(
    from_stdin: bool,
    prompt: &str,
    unasked: impl FnOnce() -> Failure,
) -> Result<Zeroizing<String>, Failure> {
    if from_stdin {
        return from_pipe();
    }
    if !io::stdin().is_terminal() {
        return Err(unasked());
    }
    let untyped = |error| {
        unreadable(
            &error,
            "check the terminal, or pipe it in with --secret-stdin",
        )
    };
    let signals = terminal::shows_again_at_a_signal().map_err(untyped)?;
    let typed = rpassword::prompt_password(prompt);
    if let (Err(error), Some(signals)) = (&typed, signals) {
        if error.kind() == io::ErrorKind::Interrupted {
            // It has been sent a signal, and how that ends is not decided here.
            let _ = signals.join();
        }
    }
    let typed = typed.map(Zeroizing::new);
    let typed = typed.map_err(untyped)?;
    // In the place of bytes that were no text: it is not what was typed.
    if typed.contains(char::REPLACEMENT_CHARACTER) {
        return Err(unreadable(
            &io::Error::other("what was typed is no UTF-8"),
            "set the terminal to UTF-8, or pipe it in with --secret-stdin",
        ));
    }
    Ok(typed)
}

/// What is no secret.
pub(super) fn ask(prompt: &str) -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        return Err(no_terminal());
    }
    let _ = write!(io::stderr(), "{prompt}");
    let mut line = String::new();
    let read = io::stdin().lock().take(LIMIT).read_line(&mut line);
    read.map_err(|error| unreadable(&error, "check the terminal, or say it as an option"))?;
    match line.trim() {
        "" => Err(usage("nothing was typed; say --client-id or --username")),
        typed => Ok(typed.to_owned()),
    }
}

/// All of it: a line end within is the secret's own, and a reason to refuse it.
fn from_pipe() -> Result<Zeroizing<String>, Failure> {
    // At its final size from the start: a buffer that grew would leave a copy behind.
    let mut text = Zeroizing::new(String::with_capacity(LIMIT as usize + 1));
    let read = io::stdin().lock().take(LIMIT + 1).read_to_string(&mut text);
    read.map_err(|error| unreadable(&error, "pipe in a secret in UTF-8"))?;
    if text.len() as u64 > LIMIT {
        return Err(usage(
            "what standard input holds is too long for a secret; pipe in the secret alone",
        ));
    }
    let end = match text.strip_suffix('\n') {
        Some(line) => line.strip_suffix('\r').unwrap_or(line).len(),
        None => text.len(),
    };
    text.truncate(end);
    Ok(text)
}

pub(super) fn no_terminal() -> Failure {
    usage(
        "there is no terminal to ask on; say --client-id or --username, and pipe the secret in with --secret-stdin",
    )
}

fn unreadable(error: &io::Error, remedy: &str) -> Failure {
    Failure {
        exit: Exit::Failed,
        code: "cli.unreadable",
        text: format!("no secret can be read: {error}; {remedy}"),
    }
}

/// More than any header could carry.
const LIMIT: u64 = 64 * 1024;
