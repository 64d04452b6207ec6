//! Texts: all that something shows of itself.

use core::error::Error;
use core::fmt::{Debug, Display};
use core::iter;

use crate::record::Record;

/// All that something shows of itself, for [`Evidence`](crate::Evidence) to put together.
#[derive(Default)]
pub struct Texts(pub(crate) Vec<Record>);

impl Texts {
    /// A text or bytes, and what they are: `"the body"`.
    pub fn text(&mut self, what: &str, text: impl AsRef<[u8]>) {
        self.0.push(Record::new(what.to_owned(), text));
    }

    /// What `{:?}` and `{:#?}` make of a value.
    pub fn debug(&mut self, value: &(impl Debug + ?Sized)) {
        self.debug_of("what was yielded", value);
    }

    /// What `{}` and `{:#}` make of a value.
    pub fn display(&mut self, value: &(impl Display + ?Sized)) {
        self.display_of("what was yielded", value);
    }

    /// What an error shows, and each of its causes, as `source()` names them.
    pub fn error(&mut self, error: &(dyn Error + 'static)) {
        let chain = iter::successors(Some(error), |error| (*error).source());
        for (depth, error) in chain.take(MAX_CAUSES).enumerate() {
            let what = match depth {
                0 => "the error".to_owned(),
                _ => format!("cause {depth} of the error"),
            };
            self.display_of(&what, error);
            self.debug_of(&what, error);
        }
    }

    fn debug_of(&mut self, what: &str, value: &(impl Debug + ?Sized)) {
        let place = format!("Debug of {what}");
        self.text(&place, format!("{value:?}"));
        self.text(&place, format!("{value:#?}"));
    }

    fn display_of(&mut self, what: &str, value: &(impl Display + ?Sized)) {
        let place = format!("Display of {what}");
        self.text(&place, format!("{value}"));
        self.text(&place, format!("{value:#}"));
    }
}

impl Debug for Texts {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let places = self.0.iter().map(|record| &record.place);
        f.debug_list().entries(places).finish()
    }
}

/// An error may be its own cause.
const MAX_CAUSES: usize = 100;
