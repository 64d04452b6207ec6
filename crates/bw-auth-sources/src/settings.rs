//! The account and the environment that go with credentials; unlike a pair they may come from anywhere.

use bw_auth_core::{AccountId, Environment};

use crate::candidate::{Candidate, Places};
use crate::explicit::Explicit;
use crate::families::{files, variables};
use crate::family::Family;
use crate::found::{Fields, Found};
use crate::name::Name;
use crate::note::Note;
use crate::place::{Place, SourceKind};
use crate::source_error::SourceError;

/// Whose resources, and where.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) account: Option<(AccountId, Place)>,
    pub(crate) environment: (Environment, Place),
    pub(crate) token_url: Option<Place>,
    pub(crate) notes: Vec<Note>,
}

impl Settings {
    /// Each from the first that says it: the program, our variables, our files, the source of the credentials, a profile
    /// that somebody asked for. A profile that the program itself named stands before variables, here too.
    ///
    /// The `BW_*` family counts only if the credentials are its own. A profile that nobody asked for does not count, unless it
    /// has the credentials: a home folder must not change where a program goes that is set up by variables.
    pub(crate) fn gather(
        explicit: Option<&Explicit>,
        places: Option<&Places<'_>>,
        candidate: &Candidate,
    ) -> Result<Self, SourceError> {
        let mut layers = Vec::new();
        if let Some(places) = places {
            layers.extend(family_layers(places, candidate, Family::Bandwidth)?);
            if candidate.family == Some(Family::Bw) {
                layers.extend(family_layers(places, candidate, Family::Bw)?);
            }
        }
        let is_profiles = matches!(
            candidate.place.kind(),
            SourceKind::Profile | SourceKind::Helper
        );
        let is_explicit = places.is_some_and(|places| places.explicit_profile.is_some());
        if is_profiles && is_explicit {
            layers.insert(0, candidate.fields.clone());
        } else if is_profiles {
            layers.push(candidate.fields.clone());
        } else if let Some(places) = places.filter(|places| places.profile_is_named()) {
            let named = places.selected()?;
            layers.extend(named.map(|profile| profile.fields));
        }
        let find = |name| layers.iter().find_map(|fields| fields.get(name));
        let mut settings = Self::read(explicit, find)?;
        settings.notes = layers
            .iter()
            .flat_map(|fields| fields.notes.clone())
            .collect();
        Ok(settings)
    }

    fn read<'a>(
        explicit: Option<&Explicit>,
        find: impl Fn(Name) -> Option<&'a Found>,
    ) -> Result<Self, SourceError> {
        let given = explicit.and_then(|explicit| explicit.account.clone());
        let account = match (given, find(Name::AccountId)) {
            (Some(account), _) => Some((account, Place::given())),
            (None, Some(found)) => Some((account(found)?, found.place.clone())),
            (None, None) => None,
        };
        if let Some(environment) = explicit.and_then(|explicit| explicit.environment.clone()) {
            return Ok(Self {
                account,
                environment: (environment, Place::given()),
                token_url: None,
                notes: Vec::new(),
            });
        }
        let (mut environment, place) = match find(Name::Environment) {
            Some(found) => (named(found)?, found.place.clone()),
            None => (Environment::production(), Place::default_value()),
        };
        let token_url = find(Name::TokenUrl);
        if let Some(found) = token_url {
            let with = environment.with_token_url(&found.text);
            environment = with.map_err(|error| SourceError::TokenUrl {
                place: found.place.clone(),
                error,
            })?;
        }
        Ok(Self {
            account,
            environment: (environment, place),
            token_url: token_url.map(|found| found.place.clone()),
            notes: Vec::new(),
        })
    }
}

fn family_layers(
    places: &Places<'_>,
    candidate: &Candidate,
    family: Family,
) -> Result<[Fields; 2], SourceError> {
    let said = variables(places.surroundings, family)?;
    let has_files =
        candidate.family == Some(family) && candidate.place.kind() == SourceKind::SecretFiles;
    let in_files = if has_files {
        // Of the same rotation as the credentials.
        candidate.fields.clone()
    } else {
        let unsaid: Vec<Name> = SETTINGS
            .into_iter()
            .filter(|name| !said.has(*name))
            .collect();
        files(places.surroundings, family, &unsaid)?
    };
    Ok([said, in_files])
}

fn account(found: &Found) -> Result<AccountId, SourceError> {
    found.text.parse().map_err(|error| SourceError::AccountId {
        place: found.place.clone(),
        error,
    })
}

/// Bandwidth's own command-line tool calls them `prod`, `test` and `uat`, of which the last two are one place.
fn named(found: &Found) -> Result<Environment, SourceError> {
    match found.text.as_str() {
        "production" | "prod" => Ok(Environment::production()),
        "test" | "uat" => Ok(Environment::test()),
        _ => Err(SourceError::Environment(found.place.clone())),
    }
}

const SETTINGS: [Name; 3] = [Name::AccountId, Name::Environment, Name::TokenUrl];
