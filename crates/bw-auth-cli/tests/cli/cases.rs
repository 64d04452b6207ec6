//! Every data file of `tests/sources/cases` through the program: what it finds, what it says, how it ends, and that it shows
//! no secret. The library's own test reads the same files, and checks that their keys are known ones.

mod scenario;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bw_auth_testkit::assert_no_secret_in;
use serde_json::Value;

use crate::home::Ended;
use scenario::Scenario;

#[test]
fn each_scenario_ends_as_its_file_says() {
    let files = data_files();
    // There is nothing in them that a process cannot have, so none is left out.
    assert!(files.len() >= 120, "the data files were not found");
    for file in files {
        check(&Scenario::set_up(&file));
    }
}

fn check(scenario: &Scenario) {
    let name = &scenario.name;
    let ended = run(scenario, &["explain", "--json"]);
    let json: Value = serde_json::from_str(&ended.stdout)
        .unwrap_or_else(|error| panic!("{name}: {error} in {:?}", ended.stdout));
    let notes: BTreeSet<&str> = members(&json["notes"], "code").collect();
    let expected: BTreeSet<&str> = scenario.expected_list("notes").into_iter().collect();
    assert_eq!(notes, expected, "{name}");
    match scenario.expected("error") {
        None => check_found(scenario, &json),
        Some(code) => check_error(scenario, &json, code),
    }
    let text = run(scenario, &["explain"]).stdout;
    for outcome in ["error", "principal"].map(|what| scenario.expected(what)) {
        assert!(text.contains(outcome.unwrap_or_default()), "{name}: {text}");
    }
}

fn check_found(scenario: &Scenario, json: &Value) {
    let name = &scenario.name;
    assert!(json["error"].is_null(), "{name}: {json}");
    for (what, found) in [
        ("source", &json["credentials"]["source"]),
        ("scheme", &json["credentials"]["scheme"]),
        ("principal", &json["credentials"]["principal"]),
        ("environment", &json["environment"]["name"]),
    ] {
        let expected = scenario.expected(what);
        assert!(expected.is_some(), "{name} expects no {what}");
        assert_eq!(found.as_str(), expected, "{name}: {what}");
    }
    let account = scenario.expected("account").filter(|id| !id.is_empty());
    assert_eq!(json["account"]["id"].as_str(), account, "{name}");
    for (what, place) in [
        ("account_from", &json["account"]["from"]),
        ("environment_from", &json["environment"]["from"]),
        ("token_url_from", &json["environment"]["token_url_from"]),
    ] {
        if let Some(variable) = scenario.expected(what) {
            assert_eq!(variable_of(place), Some(variable), "{name}: {what}");
        }
    }
    let mut read: Vec<&str> = members(&json["files"], "path")
        .filter_map(|path| Path::new(path).file_name()?.to_str())
        .collect();
    read.sort_unstable();
    let files = scenario.expected_list("files_read");
    assert!(files.is_empty() || read == files, "{name}: {read:?}");
    let used = with_verdict(json, "used");
    assert_eq!(used, [scenario.expected("source")], "{name}");
}

fn check_error(scenario: &Scenario, json: &Value, code: &str) {
    let name = &scenario.name;
    let error = &json["error"];
    assert_eq!(error["code"], code, "{name}: {error}");
    let text = error["text"].as_str().unwrap_or_default();
    for said in scenario.expected_list("says") {
        assert!(
            text.contains(said),
            "{name}: {text:?} does not say {said:?}"
        );
    }
    for what in ["credentials", "account", "environment"] {
        assert!(json[what].is_null(), "{name}: {what}");
    }
}

/// Each secret of the data files, and each value that could be one by mistake, has one of two words in it.
fn run(scenario: &Scenario, arguments: &[&str]) -> Ended {
    let (name, ended) = (&scenario.name, scenario.run(arguments));
    for output in [&ended.stdout, &ended.stderr] {
        assert_no_secret_in("correct-horse-battery", output);
        assert!(!output.contains("horse"), "{name}: {output}");
        assert!(!output.contains("12345"), "{name}: {output}");
    }
    assert_eq!(ended.stderr, "", "{name}");
    let exit = match scenario.expected("error") {
        None => 0,
        Some(_) => 3,
    };
    assert_eq!(ended.code, Some(exit), "{name}");
    ended
}

fn members<'a>(list: &'a Value, what: &'a str) -> impl Iterator<Item = &'a str> {
    let list = list.as_array().expect("a list").iter();
    list.map(move |entry| entry[what].as_str().expect("a text"))
}

fn with_verdict<'a>(json: &'a Value, verdict: &str) -> Vec<Option<&'a str>> {
    let steps = json["sources"].as_array().expect("a list").iter();
    steps
        .filter(|step| step["verdict"] == verdict)
        .map(|step| step["source"].as_str())
        .collect()
}

/// A place says its variable first, and then, if that names a file, the file in parentheses.
fn variable_of(place: &Value) -> Option<&str> {
    let kind = place["kind"].as_str()?;
    let by_variable = ["environment", "secret_files"].contains(&kind);
    let text = place["text"].as_str().filter(|_| by_variable)?;
    text.split(' ').next()
}

fn data_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/sources/cases");
    let entries = fs::read_dir(folder).expect("the folder of the data files");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}
