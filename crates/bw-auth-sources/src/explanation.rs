//! `Explanation`: what was found where, and why.

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

use bw_auth_core::Now;

use crate::note::Note;
use crate::resolved::Resolved;
use crate::shown::Shown;
use crate::source_error::SourceError;
use crate::stamp::Stamp;
use crate::state::State;
use crate::step::Step;

/// What was found where, and why: as text for people ([`Display`](fmt::Display)) and as JSON for programs.
///
/// No secret is in it, nor anything computed from one.
///
/// ```
/// use bw_auth_sources::{Chain, Surroundings};
///
/// let explanation = Chain::standard(Surroundings::from_pairs([
///     ("BANDWIDTH_USERNAME", "jdoe"),
///     ("BANDWIDTH_PASSWORD", "correct-horse-battery-staple"),
/// ]))
/// .explain();
/// assert!(explanation.to_string().contains("basic jdoe (environment BANDWIDTH_*, generation 1)"));
/// assert!(explanation.to_json().contains(r#""principal": "jdoe""#));
/// ```
#[derive(Clone, Debug)]
pub struct Explanation {
    resolved: Option<Resolved>,
    files: Vec<SourceFile>,
    steps: Vec<Step>,
    notes: Vec<Note>,
    trouble: Option<SourceError>,
}

/// A file that credentials were read from.
///
/// ```
/// use bw_auth_sources::{Chain, SourceFile, Surroundings};
///
/// let explanation = Chain::standard(Surroundings::of_process()).explain();
/// for file in explanation.files() {
///     println!("{} changed {:?} ago", file.path().display(), file.age());
/// }
/// # let _: &[SourceFile] = explanation.files();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    path: PathBuf,
    age: Option<Duration>,
}

impl SourceFile {
    /// Its path, as it was named.
    #[must_use]
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// How long ago it was changed, as far as the clocks tell.
    #[must_use]
    pub fn age(&self) -> Option<Duration> {
        self.age
    }

    fn of(stamp: &Stamp, now: Now) -> Option<Self> {
        let modified = stamp
            .modified
            .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let age = now.unix.zip(modified);
        Some(Self {
            path: stamp.place.path()?.to_owned(),
            age: age.and_then(|(now, modified)| now.checked_sub(modified)),
        })
    }
}

impl Explanation {
    pub(crate) fn of(state: &State, now: Now) -> Self {
        let stamps = state.current.iter().flat_map(|pick| &pick.stamps);
        Self {
            resolved: Resolved::of(state).ok(),
            files: stamps
                .filter_map(|stamp| SourceFile::of(stamp, now))
                .collect(),
            steps: state.steps.clone(),
            notes: state.notes.clone(),
            trouble: state.trouble.clone(),
        }
    }

    /// What is used, if there is anything.
    #[must_use]
    pub fn resolved(&self) -> Option<&Resolved> {
        self.resolved.as_ref()
    }

    /// The files that the credentials were read from.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The sources in their order, and what the last look made of each.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// What is no error and should be known.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Why there are no credentials; or, if there are, why the last look brought nothing newer.
    #[must_use]
    pub fn error(&self) -> Option<&SourceError> {
        self.trouble.as_ref()
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.resolved {
            Some(resolved) => used(f, resolved)?,
            None => row(f, "credentials", &"none")?,
        }
        for file in &self.files {
            let path = file.path.to_string_lossy();
            let path = Shown::text(&path);
            match file.age {
                Some(age) => row(f, "file", &format_args!("{path}, changed {} ago", Age(age)))?,
                None => row(f, "file", &path)?,
            }
        }
        if let Some(error) = &self.trouble {
            row(f, "error", &format_args!("{error} ({})", error.code()))?;
        }
        let width = self.steps.iter().map(|step| step.label().len()).max();
        let width = width.unwrap_or_default();
        for (index, step) in self.steps.iter().enumerate() {
            let name = if index == 0 { "sources" } else { "" };
            let (label, verdict) = (step.label(), step.verdict());
            row(f, name, &format_args!("{label:width$}  {verdict}"))?;
        }
        for (index, note) in self.notes.iter().enumerate() {
            let name = if index == 0 { "notes" } else { "" };
            row(f, name, note)?;
        }
        Ok(())
    }
}

fn used(f: &mut fmt::Formatter<'_>, resolved: &Resolved) -> fmt::Result {
    row(f, "credentials", &resolved.fingerprint())?;
    row(f, "from", resolved.credentials_from())?;
    match (resolved.account(), resolved.account_from()) {
        (Some(account), Some(place)) => {
            row(f, "account", &format_args!("{account}, {}", said(place)))?;
        }
        _ => row(f, "account", &"none")?,
    }
    let environment = resolved.environment().name();
    let place = said(resolved.environment_from());
    row(f, "environment", &format_args!("{environment}, {place}"))?;
    match resolved.token_url_from() {
        Some(place) => row(f, "token URL", &said(place)),
        None => Ok(()),
    }
}

fn said(place: &crate::place::Place) -> String {
    match place.kind() {
        crate::place::SourceKind::Default => place.to_string(),
        _ => format!("from {place}"),
    }
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, what: &dyn fmt::Display) -> fmt::Result {
    writeln!(f, "{name:11}  {what}")
}

/// An age in its largest unit: more is of no use to anybody.
struct Age(Duration);

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_secs() {
            seconds @ 0..120 => write!(f, "{seconds} s"),
            seconds @ 120..7_200 => write!(f, "{} min", seconds / 60),
            seconds @ 7_200..172_800 => write!(f, "{} h", seconds / 3_600),
            seconds => write!(f, "{} d", seconds / 86_400),
        }
    }
}
