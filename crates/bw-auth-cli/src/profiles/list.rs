//! `bw-auth profiles`: what the profile file has.

use bw_auth_sources::{Shown, SourceError};
use clap::Args;
use serde_json::Value;

use super::entry::Entry;
use super::file::ProfileFile;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;
use crate::table::Table;

/// List the profiles, without their secrets
#[derive(Args, Debug)]
pub(crate) struct List {
    /// Print one line of JSON: a list of objects
    #[arg(long)]
    json: bool,
}

impl List {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let file = ProfileFile::read()?;
        let entries: Vec<_> = file
            .profiles()
            .map(|(name, profile)| Entry::of(name, profile, file.path()))
            .collect();
        // It is about the file, and all of its profiles have it.
        let errors = entries.iter().filter_map(|entry| entry.error.as_ref());
        for error in errors {
            if let SourceError::ProfileMode { .. } = error {
                return Err(Failure::not_configured(error));
            }
        }
        if self.json {
            let list = Value::from_iter(entries.iter().map(Entry::to_json));
            print(&format!("{list}\n"))?;
        } else if entries.is_empty() {
            print(&format!("no profiles in {}\n", Shown::path(file.path())))?;
        } else {
            let mut table =
                Table::new(["profile", "scheme", "principal", "account", "environment"]);
            entries.iter().for_each(|entry| table.row(entry.row()));
            print(&table.to_string())?;
        }
        Ok(Exit::Fine)
    }
}
