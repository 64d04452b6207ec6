//! `Warning`: what does not stop the credentials from working, and should be known.

use std::time::{SystemTime, UNIX_EPOCH};

use bw_auth_core::{CheckReport, CheckVerdict, Scheme};

use super::text::answer;

/// Something that does not decide, and should be known.
#[derive(Debug)]
pub(super) struct Warning {
    /// One word for it, which stays as it is.
    pub(super) name: &'static str,
    pub(super) text: String,
}

impl Warning {
    pub(super) fn new(name: &'static str, text: impl Into<String>) -> Self {
        Self {
            name,
            text: text.into(),
        }
    }
}

pub(super) fn of(report: &CheckReport) -> Vec<Warning> {
    [retirement(report), skew(report), partly(report)]
        .into_iter()
        .flatten()
        .collect()
}

/// As Bandwidth's page on credentials had it on 2026-11-24.
fn retirement(report: &CheckReport) -> Option<Warning> {
    let fingerprint = report.fingerprint.as_ref()?;
    (fingerprint.scheme() == Scheme::Basic).then(|| {
        Warning::new(
            "api_user_retirement",
            "API users are announced to stop working on 2026-12-02; get client credentials (docs/migrating.md), and compare: bw-auth doctor --compare OLD NEW",
        )
    })
}

/// The clocks differ by more than an answer can have been on its way.
fn skew(report: &CheckReport) -> Option<Warning> {
    let date = report.probes.iter().find_map(|probe| probe.date)?;
    let (theirs, ours) = (UNIX_EPOCH.checked_add(date)?, SystemTime::now());
    let (difference, way) = match ours.duration_since(theirs) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    (difference.as_secs() > TOLERATED_SECONDS).then(|| {
        let (seconds, clock) = (difference.as_secs(), httpdate::fmt_http_date(ours));
        Warning::new(
            "clock",
            format!("this machine's clock is {seconds} s {way} the service's: it says {clock}; set it, since certificates are judged by it"),
        )
    })
}

/// Some of the answers were worse than the rest.
fn partly(report: &CheckReport) -> Option<Warning> {
    if report.verdict() != CheckVerdict::Accepted {
        return None;
    }
    let probes = report.probes.iter();
    let worse =
        probes.filter(|probe| probe.verdict() != CheckVerdict::Accepted || probe.outcome.is_err());
    let worse: Vec<_> = worse
        .map(|probe| format!("{} ({})", probe.name, answer(probe)))
        .collect();
    let is_some_fine = worse.len() < report.probes.len();
    (is_some_fine && !worse.is_empty())
        .then(|| Warning::new("partly", format!("not everywhere: {}", worse.join(", "))))
}

/// In seconds: a date has whole seconds, and answers take some.
const TOLERATED_SECONDS: u64 = 60;
