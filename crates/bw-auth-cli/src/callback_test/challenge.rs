//! Challenge: whether an answer asks for Basic credentials, as Bandwidth has to be asked.

use http::HeaderMap;

/// What an answer asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The realm is what it is compared by elsewhere; Bandwidth's page has the empty one.
    Basic { realm_is_empty: bool },
    /// Another scheme alone, by its name.
    Other(String),
    /// Nothing; but a gateway may have given the field another name.
    Nothing { renamed: Option<String> },
}

/// Reads all `WWW-Authenticate` fields of an answer (RFC 9110 §11.6.1).
pub(super) fn asked(fields: &HeaderMap) -> Asked {
    let values = fields.get_all("www-authenticate").into_iter();
    let challenges: Vec<String> = values
        .flat_map(|value| split(&String::from_utf8_lossy(value.as_bytes())))
        .collect();
    let basic = challenges.iter().find_map(|challenge| {
        let scheme = challenge.get(..5)?;
        let is_whole = challenge.get(5..6).is_none_or(|next| next == " ");
        (scheme.eq_ignore_ascii_case("basic") && is_whole).then(|| challenge.get(5..))
    });
    match (basic, challenges.first()) {
        (Some(parameters), _) => Asked::Basic {
            realm_is_empty: has_empty_realm(parameters.unwrap_or_default()),
        },
        (None, Some(other)) => {
            let scheme = other.split(' ').next().unwrap_or_default();
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
            Asked::Other(scheme.chars().filter(|c| is_name(*c)).take(32).collect())
        }
        (None, None) => Asked::Nothing {
            renamed: fields
                .keys()
                .map(|name| name.as_str())
                .find(|name| name.ends_with("www-authenticate"))
                .map(str::to_owned),
        },
    }
}

/// The challenges in one field: a list whose members have parameters that are separated by commas as well.
fn split(value: &str) -> Vec<String> {
    let mut challenges: Vec<String> = Vec::new();
    for part in outside_quotes(value) {
        let part = part.trim();
        let first = part.split([' ', '=']).next().unwrap_or_default();
        let begins_anew = part
            .get(first.len()..)
            .is_some_and(|rest| !rest.trim_start().starts_with('='));
        match challenges.last_mut() {
            _ if part.is_empty() => {}
            Some(last) if !begins_anew => {
                last.push_str(", ");
                last.push_str(part);
            }
            _ => challenges.push(part.to_owned()),
        }
    }
    challenges
}

fn outside_quotes(value: &str) -> Vec<&str> {
    let (mut parts, mut start, mut is_quoted, mut is_escaped) = (Vec::new(), 0, false, false);
    for (at, character) in value.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => {
                parts.push(value.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(value.get(start..).unwrap_or_default());
    parts
}

fn has_empty_realm(parameters: &str) -> bool {
    outside_quotes(parameters).into_iter().any(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, "none"));
        name.trim().eq_ignore_ascii_case("realm") && matches!(value.trim(), "\"\"" | "")
    })
}
