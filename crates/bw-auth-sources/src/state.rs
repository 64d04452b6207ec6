//! What a chain remembers between looks: the good credentials, and why there are no newer ones.

use std::time::Duration;

use bw_auth_core::{Generation, Now};

use crate::look::{Look, Pick};
use crate::note::Note;
use crate::place::{Place, SourceKind};
use crate::source_error::SourceError;
use crate::stamp::Stamp;
use crate::step::Step;

/// What is known after the looks so far.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) current: Option<Pick>,
    pub(crate) generation: u64,
    /// Why the last look brought nothing that could be used.
    pub(crate) trouble: Option<SourceError>,
    pub(crate) steps: Vec<Step>,
    pub(crate) notes: Vec<Note>,
    looked: Option<Duration>,
    /// Since when each look has brought trouble.
    troubled: Option<Duration>,
    /// Files that may be unfinished, and when they were first seen so.
    settling: Option<(Vec<Stamp>, Duration)>,
}

impl State {
    pub(crate) fn generation(&self) -> Generation {
        Generation::new(self.generation)
    }

    /// Whether it is time for another look, unless somebody says that what there is was refused.
    pub(crate) fn is_due(&self, now: Now) -> bool {
        let next = self.looked.map(|looked| looked.saturating_add(INTERVAL));
        next.is_none_or(|next| now.elapsed >= next)
    }

    /// Whether what the last look found may only need some time: a file that is being written is empty, half of itself or gone
    /// for a moment, and one that is no more than wrong is so for longer.
    pub(crate) fn is_settling(&self, now: Now) -> bool {
        let is_new = self
            .troubled
            .is_some_and(|since| now.elapsed.saturating_sub(since) < REST);
        match &self.trouble {
            Some(SourceError::FileUnsettled(_)) => true,
            Some(error) => is_new && is_of_file(error),
            None => false,
        }
    }

    /// Takes what a look found. Whatever is wrong with it, good credentials stay.
    pub(crate) fn take(&mut self, look: Look, now: Now) {
        self.looked = Some(now.elapsed);
        self.steps = look.steps;
        self.notes = look.notes;
        self.trouble = match look.outcome {
            Ok(pick) => self.accept(pick, now).err(),
            Err(error) => Some(error),
        };
        let since = self.troubled.unwrap_or(now.elapsed);
        self.troubled = self.trouble.as_ref().map(|_| since);
    }

    fn accept(&mut self, pick: Pick, now: Now) -> Result<(), SourceError> {
        if let Some(current) = &self.current {
            // A file that vanishes for a moment must not hand the program over to another identity.
            if current.label != pick.label {
                return Err(SourceError::Replaced(current.place.clone()));
            }
            let is_other = current.credentials != pick.credentials;
            // With the same credentials too: the account or the environment may be what is not written yet.
            if let Some(place) = unfinished(current, &pick) {
                self.await_settled(place, &pick.stamps, now)?;
            }
            self.generation = self.generation.saturating_add(u64::from(is_other));
        } else {
            self.generation = self.generation.saturating_add(1);
        }
        self.settling = None;
        self.current = Some(pick);
        Ok(())
    }

    /// Content that is written where the old was may be half of itself. It counts once it has rested.
    fn await_settled(
        &mut self,
        place: Place,
        stamps: &[Stamp],
        now: Now,
    ) -> Result<(), SourceError> {
        let by_their_age = stamps.iter().all(|stamp| {
            let modified = stamp
                .modified
                .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            let age = now
                .unix
                .zip(modified)
                .and_then(|(now, then)| now.checked_sub(then));
            age.is_some_and(|age| age >= REST)
        });
        // The clocks of a file server and ours may differ, so that ages tell nothing.
        let since = match &self.settling {
            Some((seen, since)) if seen.as_slice() == stamps => *since,
            _ => now.elapsed,
        };
        if by_their_age || now.elapsed.saturating_sub(since) >= REST {
            return Ok(());
        }
        self.settling = Some((stamps.to_vec(), since));
        Err(SourceError::FileUnsettled(place))
    }
}

fn is_of_file(error: &SourceError) -> bool {
    let kind = error.place().map(Place::kind);
    matches!(kind, Some(SourceKind::SecretFiles | SourceKind::Profile))
}

fn unfinished(current: &Pick, pick: &Pick) -> Option<Place> {
    let unfinished = pick.stamps.iter().find(|stamp| {
        let before = current.stamps.iter();
        before
            .filter(|before| before.place == stamp.place)
            .any(|before| stamp.may_be_unfinished(before))
    });
    unfinished.map(|stamp| stamp.place.clone())
}

/// How often files are looked at, at most.
const INTERVAL: Duration = Duration::from_secs(1);

/// How long a file that may be unfinished is left alone.
const REST: Duration = Duration::from_secs(1);
