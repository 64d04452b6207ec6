//! Which credentials a source has: one complete set of one scheme, none, or an error.

use bw_auth_core::{
    BasicCredentials, BearerToken, ClientCredentials, Credentials, CredentialsError,
};

use crate::found::{Fields, Found};
use crate::name::Name;
use crate::note::Note;
use crate::place::Place;
use crate::source_error::SourceError;

/// Credentials and where they were.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) credentials: Credentials,
    pub(crate) place: Place,
}

/// How a source names things in its errors.
pub(crate) struct Naming<'a> {
    /// What the source calls this name: a variable, a key.
    pub(crate) called: &'a dyn Fn(Name) -> String,
    /// How one of these schemes is decided for. That is one setting of a family, whichever of its places the credentials are in.
    pub(crate) decided: &'a dyn Fn(&[&str]) -> String,
    /// Where else the other half of a pair may have been put.
    pub(crate) elsewhere: &'a dyn Fn(Name) -> Option<String>,
    /// What the family has in its other place. Only the names count; the texts may be missing.
    pub(crate) beside: &'a Fields,
}

/// Chooses among what a source has. `auth` names the scheme, if anything does; `None` too if that scheme is in the other place.
pub(crate) fn choose(
    fields: &mut Fields,
    auth: Option<&Found>,
    naming: &Naming<'_>,
) -> Result<Option<Chosen>, SourceError> {
    let present = kinds(|kind| first_of(fields, kind).is_some());
    let of_family =
        kinds(|kind| present.contains(&kind) || first_of(naming.beside, kind).is_some());
    if let (Some(auth), []) = (auth, of_family.as_slice()) {
        // Whatever it says, there is nothing here for it to decide.
        let place = auth.place.clone();
        fields.notes.push(Note::AuthUnused { place });
        return Ok(None);
    }
    let wanted = auth.map(scheme).transpose()?;
    let kind = match (wanted, present.as_slice()) {
        (_, []) => return Ok(None),
        (None, [only]) if of_family.len() == 1 => *only,
        (None, _) => return Err(two_schemes(fields, &of_family, naming)),
        (Some(wanted), present) if present.contains(&wanted) => wanted,
        (Some(wanted), _) if of_family.contains(&wanted) => return Ok(None),
        (Some(_), [other, ..]) => {
            return Err(SourceError::AuthContradicts {
                place: place(auth),
                set: place(first_of(fields, *other)),
            });
        }
    };
    if of_family.len() > 1 {
        let ignored = Kind::ALL.into_iter().filter(|other| *other != kind);
        let ignored = ignored.flat_map(Kind::names).copied();
        let ignored: Vec<Place> = ignored
            .flat_map(|name| [fields.get(name), naming.beside.get(name)])
            .filter_map(|found| Some(found?.place.clone()))
            .collect();
        fields.notes.push(Note::AuthDecided { ignored });
    }
    complete(fields, kind, naming).map(Some)
}

fn complete(fields: &Fields, kind: Kind, naming: &Naming<'_>) -> Result<Chosen, SourceError> {
    let (id, secret) = match kind {
        Kind::Basic => (Name::Username, Name::Password),
        Kind::Client => (Name::ClientId, Name::ClientSecret),
        Kind::Bearer => return bearer(fields),
    };
    let (id, secret) = match (fields.get(id), fields.get(secret)) {
        (Some(id), Some(secret)) => (id, secret),
        (Some(set), None) => return Err(half(set, secret, naming)),
        (None, set) => return Err(half_of(set, id, naming)),
    };
    let made = match kind {
        Kind::Basic => BasicCredentials::new(&id.text, secret.text.as_str()).map(Credentials::from),
        _ => ClientCredentials::new(&id.text, secret.text.as_str()).map(Credentials::from),
    };
    made.map_err(|error| unusable(error, id, secret))
        .map(|credentials| Chosen {
            credentials,
            place: id.place.clone(),
        })
}

fn bearer(fields: &Fields) -> Result<Chosen, SourceError> {
    let token = fields.get(Name::AccessToken);
    let place = place(token);
    let text = token.map_or("", |found| found.text.as_str());
    match BearerToken::new(text) {
        Ok(token) => Ok(Chosen {
            credentials: token.into(),
            place,
        }),
        Err(error) => Err(SourceError::Credentials { place, error }),
    }
}

fn half_of(set: Option<&Found>, missing: Name, naming: &Naming<'_>) -> SourceError {
    match set {
        Some(set) => half(set, missing, naming),
        None => SourceError::NotConfigured,
    }
}

fn half(set: &Found, missing: Name, naming: &Naming<'_>) -> SourceError {
    match (naming.elsewhere)(missing) {
        Some(second) => SourceError::TwoSources {
            first: set.place.clone(),
            second,
        },
        None => SourceError::HalfSet {
            set: set.place.clone(),
            missing: (naming.called)(missing),
        },
    }
}

fn unusable(error: CredentialsError, id: &Found, secret: &Found) -> SourceError {
    use bw_auth_core::CredentialField as Field;

    let field = match error {
        CredentialsError::Colon { field, .. }
        | CredentialsError::ControlCharacter { field, .. }
        | CredentialsError::Empty { field }
        | CredentialsError::NotVisible { field, .. }
        | CredentialsError::TrailingNewline { field, .. } => Some(field),
        _ => None,
    };
    let at = match field {
        Some(Field::Password | Field::ClientSecret) => secret,
        _ => id,
    };
    SourceError::Credentials {
        place: at.place.clone(),
        error,
    }
}

fn two_schemes(fields: &Fields, of_family: &[Kind], naming: &Naming<'_>) -> SourceError {
    let values: Vec<&str> = of_family.iter().map(|kind| kind.as_str()).collect();
    let mut places = of_family.iter().map(|kind| {
        let here = first_of(fields, *kind);
        place(here.or_else(|| first_of(naming.beside, *kind)))
    });
    let mut next = || places.next().unwrap_or_else(Place::default_value);
    SourceError::TwoSchemes {
        first: next(),
        second: next(),
        auth: (naming.decided)(&values),
    }
}

/// In quotes, which the profile file and a helper's JSON both need.
pub(crate) fn as_key(schemes: &[&str]) -> String {
    let quoted: Vec<_> = schemes
        .iter()
        .map(|scheme| format!("\"{scheme}\""))
        .collect();
    format!("{} to {}", Name::Auth.key(), quoted.join(" or "))
}

fn scheme(auth: &Found) -> Result<Kind, SourceError> {
    let kind = Kind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == auth.text.as_str());
    kind.ok_or_else(|| SourceError::AuthUnknown(auth.place.clone()))
}

fn kinds(has: impl Fn(Kind) -> bool) -> Vec<Kind> {
    Kind::ALL.into_iter().filter(|kind| has(*kind)).collect()
}

fn first_of(fields: &Fields, kind: Kind) -> Option<&Found> {
    kind.names().iter().find_map(|name| fields.get(*name))
}

fn place(found: Option<&Found>) -> Place {
    found.map_or_else(Place::default_value, |found| found.place.clone())
}

/// A scheme, as far as sources have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Basic,
    Client,
    Bearer,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Basic, Self::Client, Self::Bearer];

    fn names(self) -> &'static [Name] {
        match self {
            Self::Basic => &[Name::Username, Name::Password],
            Self::Client => &[Name::ClientId, Name::ClientSecret],
            Self::Bearer => &[Name::AccessToken],
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Client => "client_credentials",
            Self::Bearer => "bearer",
        }
    }
}
