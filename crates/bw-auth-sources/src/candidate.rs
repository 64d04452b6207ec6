//! Each source that surroundings have, asked for credentials.

use std::path::PathBuf;

use bw_auth_core::Credentials;

use crate::choice::{Chosen, Naming, as_key, choose};
use crate::families::{file_variables, files, take_out_others, variables};
use crate::family::Family;
use crate::found::{Fields, Found};
use crate::look::Extent;
use crate::name::Name;
use crate::note::Note;
use crate::place::{Place, SourceKind};
use crate::profile::{NamedBy, Profile, Selection};
use crate::shown::Shown;
use crate::source_error::SourceError;
use crate::surroundings::{PROFILE, Surroundings};

/// Credentials that a source has, and what else it said.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(crate) credentials: Credentials,
    pub(crate) place: Place,
    pub(crate) fields: Fields,
    pub(crate) family: Option<Family>,
}

/// What came of asking a source.
#[derive(Debug)]
pub(crate) enum Tried {
    Has(Box<Candidate>),
    /// It is not configured, and why that is so; with what should be known all the same.
    Passed(String, Vec<Note>),
}

/// A source that surroundings have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Variables(Family),
    Files(Family),
    Profile,
    Helper,
}

impl Origin {
    /// The order. All of our own family stands before the family that others use too: a value of theirs must not be sent
    /// while there is one that is surely meant for Bandwidth.
    pub(crate) const ORDER: [Self; 6] = [
        Self::Variables(Family::Bandwidth),
        Self::Files(Family::Bandwidth),
        Self::Variables(Family::Bw),
        Self::Files(Family::Bw),
        Self::Profile,
        Self::Helper,
    ];

    pub(crate) fn kind(self) -> SourceKind {
        match self {
            Self::Variables(_) => SourceKind::Environment,
            Self::Files(_) => SourceKind::SecretFiles,
            Self::Profile => SourceKind::Profile,
            Self::Helper => SourceKind::Helper,
        }
    }

    /// The family, for sources that have one.
    pub(crate) fn family(self) -> Option<Family> {
        match self {
            Self::Variables(family) | Self::Files(family) => Some(family),
            Self::Profile | Self::Helper => None,
        }
    }
}

/// The surroundings, and which profile is meant.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    pub(crate) surroundings: &'a Surroundings,
    pub(crate) extent: Extent,
    pub(crate) profile_file: Option<PathBuf>,
    /// The one that the program named.
    pub(crate) explicit_profile: Option<&'a str>,
}

