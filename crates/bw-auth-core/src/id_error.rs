//! Why a text is no identifier.

/// The rule that an identifier breaks, without any part of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdError {
    /// A character that this kind of identifier does not have.
    #[error("the identifier has a character at byte {offset} that it may not have")]
    Character {
        /// Where, in bytes from its start.
        offset: usize,
    },

    /// `.` or `..`, which in a URL would mean another place.
    #[error("the identifier is a dot segment, which a URL path takes for a direction")]
    DotSegment,

    /// Nothing was given.
    #[error("the identifier is empty; check that it is set where it is read from")]
    Empty,

    /// An order id that is not of the form 8-4-4-4-12 in hexadecimal digits.
    #[error("the order id is not a UUID")]
    NotUuid,

    /// More characters than any known identifier has.
    #[error("the identifier is longer than {limit} characters")]
    TooLong {
        /// The most that it may have.
        limit: usize,
    },
}

impl IdError {
    /// A stable name for this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Character { .. } => "id.character",
            Self::DotSegment => "id.dot_segment",
            Self::Empty => "id.empty",
            Self::NotUuid => "id.not_uuid",
            Self::TooLong { .. } => "id.too_long",
        }
    }
}
