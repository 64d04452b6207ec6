//! Head: the part of a response that comes before its body.

use core::fmt;

/// One header field of a response, with the case told apart in which it occurs more than once.
#[allow(clippy::exhaustive_enums)] // None, one or several: there is nothing to add.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Field<'a> {
    /// The field is not there.
    Absent,
    /// The field occurs once.
    One(&'a [u8]),
    /// The field occurs more than once, so no single value can be relied on.
    Several,
}

impl<'a> Field<'a> {
    /// The value of a field that occurs exactly once.
    #[must_use]
    pub fn one(self) -> Option<&'a [u8]> {
        match self {
            Self::One(value) => Some(value),
            Self::Absent | Self::Several => None,
        }
    }
}

impl fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "Absent",
            Self::One(_) => "One([…])",
            Self::Several => "Several",
        })
    }
}

/// The header fields of a response, in whatever form a HTTP library has them.
///
/// Implemented for slices of pairs, and with feature `http` for `http::HeaderMap`. Which fields matter is core's
/// business: a driver hands over all of them and names none.
///
/// ```
/// use bw_auth_core::{Field, Fields};
///
/// let fields = [("Retry-After", "30"), ("Date", "Tue, 24 Nov 2026 10:00:00 GMT")];
/// assert_eq!(fields.field("retry-after"), Field::One(b"30"));
/// assert_eq!(fields.field("location"), Field::Absent);
/// ```
pub trait Fields {
    /// Calls `visit` with each field's name and value, in the order in which they arrived.
    fn each(&self, visit: &mut dyn FnMut(&str, &[u8]));

    /// The field of that name, in any case of letters.
    fn field(&self, name: &str) -> Field<'_>;
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Fields for [(N, V)] {
    fn each(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        for (name, value) in self {
            visit(name.as_ref(), value.as_ref());
        }
    }

    fn field(&self, name: &str) -> Field<'_> {
        let mut found = self
            .iter()
            .filter(|(n, _)| n.as_ref().eq_ignore_ascii_case(name));
        match (found.next(), found.next()) {
            (None, _) => Field::Absent,
            (Some((_, value)), None) => Field::One(value.as_ref()),
            (Some(_), Some(_)) => Field::Several,
        }
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>, const L: usize> Fields for [(N, V); L] {
    fn each(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        self.as_slice().each(visit);
    }

    fn field(&self, name: &str) -> Field<'_> {
        self.as_slice().field(name)
    }
}

/// Status and header fields of a response.
#[derive(Clone, Copy)]
pub struct Head<'a> {
    pub(crate) status: u16,
    pub(crate) fields: &'a dyn Fields,
}

impl<'a> Head<'a> {
    /// The head of a response with this status code and these fields.
    #[must_use]
    pub fn new(status: u16, fields: &'a dyn Fields) -> Self {
        Self { status, fields }
    }
}

impl fmt::Debug for Head<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
