//! The encoded value of an `Authorization` field.

use alloc::{vec, vec::Vec};
use core::{fmt, str};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use zeroize::Zeroize as _;

#[cfg(feature = "http")]
use crate::header_value::header_value;
use crate::{basic_credentials::BasicCredentials, bearer_token::BearerToken, scheme::Scheme};

/// The value of an `Authorization` field, ready to be sent.
///
/// Clones share one buffer, which is wiped when the last of them is dropped.
///
/// ```
/// use bw_auth_core::{Authorization, BasicCredentials};
///
/// let credentials = BasicCredentials::new("jdoe", "open sesame".to_owned())?;
/// let authorization = Authorization::basic(&credentials);
/// assert_eq!(authorization.expose(), "Basic amRvZTpvcGVuIHNlc2FtZQ==");
/// assert_eq!(format!("{authorization:?}"), "Authorization(Basic [redacted])");
/// # Ok::<(), bw_auth_core::CredentialsError>(())
/// ```
///
/// It cannot be printed, nor compared by a comparison that stops at the first difference:
///
/// ```compile_fail,E0277
/// # let credentials = bw_auth_core::BasicCredentials::new("jdoe", "open sesame".to_owned()).unwrap();
/// println!("{}", bw_auth_core::Authorization::basic(&credentials));
/// ```
///
/// ```compile_fail,E0369
/// # let credentials = bw_auth_core::BasicCredentials::new("jdoe", "open sesame".to_owned()).unwrap();
/// # let authorization = bw_auth_core::Authorization::basic(&credentials);
/// authorization == authorization.clone();
/// ```
#[derive(Clone)]
#[must_use]
pub struct Authorization {
    value: Bytes,
    /// Made once, since the `http` crate looks at every byte when it makes one.
    #[cfg(feature = "http")]
    pub(crate) header_value: http::HeaderValue,
    scheme: Scheme,
}

impl Authorization {
    /// Encodes a username and a password ([RFC 7617 §2](https://www.rfc-editor.org/rfc/rfc7617#section-2)).
    pub fn basic(credentials: &BasicCredentials) -> Self {
        let joined = credentials.expose_joined();
        let encoded_len = base64::encoded_len(joined.len(), true)
            .expect("an allocation is at most half the address space, so four thirds of it fit");

        // Encoded in place, so that there is no scratch buffer to wipe.
        let mut value = Wiped(vec![0; BASIC.len() + encoded_len]);
        let (scheme, encoded) = value.0.split_at_mut(BASIC.len());
        scheme.copy_from_slice(BASIC);
        STANDARD
            .encode_slice(joined, encoded)
            .expect("the buffer was measured for it");
        Self::of(value, Scheme::Basic)
    }

    /// Presents a token ([RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
    pub fn bearer(token: &BearerToken) -> Self {
        let token = token.expose().as_bytes();
        let mut value = Wiped(Vec::with_capacity(BEARER.len() + token.len()));
        value.0.extend_from_slice(BEARER);
        value.0.extend_from_slice(token);
        Self::of(value, Scheme::Bearer)
    }

    fn of(value: Wiped, scheme: Scheme) -> Self {
        let value = Bytes::from_owner(value);
        Self {
            #[cfg(feature = "http")]
            header_value: header_value(&value),
            value,
            scheme,
        }
    }

    /// The text of the value, scheme included.
    #[must_use]
    pub fn expose(&self) -> &str {
        str::from_utf8(&self.value).expect("a scheme, base64 and tokens are ASCII")
    }

    /// The scheme it is of.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }
}

/// A buffer as long as its text, wiped in one go. `Vec`'s own wiping goes byte by byte, which takes longer than to encode.
struct Wiped(Vec<u8>);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.as_mut_slice().zeroize();
    }
}

/// The value for a header map, as [`Authorization::header_value`] gives it, for whoever needs nothing else.
#[cfg(feature = "http")]
impl From<Authorization> for http::HeaderValue {
    fn from(authorization: Authorization) -> Self {
        authorization.header_value
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authorization({:?} [redacted])", self.scheme)
    }
}

const BASIC: &[u8] = b"Basic ";
const BEARER: &[u8] = b"Bearer ";
