//! `Comparison`: two profiles over the same probes.

use bw_auth_core::{CheckVerdict, Probe};
use serde_json::{Value, json};

use super::examination::Examination;
use super::warning::Warning;
use super::{Shown, json, text};
use crate::exit::Exit;
use crate::finding::Finding;
use crate::output::Style;
use crate::table::Table;

/// Two profiles over the same probes: what the new one cannot do yet.
#[derive(Debug)]
pub(super) struct Comparison {
    old: Examination,
    new: Examination,
    /// What the old one is accepted for, and the new one is not.
    missing: Vec<&'static str>,
    /// What one of them had no answer for that says anything.
    undecided: Vec<&'static str>,
    finding: Finding,
    warning: Option<Warning>,
}

impl Comparison {
    pub(super) fn of(old: Examination, new: Examination) -> Self {
        let named = |wanted: Standing| {
            let names = names(&old, &new).into_iter();
            names
                .filter(|name| standing(&old, &new, name) == wanted)
                .collect::<Vec<_>>()
        };
        let (missing, undecided) = (named(Standing::Missing), named(Standing::Undecided));
        let finding = found(&old, &new, &missing, &undecided);
        Self {
            warning: other_account(&old, &new),
            old,
            new,
            missing,
            undecided,
            finding,
        }
    }
}

/// What two answers to the same question come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The new one can do it, or the old one cannot either.
    Even,
    Missing,
    Undecided,
}

fn standing(old: &Examination, new: &Examination, name: &str) -> Standing {
    match (verdict(old, name), verdict(new, name)) {
        (_, Some(CheckVerdict::Accepted)) => Standing::Even,
        (Some(CheckVerdict::Accepted), Some(CheckVerdict::Forbidden | CheckVerdict::Rejected)) => {
            Standing::Missing
        }
        (Some(CheckVerdict::Unknown), Some(_))
        | (Some(CheckVerdict::Accepted), Some(CheckVerdict::Unknown)) => Standing::Undecided,
        _ => Standing::Even,
    }
}

fn verdict(side: &Examination, name: &str) -> Option<CheckVerdict> {
    if let Some(probe) = probe(side, name) {
        return Some(probe.verdict());
    }
    let mut probes = side.report.iter().flat_map(|report| &report.probes);
    // A check stops at the first 401, and asks for an order only where it was told of one.
    match side.finding.exit {
        Exit::Rejected => Some(CheckVerdict::Rejected),
        _ => probes
            .any(|probe| probe.verdict() == CheckVerdict::Unknown)
            .then_some(CheckVerdict::Unknown),
    }
}

fn found(old: &Examination, new: &Examination, missing: &[&str], undecided: &[&str]) -> Finding {
    let verdict = new.finding.verdict;
    if old.report.is_none() {
        return of_side(UNCOMPARED, old);
    }
    if new.finding.exit != Exit::Fine {
        return of_side("The new profile does not work", new);
    }
    if !is_answered(old.finding.exit) {
        return of_side(UNCOMPARED, old);
    }
    if !missing.is_empty() {
        let what = format!("The new profile cannot do yet: {}.", missing.join(", "));
        return Finding::new("lacking", Exit::Forbidden, what)
            .remedy("give the new credentials the roles that they lack in the Bandwidth App");
    }
    if !undecided.is_empty() {
        let names = undecided.join(", ");
        let what = format!("The service did not say whether the new profile can: {names}.");
        return Finding::new("undecided", Exit::Failed, what)
            .remedy("compare again in a minute; if it stays, look at Bandwidth's status page");
    }
    let what = match old.finding.exit {
        Exit::Fine => "The new profile can do all that the old one can, of what was tried.",
        _ => "The new profile works, and the old one does not.",
    };
    Finding::new(verdict, Exit::Fine, what)
        .remedy("roles open more than was tried: compare them in the Bandwidth App too")
}

/// Whether the service has said what it makes of the credentials.
fn is_answered(exit: Exit) -> bool {
    matches!(exit, Exit::Fine | Exit::Rejected | Exit::Forbidden)
}

/// What is the matter with one of them is the matter with both.
fn of_side(before: &str, side: &Examination) -> Finding {
    let found = &side.finding;
    let what = format!("{before}: {}", found.what);
    let finding = Finding::new(found.verdict, found.exit, what).remedies(&found.remedies);
    match found.code {
        Some(code) => finding.code(code),
        None => finding,
    }
}

fn other_account(old: &Examination, new: &Examination) -> Option<Warning> {
    let account = |side: &'_ Examination| side.report.as_ref()?.account.clone();
    let (old, new) = (account(old)?, account(new)?);
    (old != new).then(|| {
        let text = format!("the old profile is for account {old}, the new one for {new}");
        Warning::new("other_account", text)
    })
}

fn probe<'a>(side: &'a Examination, name: &str) -> Option<&'a Probe> {
    let mut probes = side.report.iter().flat_map(|report| &report.probes);
    probes.find(|probe| probe.name == name)
}

/// Of all that was asked of either.
fn names(old: &Examination, new: &Examination) -> Vec<&'static str> {
    let mut names = Vec::new();
    for side in [old, new] {
        let probes = side.report.iter().flat_map(|report| &report.probes);
        for probe in probes {
            if !names.contains(&probe.name) {
                names.push(probe.name);
            }
        }
    }
    names
}

fn answer(examination: &Examination, name: &str) -> String {
    match probe(examination, name) {
        Some(probe) => format!("{} ({})", probe.verdict(), text::answer(probe)),
        None => "not asked".to_owned(),
    }
}

impl Shown for Comparison {
    fn to_text(&self, style: Style) -> String {
        let mut table = Table::new(["probe", "old", "new"]);
        let mut lines = String::new();
        for name in names(&self.old, &self.new) {
            let (old, new) = (answer(&self.old, name), answer(&self.new, name));
            lines.push_str(&format!("{name}: old {old}, new {new}\n"));
            table.row([name.to_owned(), old, new]);
        }
        let mut text = if style.is_table {
            table.to_string()
        } else {
            lines
        };
        text.push('\n');
        for (name, side) in [("old", &self.old), ("new", &self.new)] {
            let (verdict, what) = (side.finding.verdict, &side.finding.what);
            text.push_str(&format!("{name}: {verdict}: {what}\n"));
        }
        text.push_str(&self.finding.to_text(style));
        let warnings = self.new.warnings.iter().chain(&self.warning);
        text.push_str(&text::warnings(warnings, style));
        text
    }

    fn to_json(&self) -> Value {
        let mut whole = self.finding.to_json();
        whole["missing"] = json!(self.missing);
        whole["undecided"] = json!(self.undecided);
        whole["warnings"] = json::warnings(&self.warning);
        whole["old"] = json::examination(&self.old);
        whole["new"] = json::examination(&self.new);
        whole
    }

    fn exit(&self) -> Exit {
        self.finding.exit
    }
}

const UNCOMPARED: &str = "Nothing was compared, since of the old profile there is no answer";
