//! One data file: the folder that it sets up, the program run there, and what it expects to come of it.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::str;

use tempfile::TempDir;
use toml_edit::{DocumentMut, Item, Table};

use crate::home::Ended;
use crate::program;

pub(super) struct Scenario {
    pub(super) name: String,
    table: DocumentMut,
    root: TempDir,
}

impl Scenario {
    /// Reads the data file and puts its files and links in place.
    pub(super) fn set_up(path: &Path) -> Self {
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let name = stem.expect("a name of text").to_owned();
        let text = fs::read_to_string(path).expect("a data file");
        let scenario = Self {
            table: text
                .parse()
                .unwrap_or_else(|error| panic!("{name}: {error}")),
            name,
            root: tempfile::tempdir().expect("a folder"),
        };
        for file in scenario.list("files") {
            let content = match (string(file, "text"), string(file, "hex")) {
                (Some(text), None) => scenario.placed(text).into_bytes(),
                (None, Some(hex)) => bytes(hex),
                _ => panic!("{}: a file has text or hex", scenario.name),
            };
            let mode = file.get("mode").and_then(Item::as_integer);
            let mode = u32::try_from(mode.expect("a file has a mode")).expect("a mode");
            let path = scenario.place_of(file);
            fs::write(&path, content).expect("a file is written");
            fs::set_permissions(&path, Permissions::from_mode(mode)).expect("its mode is set");
        }
        for link in scenario.list("links") {
            let to = string(link, "to").expect("a link leads somewhere");
            symlink(scenario.placed(to), scenario.place_of(link)).expect("a link is made");
        }
        scenario
    }

    /// Runs the program with the variables of the scenario, its own home, and the path for its helpers.
    pub(super) fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = program(arguments);
        if let Some(profile) = string(&self.table, "explicit_profile") {
            command.args(["--profile", profile]);
        }
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").expect("a path"))
            // A relative path that is not ignored leads into the scenario, and not into this checkout.
            .current_dir(self.root.path());
        if let Some(variables) = self.table.get("variables") {
            for (name, value) in variables.as_table().expect("variables are a table") {
                let value = value.as_str().expect("a variable is text");
                command.env(name, self.placed(value));
            }
        }
        command.env("HOME", self.root.path().join("home"));
        Ended::of(&command.output().expect("the program runs"))
    }

    pub(super) fn expected(&self, what: &str) -> Option<&str> {
        string(self.expectations(), what)
    }

    pub(super) fn expected_list(&self, what: &str) -> Vec<&str> {
        let list = self.expectations().get(what).and_then(Item::as_array);
        list.into_iter()
            .flatten()
            .filter_map(|value| value.as_str())
            .collect()
    }

    fn expectations(&self) -> &Table {
        let expected = self.table.get("expect").and_then(Item::as_table);
        expected.unwrap_or_else(|| panic!("{} expects nothing", self.name))
    }

    fn list(&self, what: &str) -> impl Iterator<Item = &Table> {
        let list = self.table.get(what).map(|list| {
            let tables = list.as_array_of_tables();
            tables.unwrap_or_else(|| panic!("{}: {what} are tables", self.name))
        });
        list.into_iter().flatten()
    }

    fn place_of(&self, entry: &Table) -> PathBuf {
        let path = string(entry, "path").expect("an entry has a path");
        let path = self.root.path().join(path);
        fs::create_dir_all(path.parent().expect("a path within a folder")).expect("a folder");
        path
    }

    fn placed(&self, text: &str) -> String {
        let root = self.root.path().to_str().expect("a path of text");
        text.replace("$ROOT", root)
    }
}

fn string<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key).and_then(Item::as_str)
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            let digits = str::from_utf8(pair).expect("hexadecimal digits");
            u8::from_str_radix(digits, 16).expect("hexadecimal digits")
        })
        .collect()
}
