//! Why a pair cannot become credentials.

use core::fmt;

/// Which half of a credential an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialField {
    /// The password of an API user.
    Password,
    /// The name of an API user.
    Username,
}

impl fmt::Display for CredentialField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password => "password",
            Self::Username => "username",
        })
    }
}

/// The rule that a username or a password breaks.
///
/// It names the field, the rule and the byte offset, and holds no part of the value.
/// The rules are those of [RFC 7617 §2](https://www.rfc-editor.org/rfc/rfc7617#section-2), whose
/// control characters are RFC 5234's `CTL` (U+0000–U+001F and U+007F); and neither half may be empty,
/// since an unset variable would otherwise be sent as a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The username has a colon, so a reader would split the pair at the wrong place.
    #[error(
        "the username has a colon at byte {offset}, where Basic authentication would end it; check that the username alone was given"
    )]
    ColonInUsername {
        /// Where, in bytes from the start of the username.
        offset: usize,
    },

    /// A control character somewhere in the value.
    #[error(
        "the {field} has a control character at byte {offset}, which Basic authentication cannot carry; check how it was read"
    )]
    ControlCharacter {
        /// Which half.
        field: CredentialField,
        /// Where, in bytes from the start of the value.
        offset: usize,
    },

    /// Nothing was given.
    #[error("the {field} is empty; check that it is set where it is read from")]
    Empty {
        /// Which half.
        field: CredentialField,
    },

    /// The value is faultless up to the line end it closes with, as text read from a file often does.
    #[error(
        "the {field} ends with a newline at byte {offset}, as the content of a file often does; remove the line end before use"
    )]
    TrailingNewline {
        /// Which half.
        field: CredentialField,
        /// Where the line end starts, in bytes from the start of the value.
        offset: usize,
    },
}

impl CredentialsError {
    /// A stable name for this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ColonInUsername { .. } => "credentials.colon",
            Self::ControlCharacter { .. } => "credentials.control_character",
            Self::Empty { .. } => "credentials.empty",
            Self::TrailingNewline { .. } => "credentials.trailing_newline",
        }
    }
}
