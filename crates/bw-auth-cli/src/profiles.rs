//! `bw-auth login`, `logout` and `profiles`: the profile file, kept without an editor.

mod entry;
mod file;
mod list;
mod login;
mod logout;
mod secret;

use std::env;

use crate::exit::Exit;
use crate::failure::Failure;
pub(crate) use list::List;
pub(crate) use login::Login;
pub(crate) use logout::Logout;

/// The profile that is meant where none is named: the one that requests would use.
fn implied() -> String {
    let variable = env::var("BANDWIDTH_PROFILE").ok();
    variable
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "default".into())
}

fn usage(text: &str) -> Failure {
    Failure {
        exit: Exit::Usage,
        code: "cli.usage",
        text: text.into(),
    }
}
