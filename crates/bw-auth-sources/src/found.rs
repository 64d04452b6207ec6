//! What a source has: texts by name, each with the place where it was.

use std::collections::BTreeMap;
use std::fmt;

use zeroize::Zeroizing;

use crate::name::Name;
use crate::note::Note;
use crate::place::Place;
use crate::stamp::Stamp;

/// A text and where it was. It may be a secret.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) text: Zeroizing<String>,
    pub(crate) place: Place,
}

impl Found {
    /// A copy of its final size, since one that grew would leave parts behind.
    pub(crate) fn copy_of(text: &str, place: Place) -> Self {
        let mut copy = Zeroizing::new(String::with_capacity(text.len()));
        copy.push_str(text);
        Self { text: copy, place }
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Found({})", self.place)
    }
}

/// All that one source has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields {
    pub(crate) found: BTreeMap<Name, Found>,
    pub(crate) notes: Vec<Note>,
    /// The files that were read for it.
    pub(crate) stamps: Vec<Stamp>,
}

impl Fields {
    pub(crate) fn get(&self, name: Name) -> Option<&Found> {
        self.found.get(&name)
    }

    pub(crate) fn has(&self, name: Name) -> bool {
        self.found.contains_key(&name)
    }
}
