//! What a secret file may be and hold: one value, as people and containers write it.

use std::str;

use crate::found::Found;
use crate::note::Note;
use crate::place::Place;
use crate::reading::Content;
use crate::source_error::SourceError;

/// The value in a secret file. Nothing is trimmed but one final line end, which no valid value can have.
pub(crate) fn value(content: &Content, notes: &mut Vec<Note>) -> Result<Found, SourceError> {
    let place = &content.stamp.place;
    check_mode(place, content.mode, notes)?;
    if BYTE_ORDER_MARKS
        .iter()
        .any(|mark| content.bytes.starts_with(mark))
    {
        return Err(SourceError::FileBom(place.clone()));
    }
    let text = str::from_utf8(&content.bytes).map_err(|error| SourceError::FileNotText {
        place: place.clone(),
        offset: error.valid_up_to(),
    })?;
    let value = without_line_end(text);
    if value.len() < text.len() {
        notes.push(Note::NewlineDropped {
            place: place.clone(),
        });
    }
    if value.is_empty() {
        return Err(SourceError::FileEmpty(place.clone()));
    }
    if let Some(offset) = outer_space(value) {
        return Err(SourceError::FileSpace {
            place: place.clone(),
            offset,
        });
    }
    Ok(Found::copy_of(value, place.clone()))
}

/// Containers mount secrets readable by all of their users, and the owner is whoever; but nobody mounts them writable.
fn check_mode(place: &Place, mode: Option<u32>, notes: &mut Vec<Note>) -> Result<(), SourceError> {
    let Some(mode) = mode else {
        return Ok(());
    };
    if mode & 0o002 != 0 {
        return Err(SourceError::FileWritable(place.clone()));
    }
    if mode & 0o004 != 0 {
        notes.push(Note::ReadableByOthers {
            place: place.clone(),
        });
    }
    Ok(())
}

fn without_line_end(text: &str) -> &str {
    match text.strip_suffix('\n') {
        Some(text) => text.strip_suffix('\r').unwrap_or(text),
        None => text,
    }
}

/// Where white space is before or after the value.
fn outer_space(value: &str) -> Option<usize> {
    if value.starts_with(char::is_whitespace) {
        return Some(0);
    }
    let trimmed = value.trim_end().len();
    (trimmed < value.len()).then_some(trimmed)
}

/// UTF-8's, and those of UTF-16.
const BYTE_ORDER_MARKS: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
