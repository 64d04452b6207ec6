//! What the variables of a family say, in themselves and by the files that they name.

use crate::family::Family;
use crate::found::{Fields, Found};
use crate::name::Name;
use crate::place::Place;
use crate::secret_files::{SecretFile, read_together};
use crate::source_error::SourceError;
use crate::surroundings::Surroundings;

/// The values in variables.
pub(crate) fn variables(
    surroundings: &Surroundings,
    family: Family,
) -> Result<Fields, SourceError> {
    let mut fields = Fields::default();
    for name in Name::ALL {
        let variable = family.variable(name);
        if let Some(text) = surroundings.text(&variable)? {
            let place = Place::variable(&variable);
            fields.found.insert(name, Found::copy_of(text, place));
        }
    }
    Ok(fields)
}

/// The values in the files that variables name, for these names.
pub(crate) fn files(
    surroundings: &Surroundings,
    family: Family,
    names: &[Name],
) -> Result<Fields, SourceError> {
    let mut files = Vec::new();
    for name in names {
        let variable = family.file_variable(*name);
        if let Some(path) = surroundings.text(&variable)? {
            files.push(SecretFile::new(*name, &variable, path));
        }
    }
    read_together(&files)
}

/// The variables of credentials that are set, in themselves or as files.
pub(crate) fn credential_variables(surroundings: &Surroundings, family: Family) -> Vec<String> {
    let all = Name::CREDENTIALS
        .into_iter()
        .flat_map(|name| [family.variable(name), family.file_variable(name)]);
    all.filter(|variable| surroundings.has(variable)).collect()
}