impl Places<'_> {
    pub(crate) fn ask(&self, origin: Origin) -> Result<Tried, SourceError> {
        match origin {
            Origin::Variables(_) | Origin::Files(_) if self.explicit_profile.is_some() => {
                Ok(passed("a profile was named explicitly"))
            }
            Origin::Variables(family) => {
                let fields = variables(self.surroundings, family)?;
                let beside = file_variables(self.surroundings, family);
                self.of_family(
                    fields,
                    beside,
                    family,
                    Family::variable,
                    Family::file_variable,
                )
            }
            Origin::Files(family) => {
                let fields = files(self.surroundings, family, &self.file_names(family))?;
                let beside = variables(self.surroundings, family)?;
                self.of_family(
                    fields,
                    beside,
                    family,
                    Family::file_variable,
                    Family::variable,
                )
            }
            Origin::Profile => self.profile(),
            Origin::Helper => self.helper(),
        }
    }

    /// Whether somebody asked for a profile, so that what it says besides credentials counts too.
    pub(crate) fn profile_is_named(&self) -> bool {
        let is_named = self.explicit_profile.is_some()
            || self.surroundings.has(PROFILE)
            // One that is no text names one too.
            || self.surroundings.names_file().unwrap_or(true);
        is_named && self.extent == Extent::All
    }

    pub(crate) fn selected(&self) -> Result<Option<Profile>, SourceError> {
        match self.selection()? {
            Some(selection) => selection.read(),
            None => Ok(None),
        }
    }

    /// A setting that is a variable is not looked for in a file.
    fn file_names(&self, family: Family) -> Vec<Name> {
        let names = Name::ALL.into_iter();
        names
            .filter(|name| {
                Name::CREDENTIALS.contains(name) || !self.surroundings.has(&family.variable(*name))
            })
            .collect()
    }

    fn of_family(
        &self,
        mut fields: Fields,
        mut beside: Fields,
        family: Family,
        called: fn(Family, Name) -> String,
        elsewhere: fn(Family, Name) -> String,
    ) -> Result<Tried, SourceError> {
        if family == Family::Bw {
            take_out_others(&mut fields, |name| called(family, name));
            take_out_others(&mut beside, |name| elsewhere(family, name));
        }
        let auth = self.auth(&fields, family)?;
        let naming = Naming {
            called: &|name| called(family, name),
            decided: &|schemes| format!("{}={}", family.variable(Name::Auth), schemes.join("|")),
            elsewhere: &|name| {
                let variable = elsewhere(family, name);
                self.surroundings.has(&variable).then_some(variable)
            },
            beside: &beside,
        };
        Ok(match choose(&mut fields, auth.as_ref(), &naming)? {
            Some(chosen) => has(chosen, fields, Some(family)),
            None if Name::CREDENTIALS.into_iter().any(|name| fields.has(name)) => Tried::Passed(
                format!("{} decides for another scheme", family.variable(Name::Auth)),
                fields.notes,
            ),
            None => Tried::Passed("no credentials in its variables".into(), fields.notes),
        })
    }

    /// The scheme is set for the family, whether as a variable or as a file.
    fn auth(&self, fields: &Fields, family: Family) -> Result<Option<Found>, SourceError> {
        if let Some(found) = fields.get(Name::Auth) {
            return Ok(Some(found.clone()));
        }
        let variable = family.variable(Name::Auth);
        if let Some(text) = self.surroundings.text(&variable)? {
            return Ok(Some(Found::copy_of(text, Place::variable(&variable))));
        }
        let mut file = files(self.surroundings, family, &[Name::Auth])?;
        Ok(file.found.remove(&Name::Auth))
    }

    fn profile(&self) -> Result<Tried, SourceError> {
        let Some(selection) = self.selection()? else {
            return Ok(passed("there is no folder for configuration"));
        };
        let Some(Profile { mut fields, .. }) = selection.read()? else {
            return Ok(passed(if selection.path.exists() {
                format!("no profile {} in its file", selection.profile)
            } else {
                format!("no file {}", Shown::text(&selection.path.to_string_lossy()))
            }));
        };
        let auth = fields.get(Name::Auth).cloned();
        let naming = Naming {
            called: &|name| name.key().to_owned(),
            decided: &as_key,
            elsewhere: &|_| None,
            beside: &Fields::default(),
        };
        Ok(match choose(&mut fields, auth.as_ref(), &naming)? {
            Some(chosen) => has(chosen, fields, None),
            None => passed("the profile has no credentials"),
        })
    }

    fn helper(&self) -> Result<Tried, SourceError> {
        let Some(selection) = self.selection()? else {
            return Ok(passed("there is no profile"));
        };
        match selection.read()? {
            Some(profile) if profile.helper.is_some() => called(&selection, profile),
            Some(_) => Ok(passed("the profile names none")),
            None => Ok(passed("there is no profile")),
        }
    }

    fn selection(&self) -> Result<Option<Selection<'_>>, SourceError> {
        let named = self.surroundings.text(PROFILE)?;
        let (profile, named_by) = match (self.explicit_profile, named) {
            (Some(profile), _) => (profile, Some(NamedBy::Program)),
            (None, Some(profile)) => (profile, Some(NamedBy::Variable)),
            (None, None) => ("default", None),
        };
        let path_is_named = self.surroundings.names_file()?;
        let selection = |path| Selection {
            path,
            path_is_named,
            profile,
            named_by,
        };
        match self.profile_file.as_deref() {
            Some(path) => Ok(Some(selection(path))),
            None => Ok(None),
        }
    }
}

#[cfg(feature = "helper")]
fn called(selection: &Selection<'_>, profile: Profile) -> Result<Tried, SourceError> {
    let place = |key| Place::helper(selection.profile, selection.path, key);
    let Some(call) = &profile.helper else {
        return Ok(passed("the profile names none"));
    };
    let whole = place(None);
    let mut fields = crate::helper::run(call, &whole, |name| place(Some(name.key())))?;
    let auth = fields.get(Name::Auth).cloned();
    let naming = Naming {
        called: &|name| name.key().to_owned(),
        decided: &as_key,
        elsewhere: &|_| None,
        beside: &Fields::default(),
    };
    match choose(&mut fields, auth.as_ref(), &naming)? {
        Some(chosen) => {
            // Settings that the helper leaves out are the profile's.
            for (name, found) in profile.fields.found {
                fields.found.entry(name).or_insert(found);
            }
            Ok(has(chosen, fields, None))
        }
        None => Err(SourceError::HelperIncomplete(whole)),
    }
}

#[cfg(not(feature = "helper"))]
fn called(selection: &Selection<'_>, _: Profile) -> Result<Tried, SourceError> {
    Err(SourceError::HelperNotBuilt(Place::helper(
        selection.profile,
        selection.path,
        None,
    )))
}

fn has(chosen: Chosen, fields: Fields, family: Option<Family>) -> Tried {
    let Chosen { credentials, place } = chosen;
    Tried::Has(Box::new(Candidate {
        credentials,
        place,
        fields,
        family,
    }))
}

fn passed(why: impl Into<String>) -> Tried {
    Tried::Passed(why.into(), Vec::new())
}
