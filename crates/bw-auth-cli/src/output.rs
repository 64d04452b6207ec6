//! Output: what goes to standard output, and whether it may be painted.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};

use crate::failure::Failure;

#[cfg(test)]
mod tests;

/// Writes to standard output; unlike `println!`, a closed pipe is a failure and no panic.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::output(&error))
}

/// A line to the person, in one piece, as others may write there too. Nobody may be listening there, which is no reason to stop.
pub(crate) fn remark(text: &str) {
    let _ = io::stderr().write_all(format!("{text}\n").as_bytes());
}

/// How text for people is laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// A table, for eyes; otherwise a line for each thing, for `grep`.
    pub(crate) is_table: bool,
    is_painted: bool,
}

impl Style {
    /// What standard output is for. `NO_COLOR` is <https://no-color.org>'s.
    pub(crate) fn of_stdout() -> Self {
        let variable = |name| std::env::var_os(name);
        let is_terminal = io::stdout().is_terminal();
        Self::of(is_terminal, variable("TERM"), variable("NO_COLOR"))
    }

    fn of(is_terminal: bool, term: Option<OsString>, no_color: Option<OsString>) -> Self {
        let is_dumb = term.is_none_or(|term| term == "dumb");
        let is_plain = no_color.is_some_and(|value| !value.is_empty());
        Self {
            is_table: is_terminal,
            is_painted: is_terminal && !is_dumb && !is_plain,
        }
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.paint("32", text)
    }

    pub(crate) fn bad(self, text: &str) -> String {
        self.paint("31", text)
    }

    pub(crate) fn doubtful(self, text: &str) -> String {
        self.paint("33", text)
    }

    /// With a colour of ECMA-48's "select graphic rendition".
    fn paint(self, colour: &str, text: &str) -> String {
        if self.is_painted {
            format!("\u{1b}[1;{colour}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}
