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
    /// Nothing; but a gateway may have given the field another name, or several.
    Nothing { renamed: Vec<String> },
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
            renamed: renamed(fields),
        },
    }
}

/// The names of fields that a challenge has ended up in. A name is a token (RFC 9110 section 5.6.2), so there is nothing in it that a
/// terminal would obey; how long it is has no limit.
fn renamed(fields: &HeaderMap) -> Vec<String> {
    let is_challenge = |name: &str, value: &http::HeaderValue| {
        let value = value.as_bytes();
        let is_basic = first_word(value).eq_ignore_ascii_case("basic");
        name.ends_with("www-authenticate") || (is_basic && basic_realm([value]).is_some())
    };
    let names = fields.keys().map(http::HeaderName::as_str);
    let challenges = names.filter(|name| {
        let mut values = fields.get_all(*name).into_iter();
        values.any(|value| is_challenge(name, value))
    });
    let cut = |name: &str| name.chars().take(LONGEST_NAME).collect();
    challenges.take(MOST_NAMES).map(cut).collect()
}

const LONGEST_NAME: usize = 64;
const MOST_NAMES: usize = 4;

/// Enough to know it by, and nothing that a terminal would obey.
fn first_word(value: &[u8]) -> String {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let word = value.iter().copied().take_while(is_name).take(32);
    word.map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::{Asked, asked};

    #[test]
    fn a_challenge_is_found_in_a_field_of_any_name() {
        let long = format!("x-{}", "a".repeat(100));
        let cut = &long[..64];
        let basic = "Basic realm=\"\"";
        for (fields, found) in [
            (
                vec![("x-original-www-authenticate-header", basic)],
                vec!["x-original-www-authenticate-header"],
            ),
            (
                vec![("x-a", "bAsIc  realm=a"), ("x-b", basic)],
                vec!["x-a", "x-b"],
            ),
            (
                vec![("x-www-authenticate", "none")],
                vec!["x-www-authenticate"],
            ),
            (vec![("x-a", "none"), ("x-a", basic)], vec!["x-a"]),
            (vec![(&long, basic)], vec![cut]),
            (
                vec![
                    ("x-plan", "Basic"),
                    ("x-plan", "Basic users"),
                    ("x-plan", "Basics realm=\"\""),
                ],
                vec![],
            ),
            (vec![("x-note", "say Basic realm=\"\"")], vec![]),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in &fields {
                let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
                map.append(name, HeaderValue::from_static(value));
            }
            let found = found.into_iter().map(str::to_owned).collect();
            assert_eq!(asked(&map), Asked::Nothing { renamed: found }, "{fields:?}");
        }
    }
}
