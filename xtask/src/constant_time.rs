//! Callbacks' pairs are compared in constant time, by the code that was looked into and by no other.
//!
//! All code that a request goes through, from where its fields come in to where it is let in, is as it was when somebody looked into it: two folders,
//! and the root of core, file by file. Whoever changes one of them looks into it again, and notes the new fingerprint in `looked_into.rs`. What must never be in the
//! files that compare is refused whatever is noted. It is the source that is looked at: what a compiler makes of it is beyond this, and so is what is called
//! there and stands elsewhere, as the parser of a field, which works on what the sender knows. SECURITY.md says so.

mod looked_into;

use std::fs;
use std::path::Path;

use crate::constant_time::looked_into::{DECLARING, EARLY, FILES, FOLDERS, File};
use crate::rust_tokens::{Kind, Token, tokens};
use crate::step::{Outcome, root};

pub(crate) fn run() -> Outcome {
    let faults = faults(&sources(&root())?);
    if faults.is_empty() {
        println!("callbacks' pairs are compared by `ct_eq` alone");
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

/// Every file of the folders, and the one that makes a module of the first.
fn sources(root: &Path) -> Result<Vec<(String, String)>, String> {
    let mut paths = vec![DECLARING.to_owned()];
    let mut folders: Vec<_> = FOLDERS.map(str::to_owned).into();
    while let Some(folder) = folders.pop() {
        let unreadable = |error| format!("{folder} cannot be read: {error}");
        for entry in fs::read_dir(root.join(&folder)).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true => folders.push(path),
                false => paths.push(path),
            }
        }
    }
    paths.sort_unstable();
    let read = |path: String| match fs::read_to_string(root.join(&path)) {
        Ok(source) => Ok((path, source)),
        Err(error) => Err(format!("{path} cannot be read: {error}")),
    };
    paths.into_iter().map(read).collect()
}

fn faults(sources: &[(String, String)]) -> Vec<String> {
    let found = |path: &str| sources.iter().find(|(known, _)| known == path);
    let gone = FILES.iter().filter(|file| found(file.path).is_none());
    let gone = gone.map(|file| format!("{}: it was looked into, and is gone", file.path));
    let others = sources.iter().flat_map(|(path, source)| {
        let faults = match FILES.iter().find(|file| file.path == path) {
            Some(file) => check(source, file),
            None => vec![" it was not looked into".to_owned()],
        };
        let faults = faults.into_iter();
        faults.map(move |fault| format!("{path}:{fault}"))
    });
    gone.chain(others).collect()
}

fn check(source: &str, file: &File) -> Vec<String> {
    let found = fingerprint(source);
    let changed = (found != file.fingerprint).then(|| {
        format!(
            " it has changed since it was looked into. Look into it, and then note {found:#018x}"
        )
    });
    let early = file.forbidden.map(|forbidden| early(source, forbidden));
    changed
        .into_iter()
        .chain(early.unwrap_or_default())
        .collect()
}

/// The lines of code, without what indents them, and without comments on lines of their own.
fn code(source: &str) -> impl Iterator<Item = &str> {
    let lines = source.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//"))
}

/// FNV-1a. It is to notice what somebody did not notice; whoever means to get by can change the check as well.
fn fingerprint(source: &str) -> u64 {
    let bytes = code(source).flat_map(|line| line.bytes().chain([b'\n']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn early(source: &str, forbidden: &[&str]) -> Vec<String> {
    let is_forbidden = |word: &String| {
        let mut all = EARLY.iter().chain(forbidden);
        all.any(|forbidden| forbidden == word)
    };
    let tokens = tokens(source);
    let words = tokens.iter().filter_map(|token| match &token.kind {
        Kind::Word(word) if is_forbidden(word) => Some(format!("{}: `{word}`", token.line)),
        _ => None,
    });
    words.chain(comparisons(&tokens)).collect()
}

/// `==` and `!=`.
fn comparisons(tokens: &[Token]) -> impl Iterator<Item = String> {
    let pairs = tokens.windows(2).filter_map(|pair| match pair {
        [first, second] => Some((first, second)),
        _ => None,
    });
    pairs
        .filter(|(first, second)| {
            matches!(first.kind, Kind::Mark('=' | '!')) && second.kind == Kind::Mark('=')
        })
        .map(|(first, _)| format!("{}: a comparison that may stop early", first.line))
}

#[cfg(test)]
mod tests;
