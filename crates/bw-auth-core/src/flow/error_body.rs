//! What an error body says: a code and a description, out of the XML and JSON shapes that Bandwidth's services use.
//!
//! It never decides what a response means; the status does. Codes are not unique across the service's own tables.

use alloc::string::{String, ToString};

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::Value;

/// Code and description, as far as the body has them.
#[derive(Default)]
pub(super) struct Said {
    pub(super) code: Option<String>,
    pub(super) description: Option<String>,
}

/// Reads the body; `clean` has its way with each text before that is cut to its length.
pub(super) fn read(body: &[u8], clean: &dyn Fn(&str) -> String) -> Said {
    let Ok(text) = core::str::from_utf8(body) else {
        return Said::default();
    };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let said = match text.as_bytes().first() {
        Some(b'<') => xml(text),
        Some(b'{' | b'[') => json(text),
        _ => None,
    };
    let Said { code, description } = said.unwrap_or_default();
    let bounded = |text: Option<String>, limit| bounded(&clean(&text?), limit);
    Said {
        code: bounded(code, CODE_LIMIT),
        description: bounded(description, DESCRIPTION_LIMIT),
    }
}

/// The first element, in document order, that has a code among its children.
fn xml(text: &str) -> Option<Said> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: NODE_LIMIT,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).ok()?;
    document
        .root_element()
        .descendants()
        .filter(Node::is_element)
        .find_map(|element| {
            let child = |name: &str| {
                let found = element
                    .children()
                    .find(|child| child.is_element() && child.tag_name().name() == name);
                found
                    .and_then(|child| child.text())
                    .map(|text| text.trim().to_string())
            };
            let (code, description) = match (
                child("ErrorCode").or_else(|| child("Code")),
                child("resultCode"),
            ) {
                (Some(code), _) => (code, child("Description")),
                // A result code of 0 reports success.
                (None, Some(code)) if code != "0" => (code, child("resultMessage")),
                _ => return None,
            };
            Some(Said {
                code: Some(code),
                description,
            })
        })
}

fn json(text: &str) -> Option<Said> {
    let value: Value = serde_json::from_str(text).ok()?;
    let outer = value
        .as_array()
        .and_then(|list| list.first())
        .unwrap_or(&value);
    let first_error = outer.get("errors").and_then(|errors| errors.get(0));
    let places = [first_error, Some(outer)];
    let pick = |names: &[&str]| {
        let mut found = places
            .iter()
            .flatten()
            .flat_map(|place| names.iter().filter_map(|name| scalar(place.get(name)?)));
        found.next()
    };
    Some(Said {
        // The last of each is a token endpoint's, by RFC 6749 §5.2.
        code: pick(&["code", "type", "error"]),
        description: pick(&["description", "message", "Message", "error_description"]),
    })
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// At most `limit` characters on one line: a server must not be able to forge lines in a log.
fn bounded(text: &str, limit: usize) -> Option<String> {
    let line: String = text
        .trim()
        .chars()
        .take(limit)
        .map(|c| if breaks_line(c) { ' ' } else { c })
        .collect();
    (!line.is_empty()).then_some(line)
}

/// What ends a line for some reader (the line separators too), or changes the order in which one is shown.
fn breaks_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const CODE_LIMIT: usize = 64;
const DESCRIPTION_LIMIT: usize = 512;
const NODE_LIMIT: u32 = 4096;
