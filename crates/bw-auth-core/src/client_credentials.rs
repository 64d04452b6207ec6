//! The id and secret of an OAuth 2.0 client.

use alloc::boxed::Box;
use core::fmt;

use secrecy::SecretString;

use crate::{
    basic_credentials::BasicCredentials,
    credentials_error::{CredentialField, CredentialsError},
};

/// The id and secret of a client, which are exchanged for a token that lives for a while
/// ([RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).
///
/// The two are joined as they are, without the form encoding of RFC 6749 §2.3.1: Bandwidth takes them so, as its own
/// clients send them. So what [`BasicCredentials`] refuses is refused here too. Both live in one buffer that is
/// wiped when dropped, and `==` takes a time that depends on the lengths alone.
///
/// ```
/// use bw_auth_core::ClientCredentials;
///
/// let credentials = ClientCredentials::new("CLI-5f2a", "open sesame".to_owned())?;
/// assert_eq!(credentials.client_id(), "CLI-5f2a");
/// assert_eq!(
///     format!("{credentials:?}"),
///     r#"ClientCredentials { client_id: "CLI-5f2a", client_secret: "[redacted]", scope: None }"#,
/// );
/// # Ok::<(), bw_auth_core::CredentialsError>(())
/// ```
///
/// They cannot be printed:
///
/// ```compile_fail,E0277
/// # let credentials = bw_auth_core::ClientCredentials::new("CLI-5f2a", "open sesame".to_owned()).unwrap();
/// println!("{credentials}");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ClientCredentials {
    pair: BasicCredentials,
    scope: Option<Box<str>>,
}

impl ClientCredentials {
    /// Joins a client id and a client secret. About a `String` as the secret, see [`BasicCredentials::new`].
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if either is empty or has a control character, or the id has a colon.
    pub fn new(
        client_id: &str,
        client_secret: impl Into<SecretString>,
    ) -> Result<Self, CredentialsError> {
        let pair = BasicCredentials::join(
            (client_id, CredentialField::ClientId),
            (&client_secret.into(), CredentialField::ClientSecret),
        )?;
        Ok(Self { pair, scope: None })
    }

    /// Asks for tokens of this scope: names with one space between each two
    /// ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)). Bandwidth's own APIs want none.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if it is empty or has a character that a scope may not have.
    pub fn with_scope(self, scope: &str) -> Result<Self, CredentialsError> {
        let field = CredentialField::Scope;
        if scope.is_empty() {
            return Err(CredentialsError::Empty { field });
        }
        let is_written_so = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
        let mut start = 0;
        for name in scope.split(' ') {
            let fault = name.bytes().position(|byte| !is_written_so(byte));
            if let Some(offset) = fault.or(name.is_empty().then_some(0)) {
                let offset = start + offset;
                return Err(CredentialsError::NotVisible { field, offset });
            }
            start += name.len() + 1;
        }
        Ok(Self {
            scope: Some(scope.into()),
            ..self
        })
    }

    /// The client id, which is no secret.
    #[must_use]
    pub fn client_id(&self) -> &str {
        self.pair.username()
    }

    /// The client secret.
    #[must_use]
    pub fn expose_client_secret(&self) -> &str {
        self.pair.expose_password()
    }

    /// What tokens are asked for, if anything in particular.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    #[cfg(feature = "flow")]
    pub(crate) fn pair(&self) -> &BasicCredentials {
        &self.pair
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("client_id", &self.client_id())
            .field("client_secret", &"[redacted]")
            .field("scope", &self.scope())
            .finish()
    }
}
