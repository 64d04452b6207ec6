//! What a token looks like. Nobody checks its signature: the sandbox knows its tokens by heart.

use alloc::format;
use alloc::string::String;
use core::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::crypto::GetRandomFailed;
use serde_json::{Value, json};

use crate::grant::Grant;
use crate::random::Random;

/// What a token says about itself.
pub(crate) struct Claims<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) grant: &'a Grant,
    pub(crate) issuer: &'a str,
    pub(crate) issued: Duration,
    pub(crate) expires: Duration,
}

/// A token in the shape of a signed JWT (RFC 7519).
///
/// # Errors
///
/// The operating system has no randomness to give.
pub(crate) fn jwt(claims: &Claims<'_>, random: Random) -> Result<String, GetRandomFailed> {
    let header = json!({ "alg": "RS256", "typ": "JWT" });
    let payload = json!({
        "iss": claims.issuer,
        "sub": claims.client_id,
        "client_id": claims.client_id,
        "iat": claims.issued.as_secs(),
        "exp": claims.expires.as_secs(),
        "jti": URL_SAFE_NO_PAD.encode(random.bytes(ID_BYTES)?),
        "accounts": claims.grant.accounts,
        "roles": claims.grant.roles,
        "express": false,
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signature = URL_SAFE_NO_PAD.encode(random.bytes(SIGNATURE_BYTES)?);
    Ok(format!("{}.{}.{signature}", part(&header), part(&payload)))
}

/// A token that says nothing about itself.
///
/// # Errors
///
/// As [`jwt`].
pub(crate) fn opaque(random: Random) -> Result<String, GetRandomFailed> {
    Ok(URL_SAFE_NO_PAD.encode(random.bytes(OPAQUE_BYTES)?))
}

const ID_BYTES: usize = 16;
const OPAQUE_BYTES: usize = 32;
/// As RS256 with a key of 2048 bits has it (RFC 7518 section 3.3).
const SIGNATURE_BYTES: usize = 256;
