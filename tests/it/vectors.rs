//! The vectors of `vectors/basic.json`, whose README says what is in them.

use std::collections::BTreeSet;

use bw_auth_core::{Authorization, BasicCredentials};
use serde_json::Value;

#[test]
fn basic() {
    let vectors = vectors();
    let failures: Vec<_> = vectors
        .iter()
        .filter_map(|vector| Some(format!("{}: {}", string(&vector["name"]), fault(vector)?)))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));

    // On a line of its own, whatever the test harness has printed before.
    println!("\nvectors: {}", vectors.len());
}

#[test]
fn names_are_unique() {
    let vectors = vectors();
    let mut names: Vec<_> = vectors
        .iter()
        .map(|vector| string(&vector["name"]))
        .collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn differences_name_vectors_that_their_implementation_is_given() {
    let vectors = vectors();
    let differences: Value =
        serde_json::from_str(include_str!("../vectors/differences.json")).expect("an object");
    let array = |value: &Value| value.as_array().cloned().expect("an array");
    let mut seen = BTreeSet::new();
    for group in array(&differences["differences"]) {
        for name in array(&group["vectors"]) {
            let vector = vectors.iter().find(|vector| vector["name"] == name);
            let kind = &vector.unwrap_or_else(|| panic!("there is no {name}"))["kind"];
            for implementation in array(&group["implementations"]) {
                let kinds = array(&differences["kinds"][string(&implementation)]);
                assert!(kinds.contains(kind), "{implementation} is not given {name}");
                let once = seen.insert(format!("{implementation}: {name}"));
                assert!(once, "{implementation} has {name} twice");
            }
        }
    }
}

#[test]
fn the_readme_states_their_count() {
    let vectors = vectors();
    let readme = include_str!("../vectors/README.md");
    assert!(vectors.len() >= 200);
    assert!(readme.contains(&format!("{} vectors", vectors.len())));
}

/// What came out, if it is not what the vector says. Lengths stand for texts, some of which are long.
fn fault(vector: &Value) -> Option<String> {
    let outcome = match string(&vector["kind"]) {
        "encode" => encode(vector),
        "parse" => parse(vector),
        kind => return Some(format!("unknown kind {kind}")),
    };
    let expected = match (&vector["expected"], &vector["error"]) {
        (Value::Null, error) => Err(string(error)),
        (pair @ Value::Object(members), Value::Null) if members.contains_key("username") => {
            Ok(vec![bytes(&pair["username"]), bytes(&pair["password"])])
        }
        (header, Value::Null) => Ok(vec![bytes(header)]),
        _ => return Some("two outcomes".to_owned()),
    };
    let lengths = |texts: Vec<Vec<u8>>| texts.iter().map(Vec::len).collect::<Vec<_>>();
    (outcome != expected).then(|| {
        let (outcome, expected) = (outcome.map(lengths), expected.map(lengths));
        format!("came to {outcome:?}, not to {expected:?}")
    })
}

fn vectors() -> Vec<Value> {
    serde_json::from_str(include_str!("../vectors/basic.json")).expect("an array")
}

fn encode(vector: &Value) -> Result<Vec<Vec<u8>>, &'static str> {
    let [username, password] = ["username", "password"]
        .map(|key| String::from_utf8(bytes(&vector[key])).expect("a pair is text"));
    let credentials = BasicCredentials::new(&username, password).map_err(|error| error.code())?;
    Ok(vec![Authorization::basic(&credentials).expose().into()])
}

fn parse(vector: &Value) -> Result<Vec<Vec<u8>>, &'static str> {
    let credentials =
        BasicCredentials::parse(&bytes(&vector["header"])).map_err(|error| error.code())?;
    Ok(vec![
        credentials.username().into(),
        credentials.expose_password().into(),
    ])
}

fn bytes(text: &Value) -> Vec<u8> {
    if let Some(parts) = text.as_array() {
        return parts.iter().flat_map(bytes).collect();
    }
    if let Some(digits) = text["hex"].as_str() {
        return (0..digits.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal"))
            .collect();
    }
    if let Some(times) = text["times"].as_u64() {
        let times = usize::try_from(times).expect("a length");
        return string(&text["repeat"]).repeat(times).into_bytes();
    }
    string(text).into()
}

fn string(value: &Value) -> &str {
    value.as_str().expect("a string")
}
