//! Why a pair cannot become credentials.

use core::fmt;

/// Which part of a credential an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialField {
    /// A bearer token.
    AccessToken,
    /// The id of a client.
    ClientId,
    /// The secret of a client.
    ClientSecret,
    /// The password of an API user.
    Password,
    /// What a client asks a token for.
    Scope,
    /// The name of an API user.
    Username,
}

impl CredentialField {
    fn without_controls(self) -> &'static str {
        match self {
            Self::AccessToken => "no token has",
            Self::Scope => "no scope has",
            _ => "Basic authentication cannot carry",
        }
    }
}

impl fmt::Display for CredentialField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessToken => "access token",
            Self::ClientId => "client id",
            Self::ClientSecret => "client secret",
            Self::Password => "password",
            Self::Scope => "scope",
            Self::Username => "username",
        })
    }
}

/// The rule that a part of a credential breaks.
///
/// It names the field, the rule and the byte offset, and holds no part of the value.
/// The rules for pairs are those of [RFC 7617 §2](https://www.rfc-editor.org/rfc/rfc7617#section-2), whose
/// control characters are RFC 5234's `CTL` (U+0000–U+001F and U+007F). A token is visible ASCII, which is what a header
/// carries, and a scope is written as [RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3) says. Nothing may be
/// empty, since an unset variable would otherwise be sent as a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The username or client id has a colon, so a reader would split the pair at the wrong place.
    #[error(
        "the {field} has a colon at byte {offset}, where Basic authentication would end it; check that the {field} alone was given"
    )]
    Colon {
        /// Which part.
        field: CredentialField,
        /// Where, in bytes from the start of the value.
        offset: usize,
    },

    /// A control character somewhere in the value.
    #[error(
        "the {field} has a control character at byte {offset}, which {}; check how it was read",
        field.without_controls()
    )]
    ControlCharacter {
        /// Which part.
        field: CredentialField,
        /// Where, in bytes from the start of the value.
        offset: usize,
    },

    /// Nothing was given.
    #[error("the {field} is empty; check that it is set where it is read from")]
    Empty {
        /// Which part.
        field: CredentialField,
    },

    /// A character that a header does not carry as it is.
    #[error(
        "the {field} has a character at byte {offset} that its grammar does not allow; check that the {field} alone was given"
    )]
    NotVisible {
        /// Which part.
        field: CredentialField,
        /// Where, in bytes from the start of the value.
        offset: usize,
    },

    /// The value is faultless up to the line end it closes with, as text read from a file often does.
    #[error(
        "the {field} ends with a newline at byte {offset}, as the content of a file often does; remove the line end before use"
    )]
    TrailingNewline {
        /// Which part.
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
            Self::Colon { .. } => "credentials.colon",
            Self::ControlCharacter { .. } => "credentials.control_character",
            Self::Empty { .. } => "credentials.empty",
            Self::NotVisible { .. } => "credentials.not_visible",
            Self::TrailingNewline { .. } => "credentials.trailing_newline",
        }
    }
}
