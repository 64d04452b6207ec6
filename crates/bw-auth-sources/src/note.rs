//! `Note`: what is no error and should be known.

use std::fmt;

use crate::place::Place;

/// Something that is no error and should be known.
///
/// ```
/// use bw_auth_sources::{Chain, Surroundings};
///
/// let surroundings = Surroundings::from_pairs([
///     ("BANDWIDTH_USERNAME", "jdoe"),
///     ("BANDWIDTH_PASSWORD", "correct-horse-battery-staple"),
///     ("BW_PASSWORD", "of somebody else"),
/// ]);
/// let explanation = Chain::standard(surroundings).explain();
/// assert_eq!(explanation.notes()[0].code(), "bw_unused");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// `BANDWIDTH_AUTH` decided, and what belongs to another scheme is ignored.
    AuthDecided {
        /// What was ignored.
        ignored: Vec<Place>,
    },
    /// The scheme is set where there are no credentials, so that it decides nothing.
    AuthUnused {
        /// What names it.
        place: Place,
    },
    /// A variable of the `BW_*` family has a value of Bitwarden's; it is never sent.
    Bitwarden {
        /// Which.
        variable: String,
    },
    /// Variables of the `BW_*` family are set, and credentials come from elsewhere.
    BwUnused {
        /// Which.
        variables: Vec<String>,
    },
    /// Variables name files, and what would be in those is set as a variable too.
    FileUnused {
        /// Which.
        variables: Vec<String>,
    },
    /// A file ended with a line end, which was dropped.
    NewlineDropped {
        /// Which file.
        place: Place,
    },
    /// A file may be read by any user of the machine.
    ReadableByOthers {
        /// Which file.
        place: Place,
    },
    /// A secret in the `BW_*` family without its id, as other programs that use these names have it.
    SecretAlone {
        /// Which.
        variable: String,
    },
}

impl Note {
    /// A stable name for this note.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AuthDecided { .. } => "auth_decided",
            Self::AuthUnused { .. } => "auth_unused",
            Self::Bitwarden { .. } => "bitwarden",
            Self::BwUnused { .. } => "bw_unused",
            Self::FileUnused { .. } => "file_unused",
            Self::NewlineDropped { .. } => "newline_dropped",
            Self::ReadableByOthers { .. } => "readable_by_others",
            Self::SecretAlone { .. } => "secret_alone",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AuthDecided { ignored } => {
                f.write_str("ignored, since the scheme is set: ")?;
                listed(f, ignored)
            }
            Self::AuthUnused { place } => {
                write!(
                    f,
                    "{place} names a scheme where there are no credentials, and decides nothing"
                )
            }
            Self::Bitwarden { variable } => write!(
                f,
                "{variable} has the form of Bitwarden's client ids or access tokens and is never sent; use BANDWIDTH_* for Bandwidth"
            ),
            Self::BwUnused { variables } => {
                f.write_str("set, and not used: ")?;
                listed(f, variables)
            }
            Self::FileUnused { variables } => {
                f.write_str("not read, since the same is set without _FILE: ")?;
                listed(f, variables)
            }
            Self::NewlineDropped { place } => {
                write!(f, "the line end that closes {place} was dropped")
            }
            Self::ReadableByOthers { place } => {
                write!(f, "{place} may be read by every user of this machine")
            }
            Self::SecretAlone { variable } => write!(
                f,
                "{variable} is set without its id, and is taken for another program's"
            ),
        }
    }
}

fn listed<T: fmt::Display>(f: &mut fmt::Formatter<'_>, things: &[T]) -> fmt::Result {
    for (index, thing) in things.iter().enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        write!(f, "{separator}{thing}")?;
    }
    Ok(())
}
