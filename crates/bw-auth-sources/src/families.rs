//! What the variables of a family say, in themselves and by the files that they name.

use crate::family::{Family, is_bitwardens};
use crate::found::{Fields, Found};
use crate::name::Name;
use crate::note::Note;
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
        if is_others_secret(surroundings, family, name, Family::variable) {
            fields.notes.push(Note::SecretAlone { variable });
        } else if let Some(text) = surroundings.text(&variable)? {
            let place = Place::variable(&variable);
            fields.found.insert(name, Found::copy_of(text, place));
        }
    }
    Ok(fields)
}

/// The credentials that variables say to be in files. The files are not read: that there is one is enough to know of its scheme.
pub(crate) fn file_variables(surroundings: &Surroundings, family: Family) -> Fields {
    let mut fields = Fields::default();
    for name in Name::CREDENTIALS {
        let variable = family.file_variable(name);
        let is_others = is_others_secret(surroundings, family, name, Family::file_variable);
        if surroundings.has(&variable) && !is_others {
            let place = Place::variable(&variable);
            fields.found.insert(name, Found::copy_of("", place));
        }
    }
    fields
}

/// The values in the files that variables name, for these names.
pub(crate) fn files(
    surroundings: &Surroundings,
    family: Family,
    names: &[Name],
) -> Result<Fields, SourceError> {
    let mut files = Vec::new();
    let mut notes = Vec::new();
    for name in names {
        let variable = family.file_variable(*name);
        if is_others_secret(surroundings, family, *name, Family::file_variable) {
            notes.push(Note::SecretAlone { variable });
        } else if let Some(path) = surroundings.text(&variable)? {
            files.push(SecretFile::new(*name, &variable, path));
        }
    }
    let mut fields = read_together(&files)?;
    fields.notes.extend(notes);
    Ok(fields)
}

/// In the family that other programs use too, a secret without its id is taken for one of theirs. It is not even read: whatever is
/// wrong with it is no affair of ours.
fn is_others_secret(
    surroundings: &Surroundings,
    family: Family,
    name: Name,
    called: fn(Family, Name) -> String,
) -> bool {
    let id = PAIRS.iter().find(|(_, secret)| *secret == name);
    let is_alone = id.is_some_and(|(id, _)| !surroundings.has(&called(family, *id)));
    family == Family::Bw && is_alone && surroundings.has(&called(family, name))
}

/// What other programs have in variables of these names.
pub(crate) fn take_out_others(fields: &mut Fields, called: impl Fn(Name) -> String) {
    let token = Name::AccessToken;
    if fields
        .get(token)
        .is_some_and(|token| is_bitwardens(&token.text))
    {
        fields.found.remove(&token);
        let variable = called(token);
        fields.notes.push(Note::Bitwarden { variable });
    }
    for (id, secret) in PAIRS {
        let theirs = [id, secret].into_iter().find(|name| {
            let found = fields.get(*name);
            found.is_some_and(|found| is_bitwardens(&found.text))
        });
        // With either of them, the pair is none of ours.
        if let Some(theirs) = theirs {
            fields.found.remove(&id);
            fields.found.remove(&secret);
            let variable = called(theirs);
            fields.notes.push(Note::Bitwarden { variable });
        }
    }
}

const PAIRS: [(Name, Name); 2] = [
    (Name::Username, Name::Password),
    (Name::ClientId, Name::ClientSecret),
];
