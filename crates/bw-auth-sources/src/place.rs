//! `Place`: where a value was found.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::shown::Shown;

/// Which kind of source a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SourceKind {
    /// Nothing said it, and it is what holds then.
    Default,
    /// The program itself.
    Explicit,
    /// A variable.
    Environment,
    /// A file that a variable names.
    SecretFiles,
    /// The profile file.
    Profile,
    /// The program that a profile names.
    Helper,
    /// A provider of one's own.
    Provider,
}

impl SourceKind {
    /// Its name, as JSON has it.
    ///
    /// ```
    /// assert_eq!(bw_auth_sources::SourceKind::SecretFiles.as_str(), "secret_files");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Explicit => "explicit",
            Self::Environment => "environment",
            Self::SecretFiles => "secret_files",
            Self::Profile => "profile",
            Self::Helper => "helper",
            Self::Provider => "provider",
        }
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SecretFiles => "secret files",
            other => other.as_str(),
        })
    }
}

/// Where a value was found: the variable, the file, the profile. It shows names and never a value.
///
/// ```
/// use bw_auth_sources::{Chain, Surroundings};
///
/// let surroundings = Surroundings::from_pairs([
///     ("BANDWIDTH_USERNAME", "jdoe"),
///     ("BANDWIDTH_PASSWORD", "correct-horse-battery-staple"),
/// ]);
/// let resolved = Chain::standard(surroundings).resolve()?;
/// assert_eq!(resolved.credentials_from().to_string(), "BANDWIDTH_USERNAME");
/// # Ok::<(), bw_auth_sources::SourceError>(())
/// ```
///
/// Clones are cheap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(Arc<Inner>);

#[derive(Debug, PartialEq, Eq)]
struct Inner {
    kind: SourceKind,
    /// The variable, the profile or the provider.
    name: String,
    path: Option<PathBuf>,
    key: Option<&'static str>,
}

impl Place {
    pub(crate) fn given() -> Self {
        Self::new(SourceKind::Explicit, "the program itself", None, None)
    }

    pub(crate) fn default_value() -> Self {
        Self::new(SourceKind::Default, "by default", None, None)
    }

    pub(crate) fn variable(name: &str) -> Self {
        Self::new(SourceKind::Environment, name, None, None)
    }

    pub(crate) fn file(variable: &str, path: &Path) -> Self {
        Self::new(SourceKind::SecretFiles, variable, Some(path), None)
    }

    pub(crate) fn profile(profile: &str, path: &Path, key: Option<&'static str>) -> Self {
        Self::new(SourceKind::Profile, profile, Some(path), key)
    }

    /// The same, of which it is not certain yet that the file has it, so that its name may be anything. `path` is `None` where it
    /// may be anything too.
    pub(crate) fn unseen_profile(named_by: &str, path: Option<&Path>) -> Self {
        Self::new(SourceKind::Profile, named_by, path, None)
    }

    pub(crate) fn helper(profile: &str, path: &Path, key: Option<&'static str>) -> Self {
        Self::new(SourceKind::Helper, profile, Some(path), key)
    }

    pub(crate) fn provider(name: &str) -> Self {
        Self::new(SourceKind::Provider, name, None, None)
    }

    fn new(kind: SourceKind, name: &str, path: Option<&Path>, key: Option<&'static str>) -> Self {
        Self(Arc::new(Inner {
            kind,
            name: name.to_owned(),
            path: path.map(Path::to_owned),
            key,
        }))
    }

    /// How a remedy begins that says what should be there. A variable that names a file is not what has to be set to that.
    pub(crate) fn mended(&self) -> &'static str {
        match self.0.kind {
            SourceKind::SecretFiles => "write into the file",
            _ => "set it to",
        }
    }

    /// Which kind of source it is.
    #[must_use]
    pub fn kind(&self) -> SourceKind {
        self.0.kind
    }

    /// The variable, if one said it or named the file.
    #[must_use]
    pub fn variable_name(&self) -> Option<&str> {
        let by_variable = matches!(
            self.0.kind,
            SourceKind::Environment | SourceKind::SecretFiles
        );
        by_variable.then_some(&*self.0.name)
    }

    /// The file, if it was in one, as it was named: links are not resolved.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(key) = self.0.key {
            write!(f, "{key} of ")?;
        }
        let name = Shown::text(&self.0.name);
        let path = self.0.path.as_deref().map(Path::to_string_lossy);
        let path = match &path {
            Some(path) => Shown::text(path),
            None => Shown::text("the file that BANDWIDTH_CREDENTIALS_FILE names"),
        };
        match self.0.kind {
            SourceKind::Profile => write!(f, "profile {name} in {path}"),
            SourceKind::Helper => write!(f, "helper of profile {name} in {path}"),
            SourceKind::SecretFiles => write!(f, "{name} ({path})"),
            SourceKind::Provider => write!(f, "provider {name}"),
            SourceKind::Default | SourceKind::Explicit | SourceKind::Environment => {
                write!(f, "{name}")
            }
        }
    }
}
