//! Which text a credential can carry (RFC 7617 §2).

use crate::credentials_error::{CredentialField, CredentialsError};

/// The half before the colon.
pub(crate) fn check_username(text: &str) -> Result<(), CredentialsError> {
    let colon = text.bytes().position(|byte| byte == b':');
    match (colon, check(text, CredentialField::Username)) {
        (Some(offset), Ok(())) => Err(CredentialsError::ColonInUsername { offset }),
        (_, checked) => checked,
    }
}

/// The half after it, which may have colons of its own.
pub(crate) fn check_password(text: &str) -> Result<(), CredentialsError> {
    check(text, CredentialField::Password)
}

fn check(text: &str, field: CredentialField) -> Result<(), CredentialsError> {
    if text.is_empty() {
        return Err(CredentialsError::Empty { field });
    }
    // Without an early end, so that the compiler can look at many bytes at once.
    if !text
        .bytes()
        .fold(false, |found, byte| found | byte.is_ascii_control())
    {
        return Ok(());
    }
    let Some(offset) = text.bytes().position(|byte| byte.is_ascii_control()) else {
        return Ok(());
    };
    Err(match text.as_bytes().get(offset..) {
        Some(b"\n" | b"\r\n" | b"\r") => CredentialsError::TrailingNewline { field, offset },
        _ => CredentialsError::ControlCharacter { field, offset },
    })
}
