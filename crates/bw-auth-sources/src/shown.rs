//! `Shown`: what may be shown of a name or a path that somebody wrote.

use std::borrow::Cow;
use std::fmt;
use std::path::{Component, Path, PathBuf};

/// A name or a path that somebody wrote, as it may be shown to a person.
///
/// Control characters are escaped, since a terminal obeys them, and so are those that turn the direction of writing, by which a text can
/// look like another. A path that begins in no folder of this machine is not shown at
/// all: it may be a secret, put where the name of its file belongs.
///
/// ```
/// use std::path::Path;
/// use bw_auth_sources::Shown;
///
/// assert_eq!(Shown::text("stag\u{1b}[2Jing").to_string(), "stag\\u{1b}[2Jing");
/// assert_eq!(Shown::path(Path::new("correct-horse")).to_string(), "[a path that leads nowhere]");
/// ```
#[derive(Clone, Debug)]
pub struct Shown<'a>(Cow<'a, str>);

impl<'a> Shown<'a> {
    /// A name.
    #[must_use]
    pub fn text(text: &'a str) -> Self {
        Self(escaped(Cow::Borrowed(text)))
    }

    /// A text of JSON, which stays one with the same content.
    ///
    /// ```
    /// use bw_auth_sources::Shown;
    ///
    /// assert_eq!(Shown::json("[\"\u{202e}\"]").to_string(), r#"["\u202e"]"#);
    /// ```
    #[must_use]
    pub fn json(json: &'a str) -> Self {
        if !json.contains(turns_writing) {
            return Self(Cow::Borrowed(json));
        }
        let mut escaped = String::with_capacity(json.len() + 8);
        for character in json.chars() {
            match turns_writing(character) {
                // None of them is beyond the four digits of one escape. Control characters are escaped in JSON as it is.
                true => escaped.push_str(&format!("\\u{:04x}", u32::from(character))),
                false => escaped.push(character),
            }
        }
        Self(Cow::Owned(escaped))
    }

    /// A path. The file system is asked whether it leads anywhere.
    #[must_use]
    pub fn path(path: &'a Path) -> Self {
        match leads_somewhere(path) {
            true => Self(escaped(path.to_string_lossy())),
            false => Self(Cow::Borrowed("[a path that leads nowhere]")),
        }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn escaped(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_obeyed = |character: char| character.is_control() || turns_writing(character);
    if !text.contains(is_obeyed) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match is_obeyed(character) {
            true => escaped.extend(character.escape_default()),
            false => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

/// The bidirectional controls of Unicode.
fn turns_writing(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Whether a path begins in a folder that there is, or is there itself.
pub(crate) fn leads_somewhere(path: &Path) -> bool {
    if path.exists() {
        return true;
    }
    let mut start = PathBuf::new();
    let mut components = path.components();
    for component in components.by_ref() {
        start.push(component);
        if matches!(component, Component::Normal(_)) {
            break;
        }
    }
    components.next().is_some() && start.is_dir()
}
