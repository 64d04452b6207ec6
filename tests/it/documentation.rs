//! The documents that name things in the sources name all of them, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_error_code_has_a_section() {
    let sources = sources();
    let in_methods = sources
        .iter()
        .flat_map(|source| literals_in(source, "pub fn code("));
    // The program gives its own codes where it fails.
    let in_program = sources.iter().flat_map(|source| {
        let literals = source.split("\"cli.").skip(1);
        literals.filter_map(|rest| Some(format!("cli.{}", rest.split_once('"')?.0)))
    });
    let codes: Vec<String> = in_methods.chain(in_program).collect();
    assert!(codes.len() > 50, "the sources were not found");
    assert_same(codes, headings(&document("docs/errors.md")));
}

#[test]
fn every_error_section_answers_the_three_questions() {
    let errors = document("docs/errors.md");
    let sections: Vec<&str> = errors.split("\n### ").skip(1).collect();
    let incomplete: Vec<&str> = sections
        .iter()
        .filter(|section| {
            QUESTIONS
                .iter()
                .any(|question| section.matches(question).count() != 1)
        })
        .filter_map(|section| section.lines().next())
        .collect();
    assert!(incomplete.is_empty(), "{incomplete:?}");
}

#[test]
fn every_event_has_a_section() {
    let events = literals_in(
        &document("crates/bw-auth-core/src/flow/event.rs"),
        "pub fn name(",
    );
    assert!(!events.is_empty(), "the events were not found");
    assert_same(events, headings(&document("docs/observability.md")));
}

#[test]
fn every_field_of_the_span_has_a_row() {
    let trace = document("crates/bw-auth-core/src/client/trace.rs");
    let (_, span) = trace.split_once("info_span!(").expect("the span");
    let (span, _) = span.split_once("))").expect("the span's end");
    let fields: Vec<String> = span
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(field, _)| field.trim().to_owned())
        .collect();
    assert!(!fields.is_empty(), "the fields were not found");

    let documented = document("docs/observability.md");
    let (_, span) = documented.split_once("\n## The span\n").expect("its part");
    let (span, _) = span.split_once("\n## ").expect("the next part");
    let rows = span
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(field, _)| field.to_owned());
    assert_same(fields, rows.collect());
}

/// Excerpts that do not compile by themselves are parts of examples, which do.
#[test]
fn what_migrating_quotes_is_in_the_examples() {
    let examples = ["async", "blocking"]
        .map(|transport| {
            document(&format!(
                "crates/bw-auth-{transport}/examples/before_after.rs"
            ))
        })
        .map(|example| unindented(&example));
    let migrating = document("docs/migrating.md");
    let excerpts: Vec<&str> = migrating
        .split("\n```rust,ignore\n")
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next())
        .collect();
    assert!(!excerpts.is_empty(), "the excerpts were not found");
    for excerpt in excerpts {
        let is_in = |example: &String| example.contains(&unindented(excerpt));
        assert!(examples.iter().any(is_in), "in no example:\n{excerpt}");
    }
}

fn unindented(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

/// A code that two types share is one code; a section that is there twice is a fault.
fn assert_same(in_sources: Vec<String>, documented: Vec<String>) {
    let count = documented.len();
    let in_sources: BTreeSet<String> = in_sources.into_iter().collect();
    let documented: BTreeSet<String> = documented.into_iter().collect();
    assert_eq!(documented.len(), count, "something is documented twice");
    let missing: Vec<_> = in_sources.difference(&documented).collect();
    let surplus: Vec<_> = documented.difference(&in_sources).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "not documented: {missing:?}; documented and not there: {surplus:?}"
    );
}

fn headings(document: &str) -> Vec<String> {
    document
        .lines()
        .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'))
        .map(str::to_owned)
        .collect()
}

/// The string literals in the bodies of a method, each of which ends where a line closes its indentation; attributes
/// have literals of their own.
fn literals_in(source: &str, method: &str) -> Vec<String> {
    source
        .split(method)
        .skip(1)
        .filter_map(|rest| rest.split_once("\n    }\n"))
        .flat_map(|(body, _)| body.lines())
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

fn document(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("a file of this workspace")
}

fn sources() -> Vec<String> {
    let mut folders = vec![root().join("crates")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of this workspace") {
            let path = entry.expect("an entry of it").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(fs::read_to_string(path).expect("a source file"));
            }
        }
    }
    sources
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

const QUESTIONS: [&str; 3] = [
    "\n- **What happened:** ",
    "\n- **What to do:** ",
    "\n- **What it does not mean:** ",
];
