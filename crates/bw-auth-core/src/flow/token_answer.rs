//! What a token endpoint's answer says, by status and bytes alone
//! ([RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1), read as leniently as Bandwidth's answers ask for).

use alloc::string::String;
use core::fmt;
use core::time::Duration;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::token_error::Unusable;
use crate::BearerToken;

/// A token and how long it lives, from the moment it was asked for.
pub(super) struct Granted {
    pub(super) token: BearerToken,
    pub(super) life: Duration,
}

/// Reads the body of a success.
pub(super) fn read(body: &[u8], complete: bool) -> Result<Granted, Unusable> {
    if !complete || body.len() > TOKEN_BODY_LIMIT {
        return Err(Unusable::TooLong);
    }
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match body.trim_ascii_start().first() {
        None => return Err(Unusable::Empty),
        Some(b'<') => return Err(Unusable::Html),
        Some(_) => {}
    }
    let fields: Fields<'_> = serde_json::from_slice(body).map_err(|error| Unusable::NotJson {
        line: error.line(),
        column: error.column(),
    })?;
    if fields.duplicate {
        return Err(Unusable::Duplicate);
    }
    if let Some(kind) = fields.token_type {
        let kind = text(kind).ok_or(Unusable::TokenType)?;
        if !kind.eq_ignore_ascii_case("bearer") {
            return Err(Unusable::TokenType);
        }
    }
    let token = fields.access_token.ok_or(Unusable::Missing)?;
    let token = match text(token) {
        Some(token) if token.is_empty() => return Err(Unusable::Missing),
        Some(token) => BearerToken::copy_of(&token).map_err(|_| Unusable::Token)?,
        None if token.get() == "null" => return Err(Unusable::Missing),
        None => return Err(Unusable::Token),
    };
    let life = match fields.expires_in {
        Some(written) => life(written).ok_or(Unusable::ExpiresIn)?,
        None => LIFE_UNKNOWN,
    };
    Ok(Granted { token, life })
}

/// Whole seconds above zero, be they a number or a text of digits. Whatever is over a day is a day.
fn life(written: &RawValue) -> Option<Duration> {
    let seconds = match text(written) {
        Some(digits) => {
            let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_plain.then(|| digits.parse::<f64>().ok()).flatten()?
        }
        // JSON's numbers are Rust's, and its other values are none.
        None => written.get().parse::<f64>().ok()?,
    };
    if seconds.is_nan() || seconds < 1.0 {
        return None;
    }
    if seconds >= LONGEST_LIFE_SECONDS {
        return Some(Duration::from_secs_f64(LONGEST_LIFE_SECONDS));
    }
    let seconds = Duration::try_from_secs_f64(seconds).ok()?.as_secs();
    Some(Duration::from_secs(seconds))
}

/// A JSON string without its quotes and escapes, in a buffer of our own that is wiped. The parser's would not be.
fn text(written: &RawValue) -> Option<Zeroizing<String>> {
    let inner = written.get().strip_prefix('"')?.strip_suffix('"')?;
    let mut text = Zeroizing::new(String::with_capacity(inner.len()));
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        text.push_str(rest.get(..at)?);
        let escape = rest.get(at + 1..)?;
        let (character, length) = match escape.as_bytes().first()? {
            b'u' => {
                let digits = escape.get(1..5)?;
                // Half of a surrogate pair is no character; nothing that counts here has one.
                (char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, 5)
            }
            b'b' => ('\u{8}', 1),
            b'f' => ('\u{c}', 1),
            b'n' => ('\n', 1),
            b'r' => ('\r', 1),
            b't' => ('\t', 1),
            plain => (char::from(*plain), 1),
        };
        text.push(character);
        rest = escape.get(length..)?;
    }
    text.push_str(rest);
    Some(text)
}

/// The three members that count, as they are written, so that no copy of a token is made on the way.
#[derive(Default)]
struct Fields<'a> {
    access_token: Option<&'a RawValue>,
    expires_in: Option<&'a RawValue>,
    token_type: Option<&'a RawValue>,
    duplicate: bool,
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Fields::default();
                while let Some(name) = map.next_key()? {
                    let field = match name {
                        Name::AccessToken => &mut fields.access_token,
                        Name::ExpiresIn => &mut fields.expires_in,
                        Name::TokenType => &mut fields.token_type,
                        Name::Other => {
                            map.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    fields.duplicate |= field.replace(map.next_value()?).is_some();
                }
                Ok(fields)
            }
        }

        deserializer.deserialize_map(Members)
    }
}

enum Name {
    AccessToken,
    ExpiresIn,
    TokenType,
    Other,
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E>(self, name: &str) -> Result<Name, E> {
                Ok(match name {
                    "access_token" => Name::AccessToken,
                    "expires_in" => Name::ExpiresIn,
                    "token_type" => Name::TokenType,
                    _ => Name::Other,
                })
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// How much of a token answer is read.
pub(super) const TOKEN_BODY_LIMIT: usize = 64 * 1024;
/// RFC 6749 §5.1 only recommends `expires_in`.
const LIFE_UNKNOWN: Duration = Duration::from_secs(5 * 60);
const LONGEST_LIFE_SECONDS: f64 = 86_400.0;
