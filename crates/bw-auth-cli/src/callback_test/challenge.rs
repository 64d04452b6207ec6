//! Challenge: whether an answer asks for Basic credentials, as Bandwidth has to be asked.

use bw_auth_sandbox::basic_realm;
use http::HeaderMap;

/// What a 401 asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Any realm will do; Bandwidth's documentation has the empty one.
    Basic { realm_is_empty: bool },
    /// Another scheme alone, or what breaks the grammar; it begins with this word.
    Other(String),
    /// Nothing; but a gateway may have given the field another name.
    Nothing { renamed: Option<String> },
}

/// Reads all `WWW-Authenticate` fields of an answer, as the sandbox does in Bandwidth's place.
pub(super) fn asked(fields: &HeaderMap) -> Asked {
    let values = || {
        let values = fields.get_all("www-authenticate").into_iter();
        values.map(http::HeaderValue::as_bytes)
    };
    match (basic_realm(values()), values().next()) {
        (Some(realm), _) => Asked::Basic {
            realm_is_empty: realm.is_empty(),
        },
        (None, Some(value)) => Asked::Other(first_word(value)),
        (None, None) => Asked::Nothing {
            renamed: fields
                .keys()
                .map(http::HeaderName::as_str)
                .find(|name| name.ends_with("www-authenticate"))
                .map(str::to_owned),
        },
    }
}

/// Enough to know it by, and nothing that a terminal would obey.
fn first_word(value: &[u8]) -> String {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let word = value.iter().copied().take_while(is_name).take(32);
    word.map(char::from).collect()
}
