//! `Finding`: what is the matter, and what there is to do.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use crate::exit::Exit;
use crate::output::Style;

/// What is the matter, and what there is to do. There is no secret in it.
#[derive(Debug)]
pub(crate) struct Finding {
    /// One word for it, which stays as it is.
    pub(crate) verdict: &'static str,
    pub(crate) exit: Exit,
    /// The code of the error behind it, which is a section of `docs/errors.md`.
    pub(crate) code: Option<&'static str>,
    /// What happened, in a sentence or two.
    pub(crate) what: String,
    /// What to do, in the order in which it is worth trying.
    pub(crate) remedies: Vec<String>,
    /// How long it takes at least until another try can end otherwise, where that is known.
    pub(crate) wait: Option<Duration>,
}

impl Finding {
    pub(crate) fn new(verdict: &'static str, exit: Exit, what: impl Into<String>) -> Self {
        Self {
            verdict,
            exit,
            code: None,
            what: what.into(),
            remedies: Vec::new(),
            wait: None,
        }
    }

    pub(crate) fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedies.push(remedy.into());
        self
    }

    pub(crate) fn remedies<T: ToString>(mut self, remedies: impl IntoIterator<Item = T>) -> Self {
        let remedies = remedies.into_iter().map(|remedy| remedy.to_string());
        self.remedies.extend(remedies);
        self
    }

    pub(crate) fn wait(mut self, wait: Option<Duration>) -> Self {
        self.wait = wait;
        self
    }

    /// For people.
    pub(crate) fn to_text(&self, style: Style) -> String {
        let verdict = match self.exit {
            Exit::Fine => style.good(self.verdict),
            _ => style.bad(self.verdict),
        };
        let mut text = format!("{verdict}: {}\n", self.what);
        for remedy in &self.remedies {
            let _ = writeln!(text, "  {remedy}");
        }
        if let Some(code) = self.code {
            let _ = writeln!(text, "  (docs/errors.md, {code})");
        }
        text
    }

    /// For programs. Members may be added; those that are there stay.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "verdict": self.verdict,
            "exit": self.exit as u8,
            "code": self.code,
            "text": self.what,
            "remedies": self.remedies,
            "wait_seconds": self.wait.map(whole_seconds),
        })
    }
}

/// Rounded up: before that a try would be in vain.
pub(crate) fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::{Duration, whole_seconds};

    #[test]
    fn a_wait_is_told_in_seconds_that_are_enough() {
        let told = [29_001, 29_999, 30_000].map(Duration::from_millis);
        assert_eq!(told.map(whole_seconds), [30, 30, 30]);
    }
}
