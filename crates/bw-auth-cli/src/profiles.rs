//! `bw-auth login`, `logout` and `profiles`: the profile file, kept without an editor.

mod entry;
mod fault;
mod file;
mod list;
mod lock;
mod login;
mod logout;
pub(crate) mod secret;
mod terminal;

use std::env::{self, VarError};

use crate::exit::Exit;
use crate::failure::Failure;
use file::ProfileFile;
pub(crate) use list::List;
pub(crate) use login::Login;
pub(crate) use logout::Logout;

/// The profile that is meant: the one that requests would use, where none is named.
fn named(profile: Option<&str>) -> Result<String, Failure> {
    if let Some(name) = profile {
        return Ok(name.into());
    }
    match env::var("BANDWIDTH_PROFILE") {
        Ok(name) if !name.is_empty() => Ok(name),
        Ok(_) | Err(VarError::NotPresent) => Ok("default".into()),
        Err(VarError::NotUnicode(_)) => Err(Failure {
            exit: Exit::NotConfigured,
            code: "source.not_text",
            text: "BANDWIDTH_PROFILE is no UTF-8; correct it, or say --profile".into(),
        }),
    }
}

/// What can be chosen; a file that cannot be read has nothing to choose from.
pub(crate) fn names() -> Vec<String> {
    let file = ProfileFile::read();
    let names = |file: &ProfileFile| file.profiles().map(|(name, _)| name.to_owned()).collect();
    file.as_ref().map(names).unwrap_or_default()
}

fn usage(text: &str) -> Failure {
    Failure {
        exit: Exit::Usage,
        code: "cli.usage",
        text: text.into(),
    }
}
