//! What can be wrong with the profile file, in the words and with the codes that requests have for it.

use std::ops::Range;
use std::path::Path;

use bw_auth_sources::Shown;

use super::file::MOST_BYTES;
use crate::exit::Exit;
use crate::failure::Failure;

/// A key may be a secret in the wrong place, so its line has to do.
pub(super) fn outside(file: &Path, line: usize) -> Failure {
    Failure {
        exit: Exit::NotConfigured,
        code: "source.profile_type",
        text: format!(
            "{}: what line {line} has is in no profile; move it into a table, such as [default]",
            Shown::path(file)
        ),
    }
}

pub(super) fn too_large(path: &Path) -> Failure {
    Failure {
        exit: Exit::NotConfigured,
        code: "source.file_too_large",
        text: format!(
            "{} has more than {MOST_BYTES} bytes; check that it is the file that is meant",
            Shown::path(path)
        ),
    }
}

pub(super) fn no_file(path: &Path) -> Failure {
    Failure {
        exit: Exit::NotConfigured,
        code: "source.file_kind",
        text: format!(
            "{} is no regular file; name a file, since a pipe or a folder cannot be read again",
            Shown::path(path)
        ),
    }
}

pub(super) fn not_toml(path: &Path, text: &str, error: &toml_edit::TomlError) -> Failure {
    let line = line(text, error.span());
    Failure {
        exit: Exit::NotConfigured,
        code: "source.profile_syntax",
        text: format!("{}: line {line} is not TOML; correct it", Shown::path(path)),
    }
}

/// Where that begins; without a span, the last.
pub(super) fn line(text: &str, span: Option<Range<usize>>) -> usize {
    let start = span.map_or(text.len(), |span| span.start);
    let before = text.as_bytes().get(..start).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}
