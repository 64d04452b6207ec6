//! One scenario from a data file: what a process has around it, and what is expected to come of it.

use std::path::Path;
use std::{fs, str};

use bw_auth_sources::{Chain, Explicit, Surroundings};
use toml::{Table, Value};

use crate::folder::Folder;

#[derive(Debug)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    table: Table,
    folder: Folder,
}

impl Scenario {
    /// Reads the data file and puts its files and links in place.
    pub(crate) fn set_up(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a data file");
        let scenario = Self {
            name: path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .unwrap_or_default()
                .to_owned(),
            table: text
                .parse()
                .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            folder: Folder::new(),
        };
        scenario.check_keys();
        for file in scenario.list("files") {
            let path = string(file, "path").expect("a file has a path");
            let mode = file
                .get("mode")
                .and_then(Value::as_integer)
                .expect("a file has a mode");
            let mode = u32::try_from(mode).expect("a mode");
            let content = match (string(file, "text"), string(file, "hex")) {
                (Some(text), None) => scenario.placed(text).into_bytes(),
                (None, Some(hex)) => bytes(hex),
                _ => panic!("{}: a file has text or hex", scenario.name),
            };
            scenario.folder.write(path, content, mode);
        }
        for link in scenario.list("links") {
            let path = string(link, "path").expect("a link has a path");
            let to = string(link, "to").expect("a link leads somewhere");
            scenario.folder.link(path, scenario.placed(to));
        }
        scenario
    }

    pub(crate) fn chain(&self) -> Chain {
        let variables = self.table.get("variables").and_then(Value::as_table);
        let variables = variables.into_iter().flatten().map(|(name, value)| {
            (
                name.clone(),
                self.placed(value.as_str().expect("a variable is text")),
            )
        });
        let home = ("HOME".to_owned(), self.folder.text("home"));
        let chain = Chain::standard(Surroundings::from_pairs(variables.chain([home])));
        match string(&self.table, "explicit_profile") {
            Some(profile) => chain.with_explicit(Explicit::new().profile(profile)),
            None => chain,
        }
    }

    pub(crate) fn expected(&self, what: &str) -> Option<&str> {
        string(self.expectations(), what)
    }

    pub(crate) fn expected_list(&self, what: &str) -> Vec<&str> {
        let list = self.expectations().get(what).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    fn expectations(&self) -> &Table {
        let expected = self.table.get("expect").and_then(Value::as_table);
        expected.unwrap_or_else(|| panic!("{} expects nothing", self.name))
    }

    fn list(&self, what: &str) -> impl Iterator<Item = &Table> {
        let list = self.table.get(what).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_table)
    }

    fn placed(&self, text: &str) -> String {
        text.replace("$ROOT", self.folder.text("").trim_end_matches('/'))
    }

    /// A key with a slip in it would be an expectation that nobody checks.
    fn check_keys(&self) {
        let known = [
            "about",
            "explicit_profile",
            "variables",
            "files",
            "links",
            "expect",
        ];
        let unknown = self.table.keys().find(|key| !known.contains(&key.as_str()));
        assert_eq!(unknown, None, "{}", self.name);
        let unknown = self
            .expectations()
            .keys()
            .find(|key| !EXPECTATIONS.contains(&key.as_str()));
        assert_eq!(unknown, None, "{}", self.name);
    }
}

fn string<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key).and_then(Value::as_str)
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

const EXPECTATIONS: [&str; 13] = [
    "source",
    "scheme",
    "principal",
    "account",
    "account_from",
    "environment",
    "environment_from",
    "token_url",
    "token_url_from",
    "files_read",
    "notes",
    "error",
    "says",
];
