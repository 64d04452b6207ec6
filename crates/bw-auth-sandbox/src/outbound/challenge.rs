//! Reads `WWW-Authenticate` (RFC 9110 sections 11.6.1 and 11.3): is Bandwidth asked for a Basic pair?

use alloc::string::String;
use alloc::vec::Vec;

/// The realm of the first Basic challenge that has one, in the values of all `WWW-Authenticate` fields of an answer.
///
/// The scheme may be in any case, and the challenge one of several, in one field or in more. It has to have a realm, once
/// (RFC 7617 section 2), quoted or as a token. A field that breaks the grammar anywhere counts for nothing.
///
/// ```
/// use bw_auth_sandbox::basic_realm;
///
/// assert_eq!(basic_realm([&b"Digest realm=\"a, b\", Basic realm=\"\""[..]]), Some(String::new()));
/// assert_eq!(basic_realm([&b"Bearer realm=\"Basic\""[..]]), None);
/// ```
pub fn basic_realm<'a>(fields: impl IntoIterator<Item = &'a [u8]>) -> Option<String> {
    let challenges = fields.into_iter().filter_map(challenges).flatten();
    let mut basic = challenges.filter(|challenge| challenge.scheme.eq_ignore_ascii_case(b"basic"));
    let realm = basic.find_map(|challenge| match challenge.realms.as_slice() {
        [realm] => Some(realm.clone()),
        _ => None,
    })?;
    Some(String::from_utf8_lossy(&realm).into_owned())
}

struct Challenge<'a> {
    scheme: &'a [u8],
    realms: Vec<Vec<u8>>,
    /// What stands in the place of parameters excludes them.
    has_token68: bool,
}

/// All challenges of a field, if it is whole.
fn challenges(field: &[u8]) -> Option<Vec<Challenge<'_>>> {
    let mut challenges: Vec<Challenge<'_>> = Vec::new();
    let mut rest = skip_blanks(field);
    while !rest.is_empty() {
        // RFC 9110 section 5.6.1.2 allows empty elements.
        if let Some(after) = rest.strip_prefix(b",") {
            rest = skip_blanks(after);
            continue;
        }
        rest = match parameter(rest) {
            Some((name, value, after)) => {
                challenges.last_mut()?.add(name, value)?;
                after
            }
            None => {
                let (scheme, after) = token(rest)?;
                challenges.push(Challenge {
                    scheme,
                    realms: Vec::new(),
                    has_token68: false,
                });
                let start = skip_blanks(after);
                let is_alone = start.len() == after.len() || start.starts_with(b",");
                if is_alone {
                    start
                } else if let Some((name, value, after)) = parameter(start) {
                    challenges.last_mut()?.add(name, value)?;
                    after
                } else {
                    challenges.last_mut()?.has_token68 = true;
                    token68(start)?
                }
            }
        };
        rest = skip_blanks(rest);
        if !rest.is_empty() && !rest.starts_with(b",") {
            return None;
        }
    }
    Some(challenges)
}

impl Challenge<'_> {
    fn add(&mut self, name: &[u8], value: Vec<u8>) -> Option<()> {
        if name.eq_ignore_ascii_case(b"realm") {
            self.realms.push(value);
        }
        (!self.has_token68).then_some(())
    }
}

/// `name=value`, and what follows it.
fn parameter(text: &[u8]) -> Option<(&[u8], Vec<u8>, &[u8])> {
    let (name, rest) = token(text)?;
    let rest = skip_blanks(skip_blanks(rest).strip_prefix(b"=")?);
    let (value, rest) = match rest.strip_prefix(b"\"") {
        Some(quoted) => quoted_string(quoted)?,
        None => {
            let (value, rest) = token(rest)?;
            (value.to_vec(), rest)
        }
    };
    Some((name, value, rest))
}

/// What is between the quotes, of which the first is gone already.
fn quoted_string(mut rest: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut value = Vec::new();
    loop {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        match byte {
            b'"' => return Some((value, rest)),
            b'\\' => {
                let (&escaped, after) = rest.split_first()?;
                value.push(escaped);
                rest = after;
            }
            plain => value.push(plain),
        }
    }
}

fn token(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let end = text.iter().position(|byte| !is_token(byte));
    let (token, rest) = text.split_at(end.unwrap_or(text.len()));
    (!token.is_empty()).then_some((token, rest))
}

/// What follows the base64 or the like that some schemes have in the place of parameters.
fn token68(text: &[u8]) -> Option<&[u8]> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte);
    let end = text.iter().position(|byte| !is_part(byte));
    let (part, rest) = text.split_at(end.unwrap_or(text.len()));
    let padding = rest.iter().position(|&byte| byte != b'=');
    let (_, rest) = rest.split_at(padding.unwrap_or(rest.len()));
    (!part.is_empty()).then_some(rest)
}

fn skip_blanks(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|byte| !b" \t".contains(byte));
    text.split_at(start.unwrap_or(text.len())).1
}
