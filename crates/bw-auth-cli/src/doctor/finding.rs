//! `Finding`: what is the matter, and what there is to do.

use std::time::Duration;

use crate::exit::Exit;

/// What is the matter, and what there is to do. There is no secret in it.
#[derive(Debug)]
pub(super) struct Finding {
    /// One word for it, which stays as it is.
    pub(super) verdict: &'static str,
    pub(super) exit: Exit,
    /// The code of the error behind it, which is a section of `docs/errors.md`.
    pub(super) code: Option<&'static str>,
    /// What happened, in a sentence or two.
    pub(super) what: String,
    /// What to do, in the order in which it is worth trying.
    pub(super) remedies: Vec<String>,
    /// How long it takes at least until another try can end otherwise, where that is known.
    pub(super) wait: Option<Duration>,
}

impl Finding {
    pub(super) fn new(verdict: &'static str, exit: Exit, what: impl Into<String>) -> Self {
        Self {
            verdict,
            exit,
            code: None,
            what: what.into(),
            remedies: Vec::new(),
            wait: None,
        }
    }

    pub(super) fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedies.push(remedy.into());
        self
    }

    pub(super) fn remedies<T: ToString>(mut self, remedies: impl IntoIterator<Item = T>) -> Self {
        let remedies = remedies.into_iter().map(|remedy| remedy.to_string());
        self.remedies.extend(remedies);
        self
    }

    pub(super) fn wait(mut self, wait: Option<Duration>) -> Self {
        self.wait = wait;
        self
    }
}
