//! Which text a credential can carry (RFC 7617 §2).

use crate::credentials_error::{CredentialField, CredentialsError};

/// The half before the colon: a username, or a client id.
pub(crate) fn check_name(text: &str, field: CredentialField) -> Result<(), CredentialsError> {
    let colon = text.bytes().position(|byte| byte == b':');
    match (colon, check_secret(text, field)) {
        (Some(offset), Ok(())) => Err(CredentialsError::Colon { field, offset }),
        (_, checked) => checked,
    }
}

/// What a header carries as it is: visible ASCII, without spaces.
pub(crate) fn check_token(text: &str) -> Result<(), CredentialsError> {
    let field = CredentialField::AccessToken;
    check_secret(text, field)?;
    match text.bytes().position(|byte| !byte.is_ascii_graphic()) {
        Some(offset) => Err(CredentialsError::NotVisible { field, offset }),
        None => Ok(()),
    }
}

/// The half after the colon, which may have colons of its own: a password, or a client secret.
pub(crate) fn check_secret(text: &str, field: CredentialField) -> Result<(), CredentialsError> {
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
