//! `Step`: what was made of one source.

use std::fmt;

use crate::place::SourceKind;

/// What was made of one source.
///
/// ```
/// use bw_auth_sources::{Chain, Surroundings, Verdict};
///
/// let explanation = Chain::standard(Surroundings::from_pairs::<&str, &str>([])).explain();
/// let passed_over = |verdict: &Verdict| matches!(verdict, Verdict::PassedOver(_));
/// assert!(explanation.steps().iter().all(|step| passed_over(step.verdict())));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    kind: SourceKind,
    pub(crate) label: String,
    pub(crate) verdict: Verdict,
}

impl Step {
    pub(crate) fn new(kind: SourceKind, label: &str) -> Self {
        Self {
            kind,
            label: label.to_owned(),
            verdict: Verdict::NotAsked,
        }
    }

    /// Which kind of source it is.
    #[must_use]
    pub fn kind(&self) -> SourceKind {
        self.kind
    }

    /// Its name, such as `environment BANDWIDTH_*`.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What became of it.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}

/// What became of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// One before it had credentials.
    NotAsked,
    /// It is not configured, for this reason.
    PassedOver(String),
    /// It is wrong, with an error of this code, and nothing after it is asked.
    Stopped(&'static str),
    /// Credentials are from here.
    Used,
}

impl Verdict {
    /// Its name, as JSON has it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::PassedOver(_) => "passed_over",
            Self::Stopped(_) => "stopped",
            Self::Used => "used",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAsked => f.write_str("not asked"),
            Self::PassedOver(why) => write!(f, "passed over: {why}"),
            Self::Stopped(code) => write!(f, "wrong: {code}"),
            Self::Used => f.write_str("used"),
        }
    }
}
