//! Reads what a request presents, by code that shares nothing with the library under test.

use alloc::string::String;
use alloc::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::request::Parts;

use crate::credential::Credential;
use crate::place::Place;
use crate::realm::Realm;
use crate::state::{Shared, lock};
use crate::tokens::Token;

/// Who a request is from, and the token that it carries, whatever that is worth.
pub(crate) struct Presented {
    pub(crate) credential: Credential,
    pub(crate) token: Option<Arc<Token>>,
}

impl Presented {
    pub(crate) fn read(parts: &Parts, place: &Place, shared: &Shared) -> Self {
        let mut fields = parts.headers.get_all(AUTHORIZATION).iter();
        let credential = match (fields.next(), fields.count()) {
            (None, _) => Credential::None,
            (Some(field), 0) => {
                let (scheme, rest) = split(field.as_bytes());
                if scheme.eq_ignore_ascii_case(b"bearer") {
                    return Self::bearer(rest, Realm::of(parts), shared);
                } else if scheme.eq_ignore_ascii_case(b"basic") {
                    basic(rest, place, shared)
                } else {
                    Credential::Unknown
                }
            }
            (Some(_), others) => Credential::Several(others + 1),
        };
        let token = None;
        Self { credential, token }
    }

    fn bearer(text: &[u8], realm: Realm, shared: &Shared) -> Self {
        let now = shared.clock.now();
        let text = core::str::from_utf8(text).ok();
        match text.and_then(|text| lock(&shared.tokens).judge(text, realm, now)) {
            Some((credential, token)) => Self {
                credential,
                token: Some(token),
            },
            None => Self {
                credential: Credential::UnknownToken,
                token: None,
            },
        }
    }
}

/// The scheme, and what follows it.
fn split(field: &[u8]) -> (&[u8], &[u8]) {
    let end = field.iter().position(|&byte| byte == b' ');
    let (scheme, rest) = field.split_at(end.unwrap_or(field.len()));
    // RFC 9110 section 11.4 allows one or more spaces here.
    let start = rest.iter().position(|&byte| byte != b' ');
    (scheme, rest.split_at(start.unwrap_or(rest.len())).1)
}

fn basic(base64: &[u8], place: &Place, shared: &Shared) -> Credential {
    let Some(pair) = STANDARD
        .decode(base64)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
    else {
        return Credential::Malformed;
    };
    let Some((name, secret)) = pair.split_once(':') else {
        return Credential::Malformed;
    };
    if pair.contains(|c: char| c.is_ascii_control()) {
        return Credential::Malformed;
    }
    let user = || lock(&shared.users).judge(name, secret, shared.clock.now());
    let client = || lock(&shared.clients).judge(name, secret);
    // A user and a client may have one name. Whoever may be accepted here is meant.
    let found = match place {
        Place::TokenEndpoint => client().or_else(user),
        Place::Base | Place::Resource(_) | Place::Nowhere => user().or_else(client),
    };
    found.unwrap_or(Credential::Unknown)
}
