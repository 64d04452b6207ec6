//! `Surroundings`: what a process has around it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fmt};

use zeroize::Zeroizing;

use crate::family::Family;
use crate::name::Name;
use crate::place::Place;
use crate::source_error::SourceError;

/// What a process has around it that can tell of credentials: variables, and the folders for configuration and caches.
///
/// It is taken once and does not change, so that everything is decided on one state of the environment. Values are wiped when it
/// is dropped.
///
/// ```
/// use bw_auth_sources::Surroundings;
///
/// let surroundings = Surroundings::from_pairs([("BANDWIDTH_USERNAME", "jdoe"), ("HOME", "/home/jdoe")]);
/// let profiles = surroundings.profile_file().expect("there is a home");
/// assert!(profiles.ends_with(".config/bw-auth/credentials.toml"));
/// ```
#[derive(Clone, Default)]
pub struct Surroundings {
    variables: BTreeMap<String, Variable>,
    /// Whatever the variable says.
    named_file: Option<PathBuf>,
    config_folder: Option<PathBuf>,
    cache_folder: Option<PathBuf>,
}

#[derive(Clone)]
enum Variable {
    Text(Zeroizing<String>),
    NotText,
}

impl Surroundings {
    /// What this process has around it. Only the variables that this crate knows are read.
    ///
    /// ```no_run
    /// let surroundings = bw_auth_sources::Surroundings::of_process();
    /// ```
    #[must_use]
    pub fn of_process() -> Self {
        // By name, not all of them: other programs' secrets would be copied too.
        let known = known_variables().into_iter();
        let pairs = known.filter_map(|name| env::var_os(&name).map(|value| (name, value)));
        // Deprecated until Rust 1.87 for what it did on Windows before 1.85, which is the oldest that we build with.
        #[allow(deprecated)]
        let home = env::home_dir();
        Self::of(pairs, home)
    }

    /// Only these variables, and folders as they say: for tests, and for programs with settings of their own.
    ///
    /// ```
    /// use bw_auth_sources::Surroundings;
    ///
    /// let empty = Surroundings::from_pairs::<&str, &str>([]);
    /// assert_eq!(empty.profile_file(), None);
    /// ```
    #[must_use]
    pub fn from_pairs<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<OsString>,
    {
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        Self::of(pairs, None)
    }

