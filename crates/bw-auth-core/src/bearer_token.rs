//! A token that is sent as it is.

use alloc::string::String;
use core::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::{credential_text::check_token, credentials_error::CredentialsError};

/// An access token ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750)).
///
/// Any visible ASCII is one, U+0021 to U+007E: services issue tokens beyond RFC 6750's own grammar. It lives in a buffer
/// that is wiped when dropped, and `==` takes a time that depends on the lengths alone.
///
/// ```
/// use bw_auth_core::{Authorization, BearerToken};
///
/// let token = BearerToken::new("mF_9.B5f-4.1JqM".to_owned())?;
/// assert_eq!(Authorization::bearer(&token).expose(), "Bearer mF_9.B5f-4.1JqM");
/// assert_eq!(format!("{token:?}"), "BearerToken([redacted])");
/// # Ok::<(), bw_auth_core::CredentialsError>(())
/// ```
///
/// It cannot be printed:
///
/// ```compile_fail,E0277
/// # let token = bw_auth_core::BearerToken::new("mF_9.B5f-4.1JqM".to_owned()).unwrap();
/// println!("{token}");
/// ```
#[derive(Clone)]
pub struct BearerToken(Zeroizing<String>);

impl BearerToken {
    /// A token that was obtained elsewhere. About a `String`, see [`BasicCredentials::new`](crate::BasicCredentials::new).
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if it is empty, ends with a line end, or has a space or another character that is not visible ASCII.
    pub fn new(token: impl Into<SecretString>) -> Result<Self, CredentialsError> {
        Self::copy_of(token.into().expose_secret())
    }

    pub(crate) fn copy_of(token: &str) -> Result<Self, CredentialsError> {
        check_token(token)?;
        let mut copy = Zeroizing::new(String::with_capacity(token.len()));
        copy.push_str(token);
        Ok(Self(copy))
    }

    /// The token.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerToken([redacted])")
    }
}

impl PartialEq for BearerToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for BearerToken {}
