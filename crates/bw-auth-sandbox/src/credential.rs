//! Who a request says it is from, read by code that shares nothing with the library under test.

use alloc::string::String;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::users::Users;

/// Who a request was from: the name of a known user, or the state of what arrived. Never its text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// There was no `Authorization` field.
    None,
    /// The username and the password of this user.
    Accepted(String),
    /// The username of this user, with another password.
    WrongPassword(String),
    /// A well-formed pair whose username nobody has, or a scheme other than Basic.
    Unknown,
    /// A Basic field that RFC 7617 does not allow: not strict base64, not UTF-8, no colon, a control character.
    Malformed,
    /// This many `Authorization` fields: none of them counts.
    Several(usize),
}

impl Credential {
    pub(crate) fn read(headers: &HeaderMap, users: &Users) -> Self {
        let mut fields = headers.get_all(AUTHORIZATION).iter();
        match (fields.next(), fields.count()) {
            (None, _) => Self::None,
            (Some(field), 0) => Self::judge(field.as_bytes(), users),
            (Some(_), others) => Self::Several(others + 1),
        }
    }

    fn judge(field: &[u8], users: &Users) -> Self {
        let end = field.iter().position(|&byte| byte == b' ');
        let (scheme, rest) = field.split_at(end.unwrap_or(field.len()));
        if !scheme.eq_ignore_ascii_case(b"basic") {
            return Self::Unknown;
        }
        // RFC 9110 section 11.4 allows one or more spaces here.
        let start = rest.iter().position(|&byte| byte != b' ');
        let token = rest.split_at(start.unwrap_or(rest.len())).1;
        let Some(pair) = STANDARD
            .decode(token)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
        else {
            return Self::Malformed;
        };
        match pair.split_once(':') {
            Some((username, password)) if !pair.contains(|c: char| c.is_ascii_control()) => {
                match users.knows(username, password) {
                    Some(true) => Self::Accepted(username.into()),
                    Some(false) => Self::WrongPassword(username.into()),
                    None => Self::Unknown,
                }
            }
            _ => Self::Malformed,
        }
    }
}
