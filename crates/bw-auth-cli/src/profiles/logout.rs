//! `bw-auth logout`: a profile taken out.

use bw_auth_sources::{FileTokenStore, Shown, Surroundings};
use clap::Args;

use super::entry::Entry;
use super::file::ProfileFile;
use super::named;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;

/// Take a profile out of the profile file
#[derive(Args, Debug)]
pub(crate) struct Logout {
    /// Profile to take out [default: $BANDWIDTH_PROFILE, or default]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
}

impl Logout {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let name = named(self.profile.as_deref())?;
        let missing = |file: &ProfileFile| Failure {
            exit: Exit::NotConfigured,
            code: "source.profile_missing",
            text: format!(
                "{} has no profile of that name; `bw-auth profiles` lists those that it has",
                Shown::path(file.path())
            ),
        };
        // First, so that nothing is made where there is nothing to take out.
        let seen = ProfileFile::read()?;
        if seen.profile(&name).is_none() {
            seen.clear_away()?;
            return Err(missing(&seen));
        }
        let mut file = ProfileFile::read_to_change()?;
        let Some(profile) = file.profile(&name) else {
            return Err(missing(&file));
        };
        let may_have_token = Entry::of(&name, profile, file.path()).may_have_token();
        file.remove(&name);
        file.write(|_| Ok(()))?;
        let mut said = format!(
            "profile {} was taken out of {}\n",
            Shown::text(&name),
            Shown::path(file.path())
        );
        if let Some(tokens) = may_have_token.then(stored_tokens).flatten() {
            said.push_str(&format!(
                "a token that was fetched with it may still be in {tokens}, and is good until it ends\n"
            ));
        }
        print(&said)?;
        Ok(Exit::Fine)
    }
}

/// Where tokens are kept, if any are.
fn stored_tokens() -> Option<String> {
    let folder = Surroundings::of_process().token_folder()?;
    // Whoever never kept one has no such folder, and needs none now.
    let store = folder.is_dir().then(|| FileTokenStore::in_folder(folder));
    let path = store?.ok()?.path().to_owned();
    path.is_file().then(|| Shown::path(&path).to_string())
}