    /// Takes profiles from this file, whatever `BANDWIDTH_CREDENTIALS_FILE` says. A variable is text, and a path need not be.
    /// Errors speak of the file as if that variable named it.
    ///
    /// ```
    /// use std::path::Path;
    /// use bw_auth_sources::Surroundings;
    ///
    /// let surroundings = Surroundings::default().with_profile_file("/etc/bandwidth.toml");
    /// assert_eq!(surroundings.profile_file().as_deref(), Some(Path::new("/etc/bandwidth.toml")));
    /// ```
    #[must_use]
    pub fn with_profile_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.named_file = Some(path.into());
        self
    }

    /// The profile file: [`with_profile_file`](Self::with_profile_file)'s, else `BANDWIDTH_CREDENTIALS_FILE`, else
    /// `bw-auth/credentials.toml` in `$XDG_CONFIG_HOME` or `~/.config`. `None` if there is no such folder, or the variable is set and is no UTF-8.
    ///
    /// ```
    /// use std::path::Path;
    /// use bw_auth_sources::Surroundings;
    ///
    /// let surroundings = Surroundings::from_pairs([("BANDWIDTH_CREDENTIALS_FILE", "/etc/bandwidth.toml")]);
    /// assert_eq!(surroundings.profile_file().as_deref(), Some(Path::new("/etc/bandwidth.toml")));
    /// ```
    #[must_use]
    pub fn profile_file(&self) -> Option<PathBuf> {
        if let Some(path) = &self.named_file {
            return Some(path.clone());
        }
        match self.text(CREDENTIALS_FILE) {
            Ok(Some(path)) => Some(PathBuf::from(path)),
            Err(_) => None,
            Ok(None) => Some(
                self.config_folder
                    .as_ref()?
                    .join("bw-auth/credentials.toml"),
            ),
        }
    }

    /// Where tokens are kept between runs: `bw-auth` in `$XDG_CACHE_HOME` or `~/.cache`.
    ///
    /// ```
    /// use bw_auth_sources::Surroundings;
    ///
    /// let surroundings = Surroundings::from_pairs([("XDG_CACHE_HOME", "/var/cache/app")]);
    /// assert!(surroundings.token_folder().is_some_and(|folder| folder.ends_with("app/bw-auth")));
    /// ```
    #[must_use]
    pub fn token_folder(&self) -> Option<PathBuf> {
        self.cache_folder
            .as_ref()
            .map(|folder| folder.join("bw-auth"))
    }

    /// The variable's text; an empty variable counts as unset.
    pub(crate) fn text(&self, variable: &str) -> Result<Option<&str>, SourceError> {
        match self.variables.get(variable) {
            None => Ok(None),
            Some(Variable::Text(text)) => Ok(Some(text.as_str())),
            Some(Variable::NotText) => Err(SourceError::NotText(Place::variable(variable))),
        }
    }

    pub(crate) fn has(&self, variable: &str) -> bool {
        self.variables.contains_key(variable)
    }

    /// Whether somebody asked for this profile file.
    pub(crate) fn names_file(&self) -> Result<bool, SourceError> {
        Ok(self.named_file.is_some() || self.text(CREDENTIALS_FILE)?.is_some())
    }

    fn of(pairs: impl Iterator<Item = (String, OsString)>, home: Option<PathBuf>) -> Self {
        let mut folders = BTreeMap::new();
        let mut variables = BTreeMap::new();
        for (name, value) in pairs.filter(|(_, value)| !value.is_empty()) {
            if FOLDERS.contains(&name.as_str()) {
                folders.insert(name, PathBuf::from(value));
                continue;
            }
            let value = match value.into_string() {
                Ok(text) => Variable::Text(Zeroizing::new(text)),
                Err(_) => Variable::NotText,
            };
            variables.insert(name, value);
        }
        let home = folders.remove(HOME).or(home);
        // The XDG Base Directory Specification has relative paths ignored.
        let mut folder = |variable: &str, below_home: &str| {
            let named = folders.remove(variable).filter(|path| path.is_absolute());
            named.or_else(|| home.as_deref().map(|home: &Path| home.join(below_home)))
        };
        Self {
            config_folder: folder(XDG_CONFIG_HOME, ".config"),
            cache_folder: folder(XDG_CACHE_HOME, ".cache"),
            variables,
            named_file: None,
        }
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings")
            .field("variables", &self.variables.keys())
            .field("named_file", &self.named_file)
            .field("config_folder", &self.config_folder)
            .field("cache_folder", &self.cache_folder)
            .finish()
    }
}

fn known_variables() -> Vec<String> {
    let families = Family::ALL.into_iter().flat_map(|family| {
        Name::ALL
            .into_iter()
            .flat_map(move |name| [family.variable(name), family.file_variable(name)])
    });
    let others = [PROFILE, CREDENTIALS_FILE].into_iter().chain(FOLDERS);
    families.chain(others.map(str::to_owned)).collect()
}

pub(crate) const PROFILE: &str = "BANDWIDTH_PROFILE";
pub(crate) const CREDENTIALS_FILE: &str = "BANDWIDTH_CREDENTIALS_FILE";

const HOME: &str = "HOME";
const XDG_CACHE_HOME: &str = "XDG_CACHE_HOME";
const XDG_CONFIG_HOME: &str = "XDG_CONFIG_HOME";
const FOLDERS: [&str; 3] = [HOME, XDG_CACHE_HOME, XDG_CONFIG_HOME];
