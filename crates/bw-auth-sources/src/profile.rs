//! The profile file: TOML, one table for each profile, its owner's alone.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::str;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::found::{Fields, Found};
use crate::name::Name;
use crate::place::Place;
use crate::reading::{Content, failure, read};
use crate::shown::leads_somewhere;
use crate::source_error::SourceError;
use crate::stamp::Stamp;

/// What a profile has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profile {
    pub(crate) fields: Fields,
    pub(crate) helper: Option<HelperCall>,
}

/// How a helper process is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HelperCall {
    pub(crate) arguments: Vec<String>,
    pub(crate) limit: Duration,
}

/// Which profile, in which file, and whether somebody asked for them by name.
#[derive(Clone, Debug)]
pub(crate) struct Selection<'a> {
    pub(crate) path: &'a Path,
    pub(crate) path_is_named: bool,
    pub(crate) profile: &'a str,
    pub(crate) named_by: Option<NamedBy>,
}

/// Who asked for a profile by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamedBy {
    Program,
    Variable,
}

impl Selection<'_> {
    /// Reads the profile; `None` if it is not there and nobody asked for it.
    pub(crate) fn read(&self) -> Result<Option<Profile>, SourceError> {
        let place = self.unseen();
        let content = match self.content(&place) {
            Err(SourceError::FileMissing(_)) if self.path_is_named => {
                return Err(SourceError::ProfileFileMissing(place));
            }
            Err(SourceError::FileMissing(_)) => return self.absent(),
            content => content?,
        };
        if let Some(mode) = content.mode.filter(|mode| mode & 0o077 != 0) {
            return Err(SourceError::ProfileMode { place, mode });
        }
        let text = str::from_utf8(&content.bytes)
            .map_err(|error| self.syntax(&content.bytes, error.valid_up_to()))?;
        let file = DeTable::parse(text).map_err(|error| {
            let offset = error.span().map_or(text.len(), |span| span.start);
            self.syntax(text.as_bytes(), offset)
        })?;
        self.check_top(text, file.get_ref())?;
        let table = file.get_ref().iter().find_map(|(name, value)| {
            let is_it = name.get_ref().as_ref() == self.profile;
            is_it.then(|| value.get_ref().as_table()).flatten()
        });
        let Some(table) = table else {
            return self.absent();
        };
        let mut profile = self.profile(text, table)?;
        profile.fields.stamps.push(content.stamp);
        Ok(Some(profile))
    }

    pub(crate) fn place(&self, key: Option<&'static str>) -> Place {
        Place::profile(self.profile, self.path, key)
    }

    /// The profile before it was seen in the file. Names and paths that lead nowhere are not shown: a secret may stand in their place.
    fn unseen(&self) -> Place {
        let name = match self.named_by {
            Some(NamedBy::Program) => "named by the program",
            Some(NamedBy::Variable) => "named by BANDWIDTH_PROFILE",
            None => self.profile,
        };
        let may_be_shown = !self.path_is_named || leads_somewhere(self.path);
        Place::unseen_profile(name, may_be_shown.then_some(self.path))
    }

    fn absent(&self) -> Result<Option<Profile>, SourceError> {
        match self.named_by {
            Some(_) => Err(SourceError::ProfileMissing(self.unseen())),
            None => Ok(None),
        }
    }

    /// The file in one state, through whatever links lead to it.
    fn content(&self, place: &Place) -> Result<Content, SourceError> {
        for _ in 0..ATTEMPTS {
            let real = fs::canonicalize(self.path).map_err(|error| failure(place, &error))?;
            let content = read(place, &real)?;
            let now = fs::metadata(self.path).map(|now| Stamp::of(place, &real, &now));
            if now.is_ok_and(|now| now == content.stamp) {
                return Ok(content);
            }
        }
        Err(SourceError::FileTorn(place.clone()))
    }

    /// A key outside of any profile is one that was meant for a profile.
    fn check_top(&self, text: &str, file: &DeTable<'_>) -> Result<(), SourceError> {
        match file.iter().find(|(_, value)| !value.get_ref().is_table()) {
            Some((name, _)) => Err(SourceError::ProfileType {
                place: self.unseen(),
                line: line(text, name.span()),
                expected: "it has to be in a table, such as [default]",
            }),
            None => Ok(()),
        }
    }

    fn profile(&self, text: &str, table: &DeTable<'_>) -> Result<Profile, SourceError> {
        let mut profile = Profile::default();
        let mut limit = HELPER_LIMIT;
        for (key, value) in table {
            match (key.get_ref().as_ref(), Name::of_key(key.get_ref())) {
                (_, Some(name)) => {
                    let found = self.text(text, value, name)?;
                    profile.fields.found.insert(name, found);
                }
                ("helper", None) => {
                    let arguments = self.arguments(text, value)?;
                    profile.helper = Some(HelperCall { arguments, limit });
                }
                ("helper_seconds", None) => limit = self.seconds(text, value)?,
                (_, None) => {
                    return Err(SourceError::ProfileKey {
                        place: self.place(None),
                        line: line(text, key.span()),
                    });
                }
            }
        }
        if let Some(helper) = &mut profile.helper {
            helper.limit = limit;
        }
        Ok(profile)
    }

    fn text(
        &self,
        text: &str,
        value: &Spanned<DeValue<'_>>,
        name: Name,
    ) -> Result<Found, SourceError> {
        match value.get_ref() {
            DeValue::String(found) => Ok(Found::copy_of(found, self.place(Some(name.key())))),
            _ => Err(self.wrong_type(text, value, name.key(), "it has to be a text in quotes")),
        }
    }

    fn arguments(
        &self,
        text: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Vec<String>, SourceError> {
        let expected = "it has to be a list of texts, the program first";
        let wrong = || self.wrong_type(text, value, "helper", expected);
        let list = value.get_ref().as_array().ok_or_else(wrong)?;
        let arguments = list.iter().map(|argument| match argument.get_ref() {
            DeValue::String(argument) => Ok(argument.clone().into_owned()),
            _ => Err(wrong()),
        });
        arguments.collect()
    }

    fn seconds(&self, text: &str, value: &Spanned<DeValue<'_>>) -> Result<Duration, SourceError> {
        let expected = "it has to be a whole number of seconds from 1 to 300";
        let integer = value.get_ref().as_integer();
        integer
            .and_then(|integer| u64::from_str_radix(integer.as_str(), integer.radix()).ok())
            .filter(|seconds| (1..=300).contains(seconds))
            .map(Duration::from_secs)
            .ok_or_else(|| self.wrong_type(text, value, "helper_seconds", expected))
    }

    fn wrong_type(
        &self,
        text: &str,
        value: &Spanned<DeValue<'_>>,
        key: &'static str,
        expected: &'static str,
    ) -> SourceError {
        SourceError::ProfileType {
            place: self.place(Some(key)),
            line: line(text, value.span()),
            expected,
        }
    }

    /// The position alone: the parser's error quotes the line.
    fn syntax(&self, bytes: &[u8], offset: usize) -> SourceError {
        let before = bytes.get(..offset).unwrap_or(bytes);
        let last_line = before.rsplit(|byte| *byte == b'\n').next();
        let column = String::from_utf8_lossy(last_line.unwrap_or_default())
            .chars()
            .count()
            + 1;
        SourceError::ProfileSyntax {
            place: self.unseen(),
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
            column,
        }
    }
}

fn line(text: &str, span: Range<usize>) -> usize {
    let before = text.as_bytes().get(..span.start).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

const ATTEMPTS: usize = 20;

/// Long enough for a secrets manager far away, and short enough for a start that fails to be noticed.
const HELPER_LIMIT: Duration = Duration::from_secs(10);
