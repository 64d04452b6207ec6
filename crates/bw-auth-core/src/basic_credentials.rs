//! A username and a password that HTTP Basic can carry.

use alloc::{string::String, vec};
use core::{fmt, mem};

use base64::{DecodeError, DecodeSliceError, Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::{
    credential_text::{check_name, check_secret},
    credentials_error::{CredentialField, CredentialsError},
    parse_error::ParseError,
};

/// A username and a password that HTTP Basic authentication can carry.
///
/// A pair that [RFC 7617](https://www.rfc-editor.org/rfc/rfc7617) cannot carry does not become a value of
/// this type, so that encoding it cannot fail. Case is kept, nothing is trimmed or normalised, and the text is
/// sent as UTF-8. Both halves live in one buffer that is wiped when dropped. `==` takes a time
/// that depends on the lengths alone.
///
/// Bandwidth has announced that API users, whose names and passwords these are, stop working on 2026-12-02
/// ([its page on credentials](https://dev.bandwidth.com/docs/account/credentials/management), as read on 2026-11-24).
/// [`ClientCredentials`](crate::ClientCredentials) take their place, by a change of this one constructor.
///
/// ```
/// use bw_auth_core::{Authorization, BasicCredentials};
///
/// let credentials = BasicCredentials::new("jdoe", "open sesame".to_owned())?;
/// assert_eq!(Authorization::basic(&credentials).expose(), "Basic amRvZTpvcGVuIHNlc2FtZQ==");
/// assert_eq!(format!("{credentials:?}"), r#"BasicCredentials { username: "jdoe", password: "[redacted]" }"#);
/// # Ok::<(), bw_auth_core::CredentialsError>(())
/// ```
///
/// They cannot be printed:
///
/// ```compile_fail,E0277
/// # let credentials = bw_auth_core::BasicCredentials::new("jdoe", "open sesame".to_owned()).unwrap();
/// println!("{credentials}");
/// ```
///
/// nor hashed, by which a table would compare them in a time that tells something:
///
/// ```compile_fail,E0277
/// # let credentials = bw_auth_core::BasicCredentials::new("jdoe", "open sesame".to_owned()).unwrap();
/// std::collections::HashSet::from([credentials]);
/// ```
#[derive(Clone)]
pub struct BasicCredentials {
    joined: Zeroizing<String>,
    colon: usize,
}

impl BasicCredentials {
    /// Joins a username and a password.
    ///
    /// A `String` given as the password is boxed, and wiped once it has been copied. Boxing a `String` with spare
    /// capacity makes the allocator move it; where that matters, hand over a [`SecretString`].
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if either is empty or has a control character, or the username has a colon.
    pub fn new(
        username: &str,
        password: impl Into<SecretString>,
    ) -> Result<Self, CredentialsError> {
        Self::join(
            (username, CredentialField::Username),
            (&password.into(), CredentialField::Password),
        )
    }

    /// Any pair that Basic carries, whatever its halves are called.
    pub(crate) fn join(
        (username, name_field): (&str, CredentialField),
        (password, secret_field): (&SecretString, CredentialField),
    ) -> Result<Self, CredentialsError> {
        let password = password.expose_secret();
        check_name(username, name_field)?;
        check_secret(password, secret_field)?;

        // At its final size from the start: a buffer that grew would leave a copy behind.
        let mut joined = Zeroizing::new(String::with_capacity(username.len() + 1 + password.len()));
        joined.push_str(username);
        joined.push(':');
        joined.push_str(password);
        Ok(Self {
            joined,
            colon: username.len(),
        })
    }

    /// Reads the value of an `Authorization` field.
    ///
    /// The scheme may be in any case and be followed by several spaces
    /// ([RFC 9110 §11.4](https://www.rfc-editor.org/rfc/rfc9110#section-11.4)). The rest must be canonical base64
    /// with its padding: a lenient reader would take several header values for the same credentials.
    ///
    /// ```
    /// use bw_auth_core::BasicCredentials;
    ///
    /// let credentials = BasicCredentials::parse(b"basic amRvZTpvcGVuIHNlc2FtZQ==")?;
    /// assert_eq!(credentials.username(), "jdoe");
    /// assert_eq!(credentials.expose_password(), "open sesame");
    /// # Ok::<(), bw_auth_core::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the value is not such a one, or if [`BasicCredentials::new`] would refuse the pair.
    pub fn parse(header_value: &[u8]) -> Result<Self, ParseError> {
        let start = credentials_start(header_value)?;
        let encoded = header_value.get(start..).unwrap_or_default();

        let mut decoded = Zeroizing::new(vec![0; base64::decoded_len_estimate(encoded.len())]);
        let length = STANDARD
            .decode_slice(encoded, &mut decoded)
            .map_err(|error| ParseError::Base64 {
                offset: start + fault_offset(&error, encoded.len()),
            })?;
        decoded.truncate(length);

        let bytes = mem::take(&mut *decoded);
        // To wipe the nothing that is left is a masked store to nowhere, which some processors take twice as long for as
        // for all the rest.
        mem::forget(decoded);
        let joined = String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            drop(Zeroizing::new(error.into_bytes()));
            ParseError::NotUtf8 { offset }
        })?;
        let joined = Zeroizing::new(joined);

        let colon = joined
            .bytes()
            .position(|byte| byte == b':')
            .ok_or(ParseError::NoColon)?;
        let pair = Self { joined, colon };
        check_name(pair.username(), CredentialField::Username)?;
        check_secret(pair.expose_password(), CredentialField::Password)?;
        Ok(pair)
    }

    /// The username, which is no secret.
    #[must_use]
    pub fn username(&self) -> &str {
        self.joined.split_at(self.colon).0
    }

    /// The password.
    #[must_use]
    pub fn expose_password(&self) -> &str {
        self.joined.split_at(self.colon + 1).1
    }

    pub(crate) fn expose_joined(&self) -> &[u8] {
        self.joined.as_bytes()
    }
}

impl fmt::Debug for BasicCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BasicCredentials")
            .field("username", &self.username())
            .field("password", &"[redacted]")
            .finish()
    }
}

impl PartialEq for BasicCredentials {
    fn eq(&self, other: &Self) -> bool {
        self.expose_joined().ct_eq(other.expose_joined()).into()
    }
}

impl Eq for BasicCredentials {}

fn credentials_start(header_value: &[u8]) -> Result<usize, ParseError> {
    let (scheme, rest) = header_value
        .split_at_checked(SCHEME.len())
        .ok_or(ParseError::NotBasic)?;
    if !scheme.eq_ignore_ascii_case(SCHEME) || rest.first().is_some_and(|byte| *byte != b' ') {
        return Err(ParseError::NotBasic);
    }
    rest.iter()
        .position(|byte| *byte != b' ')
        .map(|spaces| SCHEME.len() + spaces)
        .ok_or(ParseError::MissingCredentials)
}

/// The position alone: the decoder's error also carries the symbol that it met there.
fn fault_offset(error: &DecodeSliceError, length: usize) -> usize {
    match error {
        DecodeSliceError::DecodeError(
            DecodeError::InvalidByte(offset, _) | DecodeError::InvalidLastSymbol(offset, _),
        ) => *offset,
        DecodeSliceError::DecodeError(
            DecodeError::InvalidLength(_) | DecodeError::InvalidPadding,
        )
        | DecodeSliceError::OutputSliceTooSmall => length,
    }
}

const SCHEME: &[u8] = b"Basic";
