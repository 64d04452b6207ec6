//! Lines: a text as it was before its lines were broken, or escaped.

/// With line ends where a text that `{:?}` has written has `\n` or `\r`.
pub(crate) fn unescaped(text: &str) -> String {
    // What is printed twice is escaped twice.
    let once = text.replace("\\\\", "\\");
    once.replace("\\r", "\n").replace("\\n", "\n")
}

/// All lines as one, without what indents them.
pub(crate) fn joined(text: &str) -> String {
    unescaped(text).lines().map(str::trim).collect()
}
