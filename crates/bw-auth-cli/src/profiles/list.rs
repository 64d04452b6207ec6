//! `bw-auth profiles`: what the profile file has.

use bw_auth_sources::Shown;
use clap::Args;
use serde_json::Value;

use super::entry::Entry;
use super::file::ProfileFile;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Style, print};
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
        file.check()?;
        let entries: Vec<_> = file
            .profiles()
            .map(|(name, profile)| Entry::of(name, profile, file.path()))
            .collect();
        if self.json {
            let list = Value::from_iter(entries.iter().map(Entry::to_json));
            print(&format!("{}\n", Shown::json(&list.to_string())))?;
        } else if entries.is_empty() {
            print(&format!("no profiles in {}\n", Shown::path(file.path())))?;
        } else {
            let mut table =
                Table::new(["profile", "scheme", "principal", "account", "environment"]);
            entries.iter().for_each(|entry| table.row(entry.row()));
            print(&table.to_text(Style::of_stdout()))?;
        }
        Ok(Exit::Fine)
    }
}
