//! What can be wrong with the profile file, in the words and with the codes that requests have for it.

use std::path::Path;

use bw_auth_sources::Shown;

use super::file::MOST_BYTES;
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) fn outside(file: &Path, key: &str) -> Failure {
    Failure {
        exit: Exit::NotConfigured,
        code: "source.profile_type",
        text: format!(
            "{}: {} is a key outside of a profile; move it into a table, such as [default]",
            Shown::path(file),
            Shown::text(key)
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
    let start = error.span().map_or(text.len(), |span| span.start);
    let before = text.as_bytes().get(..start).unwrap_or(text.as_bytes());
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    Failure {
        exit: Exit::NotConfigured,
        code: "source.profile_syntax",
        text: format!("{}: line {line} is not TOML; correct it", Shown::path(path)),
    }
}
