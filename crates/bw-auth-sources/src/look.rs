//! One look at all sources, in their order.

use std::sync::Arc;

use bw_auth_core::{Credentials, CredentialsProvider, Generation, ProviderError};

use crate::candidate::{Candidate, Origin, Places, Tried};
use crate::explicit::Explicit;
use crate::found::Fields;
use crate::note::Note;
use crate::place::{Place, SourceKind};
use crate::settings::Settings;
use crate::source_error::SourceError;
use crate::stamp::Stamp;
use crate::step::{Step, Verdict};
use crate::surroundings::Surroundings;
use crate::unused::unused;

/// A part of a chain.
#[derive(Clone, Debug)]
pub(crate) enum Link {
    Standard(Surroundings, Extent),
    Provider(String, Arc<dyn CredentialsProvider>),
}

/// How many of the standard sources a chain has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What variables say, in themselves or as files.
    Variables,
    /// The profile file and the helper process too.
    All,
}

/// What a look found.
#[derive(Debug)]
pub(crate) struct Look {
    pub(crate) steps: Vec<Step>,
    pub(crate) notes: Vec<Note>,
    pub(crate) outcome: Result<Pick, SourceError>,
}

/// The credentials that are to be used, and all that goes with them.
#[derive(Clone, Debug)]
pub(crate) struct Pick {
    pub(crate) label: String,
    pub(crate) credentials: Credentials,
    pub(crate) place: Place,
    pub(crate) settings: Settings,
    pub(crate) stamps: Vec<Stamp>,
    /// What a provider of one's own calls it.
    pub(crate) provider_generation: Option<Generation>,
}

/// What a look goes by.
pub(crate) struct Looking<'a> {
    pub(crate) explicit: Option<&'a Explicit>,
    pub(crate) links: &'a [Link],
    /// The generation, in its provider's own counting, that was refused.
    pub(crate) refused: Option<Generation>,
}

impl Looking<'_> {
    pub(crate) fn look(&self) -> Look {
        let mut search = Search::default();
        let outcome = self.search(&mut search);
        if let Err(error) = &outcome {
            search.stop(error);
        }
        let mut notes: Vec<Note> = Vec::with_capacity(search.notes.len());
        for note in search.notes {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        Look {
            steps: search.steps,
            notes,
            outcome,
        }
    }

    fn search(&self, search: &mut Search) -> Result<Pick, SourceError> {
        self.ask_explicit(search);
        for link in self.links {
            match link {
                Link::Standard(..) => self.ask_standard(search, link)?,
                Link::Provider(name, provider) => self.ask_provider(search, name, provider)?,
            }
        }
        let Some((label, candidate, provider_generation)) = search.found.take() else {
            return Err(SourceError::NotConfigured);
        };
        let places = self.links.iter().find_map(|link| self.places(link));
        search.notes.extend(candidate.fields.notes.iter().cloned());
        if let Some(places) = &places {
            let noted = unused(places.surroundings, &candidate);
            search.notes.extend(noted);
        }
        let settings = Settings::gather(self.explicit, places.as_ref(), &candidate)?;
        search.notes.extend(settings.notes.iter().cloned());
        Ok(Pick {
            label,
            credentials: candidate.credentials,
            place: candidate.place,
            settings,
            stamps: candidate.fields.stamps,
            provider_generation,
        })
    }

    fn ask_explicit(&self, search: &mut Search) {
        let Some(explicit) = self.explicit else {
            return;
        };
        search.begin(SourceKind::Explicit, "explicit");
        match &explicit.credentials {
            Some(credentials) => search.has(plain(credentials.clone(), Place::given()), None),
            None => search.passed("it has no credentials".into()),
        }
    }

    fn ask_standard(&self, search: &mut Search, link: &Link) -> Result<(), SourceError> {
        let Some(places) = self.places(link) else {
            return Ok(());
        };
        let has_profiles = places.extent == Extent::All;
        let origins = Origin::ORDER.into_iter();
        for origin in origins.filter(|origin| has_profiles || origin.family().is_some()) {
            if !search.begin(origin.kind(), &label(origin)) {
                continue;
            }
            match places.ask(origin)? {
                Tried::Has(candidate) => search.has(*candidate, None),
                Tried::Passed(why, notes) => {
                    search.notes.extend(notes);
                    search.passed(why);
                }
            }
        }
        Ok(())
    }

    fn ask_provider(
        &self,
        search: &mut Search,
        name: &str,
        provider: &Arc<dyn CredentialsProvider>,
    ) -> Result<(), SourceError> {
        if !search.begin(SourceKind::Provider, name) {
            return Ok(());
        }
        let place = Place::provider(name);
        match provider.load(self.refused) {
            Ok(loaded) => {
                let generation = loaded.generation();
                let credentials = loaded.credentials().clone();
                search.has(plain(credentials, place), Some(generation));
                Ok(())
            }
            Err(error) if is_not_configured(&error) => {
                search.passed("it says that it is not configured".into());
                Ok(())
            }
            Err(error) => Err(SourceError::Provider { place, error }),
        }
    }

    fn places<'a>(&'a self, link: &'a Link) -> Option<Places<'a>> {
        match link {
            Link::Standard(surroundings, extent) => Some(Places {
                surroundings,
                extent: *extent,
                profile_file: surroundings.profile_file(),
                explicit_profile: self.explicit.and_then(|given| given.profile.as_deref()),
            }),
            Link::Provider(..) => None,
        }
    }
}

/// How far a look has come.
#[derive(Debug, Default)]
struct Search {
    steps: Vec<Step>,
    notes: Vec<Note>,
    found: Option<(String, Candidate, Option<Generation>)>,
}

impl Search {
    /// Whether the source is to be asked at all.
    fn begin(&mut self, kind: SourceKind, label: &str) -> bool {
        self.steps.push(Step::new(kind, label));
        self.found.is_none()
    }

    fn has(&mut self, candidate: Candidate, generation: Option<Generation>) {
        if let Some(step) = self.steps.last_mut() {
            step.verdict = Verdict::Used;
            self.found = Some((step.label.clone(), candidate, generation));
        }
    }

    fn passed(&mut self, why: String) {
        if let Some(step) = self.steps.last_mut() {
            step.verdict = Verdict::PassedOver(why);
        }
    }

    /// Whatever was being asked is what stopped the look.
    fn stop(&mut self, error: &SourceError) {
        // Once one is used, what stops the look is a setting, and no source is to blame.
        let is_used = self.steps.iter().any(|step| step.verdict == Verdict::Used);
        let last = self.steps.last_mut();
        let open = last.filter(|step| step.verdict == Verdict::NotAsked && !is_used);
        if let Some(step) = open {
            step.verdict = Verdict::Stopped(error.code());
        }
    }
}

fn plain(credentials: Credentials, place: Place) -> Candidate {
    Candidate {
        credentials,
        place,
        fields: Fields::default(),
        family: None,
    }
}

fn label(origin: Origin) -> String {
    match origin.family() {
        Some(family) if origin.kind() == SourceKind::SecretFiles => {
            format!("secret files {family}_FILE")
        }
        Some(family) => format!("environment {family}"),
        None => origin.kind().to_string(),
    }
}

/// A provider says so by its error's source, which may be a chain's own error.
fn is_not_configured(error: &ProviderError) -> bool {
    let source = std::error::Error::source(error);
    let source = source.and_then(|source| source.downcast_ref::<SourceError>());
    matches!(source, Some(SourceError::NotConfigured))
}
