//! The faults still to come, in order.

use alloc::string::String;
use alloc::vec::Vec;

use crate::fault::Fault;

#[derive(Default)]
pub(crate) struct Script(Vec<Entry>);

struct Entry {
    prefix: String,
    fault: Fault,
}

impl Script {
    /// Adds a fault for paths that begin with `prefix`.
    pub(crate) fn add(&mut self, prefix: String, fault: Fault) {
        if fault.times != Some(0) {
            self.0.push(Entry { prefix, fault });
        }
    }

    /// The first fault for this path, which is then used up by one.
    pub(crate) fn take(&mut self, path: &str) -> Option<Fault> {
        let matches = |entry: &Entry| path.starts_with(&entry.prefix);
        let at = self.0.iter().position(matches)?;
        let entry = self.0.get_mut(at)?;
        match &mut entry.fault.times {
            Some(0 | 1) => Some(self.0.remove(at).fault),
            Some(left) => {
                *left -= 1;
                Some(entry.fault.clone())
            }
            None => Some(entry.fault.clone()),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
