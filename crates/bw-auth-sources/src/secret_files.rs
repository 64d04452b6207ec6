//! Secret files as a set: the halves of a pair belong together, so they are read from one state of their folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::found::Fields;
use crate::name::Name;
use crate::place::Place;
use crate::reading::{Content, failure, read};
use crate::secret_file::value;
use crate::shown::leads_somewhere;
use crate::source_error::SourceError;

#[cfg(all(test, unix))]
mod tests;

/// A file that a variable names.
pub(crate) struct SecretFile {
    pub(crate) name: Name,
    path: PathBuf,
    place: Place,
}

impl SecretFile {
    pub(crate) fn new(name: Name, variable: &str, path: &str) -> Self {
        let path = PathBuf::from(path);
        // Otherwise it may be a secret, put where its file's name belongs.
        let place = match leads_somewhere(&path) {
            true => Place::file(variable, &path),
            false => Place::variable(variable),
        };
        Self { name, path, place }
    }
}

/// Reads them all.
///
/// Kubernetes replaces a mounted secret by turning the link `..data` to another folder. So the links are resolved once,
/// the files are read through what they led to, and afterwards the links must still lead there and the files be what they were.
/// Otherwise all of it begins anew: a pair is of one rotation, or there is none.
pub(crate) fn read_together(files: &[SecretFile]) -> Result<Fields, SourceError> {
    let mut last = None;
    for _ in 0..ATTEMPTS {
        match attempt(files, read) {
            Ok(Some(contents)) => return fields(files, &contents),
            // Resolving a path takes several steps, and the folder can be gone between two of them.
            Ok(None) => last = None,
            Err(error @ SourceError::FileMissing(_)) => last = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(last.unwrap_or_else(|| SourceError::FileTorn(first_place(files))))
}

/// `None` if anything was replaced meanwhile.
fn attempt(
    files: &[SecretFile],
    mut read: impl FnMut(&Place, &Path) -> Result<Content, SourceError>,
) -> Result<Option<Vec<Content>>, SourceError> {
    let resolved = resolve(files)?;
    // Files side by side that lead to different folders: they are so, or the link was turned between the two.
    if !side_by_side(files, &resolved) && resolve(files)? != resolved {
        return Ok(None);
    }
    let mut read_all = || {
        let both = files.iter().zip(&resolved);
        both.map(|(file, real)| read(&file.place, real))
            .collect::<Result<Vec<Content>, SourceError>>()
    };
    let contents = read_all()?;
    let unchanged = resolve(files)? == resolved && are_as_read(files, &resolved, &contents);
    Ok(unchanged.then_some(contents))
}

fn resolve(files: &[SecretFile]) -> Result<Vec<PathBuf>, SourceError> {
    let resolved = files.iter().map(|file| {
        let real = fs::canonicalize(&file.path);
        real.map_err(|error| failure(&file.place, &error))
    });
    resolved.collect()
}

fn side_by_side(files: &[SecretFile], resolved: &[PathBuf]) -> bool {
    let mut folders = files.iter().zip(resolved).map(|(file, real)| {
        let named = file.path.parent();
        (named, real.parent())
    });
    let Some(first) = folders.next() else {
        return true;
    };
    folders.all(|other| other.0 != first.0 || other.1 == first.1)
}

fn are_as_read(files: &[SecretFile], resolved: &[PathBuf], contents: &[Content]) -> bool {
    let all = files.iter().zip(resolved).zip(contents);
    all.into_iter().all(|((file, real), content)| {
        let now = fs::metadata(real);
        now.is_ok_and(|now| crate::stamp::Stamp::of(&file.place, real, &now) == content.stamp)
    })
}

fn fields(files: &[SecretFile], contents: &[Content]) -> Result<Fields, SourceError> {
    let mut fields = Fields::default();
    for (file, content) in files.iter().zip(contents) {
        let found = value(content, &mut fields.notes)?;
        fields.found.insert(file.name, found);
        fields.stamps.push(content.stamp.clone());
    }
    Ok(fields)
}

fn first_place(files: &[SecretFile]) -> Place {
    let first = files.first().map(|file| file.place.clone());
    first.unwrap_or_else(Place::default_value)
}

const ATTEMPTS: usize = 20;
