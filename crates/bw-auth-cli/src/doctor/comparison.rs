//! `Comparison`: two profiles over the same probes.

use bw_auth_core::CheckVerdict;
use serde_json::{Value, json};

use super::examination::Examination;
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
    finding: Finding,
}

impl Comparison {
    pub(super) fn of(old: Examination, new: Examination) -> Self {
        let names = accepted(&old);
        let can = accepted(&new);
        let missing: Vec<_> = names
            .into_iter()
            .filter(|name| !can.contains(name))
            .collect();
        let finding = found(&old, &new, &missing);
        Self {
            old,
            new,
            missing,
            finding,
        }
    }
}

fn found(old: &Examination, new: &Examination, missing: &[&str]) -> Finding {
    let verdict = new.finding.verdict;
    if new.finding.exit != Exit::Fine {
        let what = format!("The new profile does not work: {}", new.finding.what);
        let finding = Finding::new(verdict, new.finding.exit, what);
        let finding = finding.remedies(&new.finding.remedies);
        return match new.finding.code {
            Some(code) => finding.code(code),
            None => finding,
        };
    }
    if !missing.is_empty() {
        let what = format!("The new profile cannot do yet: {}.", missing.join(", "));
        return Finding::new("lacking", Exit::Forbidden, what)
            .remedy("give the new credentials the roles that they lack in the Bandwidth App");
    }
    let what = "The new profile can do all that the old one can, of what was tried.";
    match old.finding.exit {
        Exit::Fine => Finding::new(verdict, Exit::Fine, what),
        _ => Finding::new(
            verdict,
            Exit::Fine,
            "The new profile works, and the old one does not.",
        ),
    }
    .remedy("roles open more than was tried: compare them in the Bandwidth App too")
}

fn accepted(examination: &Examination) -> Vec<&'static str> {
    let probes = examination.report.iter().flat_map(|report| &report.probes);
    let accepted = probes.filter(|probe| probe.verdict() == CheckVerdict::Accepted);
    accepted.map(|probe| probe.name).collect()
}

fn answer(examination: &Examination, name: &str) -> String {
    let mut probes = examination.report.iter().flat_map(|report| &report.probes);
    match probes.find(|probe| probe.name == name) {
        Some(probe) => format!("{} ({})", probe.verdict(), text::answer(probe)),
        None => "not asked".to_owned(),
    }
}

impl Shown for Comparison {
    fn to_text(&self, style: Style) -> String {
        let mut names: Vec<&str> = Vec::new();
        for side in [&self.old, &self.new] {
            let probes = side.report.iter().flat_map(|report| &report.probes);
            for probe in probes {
                if !names.contains(&probe.name) {
                    names.push(probe.name);
                }
            }
        }
        let mut table = Table::new(["probe", "old", "new"]);
        let mut lines = String::new();
        for name in names {
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
        text.push_str(&text::warnings(&self.new.warnings, style));
        text
    }

    fn to_json(&self) -> Value {
        let mut whole = self.finding.to_json();
        whole["missing"] = json!(self.missing);
        whole["old"] = json::examination(&self.old);
        whole["new"] = json::examination(&self.new);
        whole
    }

    fn exit(&self) -> Exit {
        self.finding.exit
    }
}
