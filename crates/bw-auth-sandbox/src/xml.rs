//! Text inside XML.

use alloc::string::String;

/// The text with the characters that mean something to XML replaced (XML 1.0 section 2.4).
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A document of the service's own kind.
pub(crate) fn document(root: &str) -> String {
    let mut text = String::from(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#);
    text.push_str(root);
    text
}
