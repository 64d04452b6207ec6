//! An examination for programs. Members may be added; those that are there stay.

use bw_auth_core::{CheckReport, Probe};
use serde_json::{Value, json};

use super::examination::Examination;
use super::warning::Warning;
use crate::failure::Failure;

pub(super) fn examination(examination: &Examination) -> Value {
    let explanation = examination.explanation.as_ref();
    let explanation = explanation.and_then(|text| serde_json::from_str(&text.to_json()).ok());
    let explanation: Option<Value> = explanation;
    let report = examination.report.as_ref();
    let account = report.and_then(|report| report.account.as_ref());
    let fingerprint = report.and_then(|report| report.fingerprint.as_ref());
    let mut whole = examination.finding.to_json();
    for (name, value) in [
        ("explanation", json!(explanation)),
        ("fingerprint", json!(fingerprint.map(ToString::to_string))),
        ("account", json!(account.map(|account| account.as_str()))),
        ("token", json!(report.and_then(token))),
        ("probes", json!(report.map_or_else(Vec::new, probes))),
        ("warnings", warnings(&examination.warnings)),
    ] {
        whole[name] = value;
    }
    whole
}

pub(super) fn warnings<'a>(warnings: impl IntoIterator<Item = &'a Warning>) -> Value {
    let warnings = warnings.into_iter();
    let each = warnings.map(|warning| json!({ "name": warning.name, "text": warning.text }));
    each.collect()
}

fn probes(report: &CheckReport) -> Vec<Value> {
    report.probes.iter().map(probe).collect()
}

fn probe(probe: &Probe) -> Value {
    let error = probe.outcome.as_ref().err();
    let answer = error.and_then(|error| error.answer().map(|answer| answer.status()));
    let failure = error.map(|error| Failure::new(crate::Exit::of(error), error.code(), error));
    json!({
        "name": probe.name,
        "verdict": probe.verdict().to_string(),
        "status": probe.outcome.as_ref().ok().copied().or(answer),
        "code": failure.as_ref().map(|failure| failure.code),
        "error": failure.as_ref().map(|failure| &failure.text),
    })
}

/// What the fresh token says about itself.
fn token(report: &CheckReport) -> Option<Value> {
    let claims = report.claims.as_ref()?;
    Some(json!({
        "accounts": claims.accounts(),
        "roles": claims.roles(),
        "expires_at": claims.expires_at().map(|end| end.as_secs()),
    }))
}
