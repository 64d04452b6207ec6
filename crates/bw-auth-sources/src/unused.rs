//! What is set in variables, and passed over without being wrong.

use bw_auth_core::Scheme;

use crate::candidate::Candidate;
use crate::family::{Family, is_bitwardens};
use crate::name::Name;
use crate::note::Note;
use crate::surroundings::Surroundings;

/// What somebody may have set in the belief that it counts.
pub(crate) fn unused(surroundings: &Surroundings, candidate: &Candidate) -> Vec<Note> {
    let mut notes: Vec<Note> = unread_files(surroundings, candidate).into_iter().collect();
    if candidate.family != Some(Family::Bw) {
        notes.extend(unused_bw(surroundings));
    }
    notes
}

/// The variables that other programs share with us, when they were not what was used.
fn unused_bw(surroundings: &Surroundings) -> Vec<Note> {
    let both = |name| [Family::Bw.variable(name), Family::Bw.file_variable(name)];
    let variables: Vec<String> = Name::ALL
        .into_iter()
        .flat_map(both)
        .filter(|variable| surroundings.has(variable))
        .collect();
    if variables.is_empty() {
        return Vec::new();
    }
    let is_bitwardens = |variable: &&String| {
        let text = surroundings.text(variable);
        text.is_ok_and(|text| text.is_some_and(is_bitwardens))
    };
    let bitwardens = variables.iter().filter(is_bitwardens).cloned();
    let bitwardens: Vec<Note> = bitwardens
        .map(|variable| Note::Bitwarden { variable })
        .collect();
    let mut notes = vec![Note::BwUnused { variables }];
    notes.extend(bitwardens);
    notes
}

/// The files that nobody looks into, since a variable says the same.
fn unread_files(surroundings: &Surroundings, candidate: &Candidate) -> Option<Note> {
    let mut variables = Vec::new();
    for family in Family::ALL {
        let is_used = candidate.family == Some(family);
        if family == Family::Bw && !is_used {
            continue;
        }
        // What belongs to a scheme that was decided against is noted as such.
        let credentials = if is_used { of_scheme(candidate) } else { &[] };
        let unread = credentials.iter().chain(&SETTINGS).filter(|name| {
            surroundings.has(&family.variable(**name))
                && surroundings.has(&family.file_variable(**name))
        });
        variables.extend(unread.map(|name| family.file_variable(*name)));
    }
    (!variables.is_empty()).then_some(Note::FileUnused { variables })
}

fn of_scheme(candidate: &Candidate) -> &'static [Name] {
    match candidate.credentials.scheme() {
        Scheme::Basic => &[Name::Username, Name::Password],
        Scheme::ClientCredentials => &[Name::ClientId, Name::ClientSecret],
        Scheme::Bearer => &[Name::AccessToken],
        _ => &[],
    }
}

const SETTINGS: [Name; 4] = [
    Name::AccountId,
    Name::Environment,
    Name::TokenUrl,
    Name::Auth,
];
