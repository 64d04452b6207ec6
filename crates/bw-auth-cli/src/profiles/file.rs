//! The profile file: read, changed without losing what people wrote in it, and put back in one step.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use bw_auth_sources::{Chain, Explicit, Resolved, Shown, SourceError, Surroundings};
use tempfile::NamedTempFile;
use toml_edit::{Document, DocumentMut, Item, Key, Table, TableLike};
use zeroize::Zeroizing;

use super::fault::{line, no_file, not_toml, outside, too_large};
use super::lock::{self, Lock};
use crate::exit::Exit;
use crate::failure::Failure;

/// It has no `Debug`: there are secrets in it.
pub(super) struct ProfileFile {
    path: PathBuf,
    document: DocumentMut,
    /// The line of the first key that is in no profile.
    outside: Option<usize>,
    /// From the reading to the writing, so that of two changes at once none is lost.
    _lock: Option<Lock>,
}

impl ProfileFile {
    /// The file as it is; one that is not there has no profiles.
    pub(super) fn read() -> Result<Self, Failure> {
        Self::read_from(Self::place()?)
    }

    /// The file as it is, which nobody else changes before this is dropped.
    pub(super) fn read_to_change() -> Result<Self, Failure> {
        let path = Self::place()?;
        let real = real(&path);
        make(folder(&real)).map_err(|error| Failure::unwritable(&real, &error))?;
        let lock = Lock::take(&real, lock::LIMIT)?;
        Ok(Self {
            _lock: Some(lock),
            ..Self::read_from(path)?
        })
    }

    fn place() -> Result<PathBuf, Failure> {
        let path = Surroundings::of_process().profile_file();
        path.ok_or_else(|| Failure {
            exit: Exit::NotConfigured,
            code: "cli.no_folder",
            text: "there is no folder for the profile file; set HOME, or BANDWIDTH_CREDENTIALS_FILE to a path in UTF-8"
                .into(),
        })
    }

    fn read_from(path: PathBuf) -> Result<Self, Failure> {
        let text = match fs::metadata(&path) {
            // Before it is opened: that would wait for somebody to write into a pipe.
            Ok(metadata) if !metadata.is_file() => return Err(no_file(&path)),
            Ok(metadata) if metadata.len() > MOST_BYTES => return Err(too_large(&path)),
            Ok(_) => text_of(&path),
            Err(error) => Err(error),
        };
        let text = match text {
            // It has grown since.
            Ok(text) if text.len() as u64 > MOST_BYTES => return Err(too_large(&path)),
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Zeroizing::default(),
            Err(error) => return Err(Failure::unreadable(&path, &error)),
        };
        match Document::parse(text.as_str()) {
            Ok(document) => Ok(Self {
                path,
                outside: first_outside(&document),
                document: document.into_mut(),
                _lock: None,
            }),
            // The parser's own text quotes the line, and there may be a secret in it.
            Err(error) => Err(not_toml(&path, &text, &error)),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn profiles(&self) -> impl Iterator<Item = (&str, &dyn TableLike)> {
        let items = self.document.iter();
        items.filter_map(|(name, item)| Some((name, item.as_table_like()?)))
    }

    pub(super) fn profile(&self, name: &str) -> Option<&dyn TableLike> {
        self.document.get(name)?.as_table_like()
    }

    /// The profile, which is made if it is not there.
    pub(super) fn profile_mut(&mut self, name: &str) -> Result<&mut dyn TableLike, Failure> {
        let is_first = self.document.is_empty();
        let item = self.document.entry(name).or_insert_with(|| {
            let mut table = Table::new();
            if !is_first {
                table.decor_mut().set_prefix("\n");
            }
            Item::Table(table)
        });
        item.as_table_like_mut()
            .ok_or_else(|| outside(&self.path, self.outside.unwrap_or(1)))
    }

    /// Whether requests could use the file: that it is its owner's alone, and that all in it is in profiles.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if let Some(mode) = mode(&self.path).filter(|mode| mode & 0o077 != 0) {
            return Err(Failure {
                exit: Exit::NotConfigured,
                code: "source.profile_mode",
                text: format!(
                    "{}: other users may read or write the file (its mode is {mode:03o}); make it chmod 600",
                    Shown::path(&self.path)
                ),
            });
        }
        match self.outside {
            Some(line) => Err(outside(&self.path, line)),
            None => Ok(()),
        }
    }

    /// Removes what a change left that was killed: there are secrets in it.
    pub(super) fn clear_away(&self) -> Result<(), Failure> {
        let real = real(&self.path);
        let left = left_beside(&real);
        if fs::symlink_metadata(&left).is_err() {
            return Ok(());
        }
        // Without it, what somebody else is writing at this moment would be gone.
        let _lock = Lock::take(&real, lock::LIMIT)?;
        remove(&left).map_err(|error| Failure::unwritable(&left, &error))
    }

