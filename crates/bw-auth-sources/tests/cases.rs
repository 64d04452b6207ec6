//! Every data file of `tests/sources/cases`: what is found, what is said about it, and that no secret is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bw_auth_sources::{Chain, Explanation, Place, Resolved, SourceError};
use bw_auth_testkit::assert_no_secret_in;

use crate::scenario::Scenario;

#[test]
fn each_scenario_ends_as_its_file_says() {
    let files = data_files();
    assert!(files.len() >= 80, "the data files were not found");
    for file in files {
        check(&Scenario::set_up(&file));
    }
}

fn check(scenario: &Scenario) {
    let chain = scenario.chain();
    let explanation = chain.explain();
    let resolved = chain.resolve();
    let notes: BTreeSet<&str> = explanation.notes().iter().map(|note| note.code()).collect();
    let expected: BTreeSet<&str> = scenario.expected_list("notes").into_iter().collect();
    assert_eq!(notes, expected, "{}", scenario.name);
    match (&resolved, scenario.expected("error")) {
        (Ok(resolved), None) => check_found(scenario, resolved, &explanation),
        (Err(error), Some(code)) => check_error(scenario, error, code, &explanation),
        (found, expected) => panic!("{}: {found:?}, not {expected:?}", scenario.name),
    }
    check_secrecy(scenario, &chain, &explanation, &resolved);
}

fn check_found(scenario: &Scenario, resolved: &Resolved, explanation: &Explanation) {
    let name = &scenario.name;
    let credentials = resolved.credentials();
    let found = |what| {
        scenario
            .expected(what)
            .unwrap_or_else(|| panic!("{name}: {what}"))
    };
    assert_eq!(resolved.source(), found("source"), "{name}");
    assert_eq!(credentials.scheme().to_string(), found("scheme"), "{name}");
    assert_eq!(credentials.principal(), found("principal"), "{name}");
    assert_eq!(
        resolved.environment().name(),
        found("environment"),
        "{name}"
    );
    let account = resolved.account().map(|account| account.as_str());
    let expected = scenario.expected("account").filter(|id| !id.is_empty());
    assert_eq!(account, expected, "{name}");
    said(scenario, "account_from", resolved.account_from());
    said(
        scenario,
        "environment_from",
        Some(resolved.environment_from()),
    );
    said(scenario, "token_url_from", resolved.token_url_from());
    if let Some(url) = scenario.expected("token_url") {
        let found = resolved.environment().token_url().map(|url| url.as_str());
        assert_eq!(found, Some(url), "{name}");
    }
    let mut read: Vec<_> = explanation
        .files()
        .iter()
        .filter_map(|file| file.path().file_name())
        .collect();
    read.sort();
    let files = scenario.expected_list("files_read");
    assert!(files.is_empty() || read == files, "{name}: {read:?}");

    let used: Vec<_> = explanation
        .steps()
        .iter()
        .filter(|step| step.verdict().as_str() == "used")
        .collect();
    assert_eq!(used.len(), 1, "{name}");
    assert_eq!(used[0].label(), resolved.source(), "{name}");
    assert!(explanation.error().is_none(), "{name}");
    let json: serde_json::Value = serde_json::from_str(&explanation.to_json()).expect("JSON");
    assert_eq!(
        json["credentials"]["principal"],
        credentials.principal(),
        "{name}"
    );
    assert_eq!(json["credentials"]["source"], resolved.source(), "{name}");
    assert_eq!(
        json["environment"]["name"],
        resolved.environment().name(),
        "{name}"
    );
    assert_eq!(json["account"]["id"].as_str(), account, "{name}");
    let text = explanation.to_string();
    assert!(text.contains(&resolved.fingerprint()), "{name}: {text}");
    for said in scenario.expected_list("says") {
        assert!(text.contains(said), "{name}: {text} does not say {said:?}");
    }
}

fn check_error(scenario: &Scenario, error: &SourceError, code: &str, explanation: &Explanation) {
    let (name, text) = (&scenario.name, error.to_string());
    assert_eq!(error.code(), code, "{name}: {text}");
    for said in scenario.expected_list("says") {
        assert!(
            text.contains(said),
            "{name}: {text:?} does not say {said:?}"
        );
    }
    assert!(explanation.resolved().is_none(), "{name}");
    let explained = explanation.error().map(SourceError::code);
    assert_eq!(explained, Some(code), "{name}");
    assert!(explanation.to_string().contains(&text), "{name}");
    let json: serde_json::Value = serde_json::from_str(&explanation.to_json()).expect("JSON");
    assert_eq!(json["error"]["code"], code, "{name}");
    assert!(json["credentials"].is_null(), "{name}");
}

fn said(scenario: &Scenario, what: &str, place: Option<&Place>) {
    if let Some(expected) = scenario.expected(what) {
        let found = place.and_then(Place::variable_name);
        assert_eq!(found, Some(expected), "{}", scenario.name);
    }
}

/// Most secrets of the data files are the same. Each of them, and each value that could be one by mistake, has one of two words in it.
fn check_secrecy(
    scenario: &Scenario,
    chain: &Chain,
    explanation: &Explanation,
    resolved: &Result<Resolved, SourceError>,
) {
    use bw_auth_sources::CredentialsProvider as _;

    let loaded = chain.load(None);
    let chained = loaded.as_ref().err().map(|error| {
        let source = std::error::Error::source(error);
        format!("{error} {error:?} {source:?}")
    });
    let shown = [
        format!("{chain:?} {chain:#?}"),
        format!("{explanation} {explanation:?} {}", explanation.to_json()),
        format!("{resolved:?} {loaded:?} {chained:?}"),
        resolved
            .as_ref()
            .err()
            .map(ToString::to_string)
            .unwrap_or_default(),
    ];
    for text in shown {
        assert_no_secret_in("correct-horse-battery", &text);
        assert!(!text.contains("horse"), "{}: {text}", scenario.name);
        assert!(!text.contains("12345"), "{}: {text}", scenario.name);
    }
}

fn data_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/sources/cases");
    let entries = fs::read_dir(folder).expect("the folder of the data files");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}
