//! Framing: the header fields that delimit and address a message, which are not the caller's to choose freely.

use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::request_error::RequestError;
use crate::Replay;

/// Refuses what would send the request elsewhere or end it in another place than its body does, and leaves the one
/// field about length that the HTTP library does not write by itself. `length` is that of a body at hand, in bytes; what
/// comes back is that of a stream, where the caller gave it.
///
/// # Errors
///
/// [`RequestError::Field`], which names the first field that cannot be sent.
pub(super) fn settle(
    fields: &mut HeaderMap,
    method: &Method,
    body: Replay,
    length: Option<u64>,
) -> Result<Option<u64>, RequestError> {
    if let Some(name) = fields.keys().find_map(refused) {
        return Err(RequestError::Field { name });
    }
    let declared = declared_length(fields)?;
    let length = match body {
        // How long a stream is, only its author knows.
        Replay::Once => {
            // Said aloud, since the libraries differ on what a GET without a length has. And where no byte is declared
            // they would read none, so that nobody would notice a stream that has some.
            if matches!(declared, None | Some(0)) {
                fields.remove(CONTENT_LENGTH);
                fields.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
            }
            return Ok(declared);
        }
        Replay::Empty => Some(0),
        Replay::Again => length,
    };
    if declared.is_some() && declared != length {
        return Err(MISDECLARED);
    }
    fields.remove(CONTENT_LENGTH);
    // RFC 9110 §8.6: where content is expected and there is none, that is said. The libraries differ on it.
    if length == Some(0) && [Method::POST, Method::PUT, Method::PATCH].contains(method) {
        fields.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    Ok(None)
}

/// The name of a field that is not sent: where the request goes is the URL's to say, and what RFC 9110 §7.6.1 lists
/// is between the HTTP library and its next hop.
fn refused(name: &HeaderName) -> Option<&'static str> {
    if name.as_str().starts_with("proxy-") {
        return Some("Proxy-…");
    }
    let is_it = |field: &&str| field.eq_ignore_ascii_case(name.as_str());
    REFUSED.into_iter().find(is_it)
}

fn declared_length(fields: &HeaderMap) -> Result<Option<u64>, RequestError> {
    let mut values = fields.get_all(CONTENT_LENGTH).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => number(value).map(Some).ok_or(MISDECLARED),
        (Some(_), Some(_)) => Err(MISDECLARED),
    }
}

/// Digits alone (RFC 9110 §8.6); Rust's numbers may have a sign.
fn number(value: &HeaderValue) -> Option<u64> {
    let text = value.to_str().ok()?;
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

const MISDECLARED: RequestError = RequestError::Field {
    name: "Content-Length",
};

const REFUSED: [&str; 7] = [
    "Connection",
    "Host",
    "Keep-Alive",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
];