    /// Takes the profile out. What stands above it and is set apart by an empty line belongs to the file, and stays.
    pub(super) fn remove(&mut self, name: &str) {
        let Some(removed) = self.document.remove(name) else {
            return;
        };
        let above = removed.as_table().and_then(|table| {
            let prefix = table.decor().prefix()?.as_str()?;
            let (kept, _) = prefix.rsplit_once("\n\n")?;
            Some((format!("{kept}\n"), table.position()))
        });
        let Some((kept, position)) = above.filter(|(kept, _)| !kept.trim().is_empty()) else {
            return;
        };
        let tables = self.document.iter_mut();
        let below = tables
            .filter_map(|(_, item)| item.as_table_mut())
            .filter(|table| table.position() > position)
            .min_by_key(|table| table.position());
        match below {
            Some(table) => {
                let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str());
                let prefix = format!("{kept}{}", prefix.unwrap_or_default());
                table.decor_mut().set_prefix(prefix);
            }
            None => {
                let trailing = self.document.trailing().as_str().unwrap_or_default();
                let trailing = format!("{kept}{trailing}");
                self.document.set_trailing(trailing);
            }
        }
    }

    /// Puts the file in place, its owner's alone, once `check` has found in it what was meant.
    pub(super) fn write(
        &self,
        check: impl FnOnce(&Path) -> Result<(), SourceError>,
    ) -> Result<(), Failure> {
        let failed = |error: &io::Error| Failure::unwritable(&self.path, error);
        let real = real(&self.path);
        let folder = folder(&real);
        make(folder).map_err(|error| failed(&error))?;
        let text = Zeroizing::new(self.document.to_string());
        let mut file = beside(&real, folder).map_err(|error| failed(&error))?;
        let written = file.write_all(text.as_bytes());
        let written = written.and_then(|()| file.as_file().sync_all());
        written.map_err(|error| failed(&error))?;
        check(file.path()).map_err(|error| {
            let mut failure = Failure::not_configured(&error);
            let ours = Shown::path(file.path()).to_string();
            failure.text = failure.text.replace(&ours, &Shown::path(&real).to_string());
            failure
        })?;
        let put = file.persist(&real);
        put.map(drop).map_err(|error| failed(&error.error))
    }
}

fn first_outside(document: &Document<&str>) -> Option<usize> {
    let (name, _) = document.iter().find(|(_, item)| !item.is_table_like())?;
    let key = document.as_table().key(name);
    Some(line(document.raw(), key.and_then(Key::span)))
}

/// A file of mode 0600, always of the same name: one that a run left which was killed is gone with the next, and with it the
/// secrets in it. A link of that name is not followed. Whoever calls this holds the lock.
fn beside(file: &Path, folder: &Path) -> io::Result<NamedTempFile> {
    let left = left_beside(file);
    remove(&left)?;
    let mut named = tempfile::Builder::new();
    let name = left.file_name().unwrap_or_default();
    named.prefix(name).rand_bytes(0).tempfile_in(folder)
}

fn left_beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    file.with_file_name(name)
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn mode(file: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = fs::metadata(file).ok()?;
    Some(metadata.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

/// A link stays one: the file that it leads to is the one that people keep.
fn real(path: &Path) -> PathBuf {
    let mut links = MOST_LINKS;
    follow(path, &mut links)
}

/// Of links that lead to nothing yet, file and folders are made where they lead.
fn follow(path: &Path, links: &mut usize) -> PathBuf {
    let mut path = path.to_owned();
    loop {
        match (fs::canonicalize(&path), fs::read_link(&path)) {
            (Ok(real), _) => return real,
            (Err(_), Ok(target)) if *links > 0 => {
                *links -= 1;
                path = folder(&path).join(target);
            }
            _ => break,
        }
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if parent != Path::new("") => follow(parent, links).join(name),
        _ => path,
    }
}

/// As many as Linux follows.
const MOST_LINKS: usize = 40;

fn folder(file: &Path) -> &Path {
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new("."))
}

/// What requests would use of this profile, whatever else there is on this machine. A profile with a helper runs it.
pub(super) fn resolve(file: &Path, profile: &str) -> Result<Resolved, SourceError> {
    let only = Surroundings::default().with_profile_file(file);
    let explicit = Explicit::new().profile(profile);
    Chain::standard(only).with_explicit(explicit).resolve()
}

/// No more than it takes to see that there is too much.
fn text_of(path: &Path) -> io::Result<Zeroizing<String>> {
    let room = usize::try_from(MOST_BYTES + 1).unwrap_or_default();
    // One that grew would leave parts behind.
    let mut text = Zeroizing::new(String::with_capacity(room));
    let mut bounded = fs::File::open(path)?.take(MOST_BYTES + 1);
    bounded.read_to_string(&mut text)?;
    Ok(text)
}

/// As much as requests would read.
pub(super) const MOST_BYTES: u64 = 64 * 1024;

#[cfg(unix)]
fn make(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;

    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
