//! An examination for people.

use std::fmt::Write as _;

use bw_auth_core::{CheckReport, Error, Probe};
use bw_auth_sources::Explanation;

use super::Shown;
use super::examination::Examination;
use super::json;
use super::warning::Warning;
use crate::exit::Exit;
use crate::output::Style;
use crate::table::Table;

impl Shown for Examination {
    fn to_text(&self, style: Style) -> String {
        let mut text = String::new();
        if let Some(explanation) = &self.explanation {
            let account = self
                .report
                .as_ref()
                .and_then(|report| report.account.as_ref());
            text.push_str(&shortly(explanation, account.is_some()));
        }
        if let Some(report) = &self.report {
            text.push_str(&token(report));
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&probes(report, style));
            text.push('\n');
        }
        text.push_str(&self.finding.to_text(style));
        text.push_str(&warnings(&self.warnings, style));
        text
    }

    fn to_json(&self) -> serde_json::Value {
        json::examination(self)
    }

    fn exit(&self) -> Exit {
        self.finding.exit
    }
}

/// What is used; `bw-auth explain` has the rest. That no source has an account does not matter where a token names it.
fn shortly(explanation: &Explanation, has_account: bool) -> String {
    let used = explanation.to_string();
    let hides_account = has_account
        && explanation
            .resolved()
            .is_some_and(|used| used.account().is_none());
    let is_short = |line: &&str| {
        SHORT.iter().any(|name| line.starts_with(name))
            && !(hides_account && line.starts_with("account"))
    };
    let lines = used.lines().filter(is_short);
    let mut text = String::new();
    if explanation.resolved().is_some() {
        text.extend(lines.flat_map(|line| [line, "\n"]));
    }
    for note in explanation.notes() {
        let _ = writeln!(text, "note         {note}");
    }
    text
}

fn token(report: &CheckReport) -> String {
    let Some(claims) = &report.claims else {
        return String::new();
    };
    let (accounts, roles) = (claimed(claims.accounts()), claimed(claims.roles()));
    format!("token        accounts: {accounts}; roles: {roles}\n")
}

/// What a token says of itself is anybody's text.
pub(super) fn claimed(list: &[String]) -> String {
    let some = list.iter().take(MOST_CLAIMS).map(|text| {
        let cut: String = text.chars().take(LONGEST_CLAIM).collect();
        bw_auth_sources::Shown::text(&cut).to_string()
    });
    let mut some: Vec<_> = some.collect();
    if list.len() > MOST_CLAIMS {
        some.push(format!("and {} more", list.len() - MOST_CLAIMS));
    }
    match some.as_slice() {
        [] => "none".to_owned(),
        some => some.join(", "),
    }
}

fn probes(report: &CheckReport, style: Style) -> String {
    if !style.is_table {
        let lines = report
            .probes
            .iter()
            .map(|probe| format!("{}: {} ({})\n", probe.name, probe.verdict(), answer(probe)));
        return lines.collect();
    }
    let mut table = Table::new(["probe", "answer", "verdict"]);
    for probe in &report.probes {
        let verdict = probe.verdict().to_string();
        table.row([probe.name.to_owned(), answer(probe), verdict]);
    }
    painted(&table.to_string(), style)
}

/// Only now, since a table would count the letters that paint consists of.
fn painted(table: &str, style: Style) -> String {
    let mut text = String::new();
    for line in table.lines() {
        let (start, verdict) = line.rsplit_once(' ').unwrap_or(("", line));
        let verdict = match verdict {
            "accepted" => style.good(verdict),
            "rejected" | "forbidden" => style.bad(verdict),
            "unknown" => style.doubtful(verdict),
            plain => plain.to_owned(),
        };
        let _ = writeln!(text, "{start} {verdict}");
    }
    text
}

/// The status, and the code of the error that it became.
pub(super) fn answer(probe: &Probe) -> String {
    match &probe.outcome {
        Ok(status) => status.to_string(),
        Err(error) => match error.answer() {
            // What was to be asked was not, then.
            Some(answer) if matches!(error, Error::Token(_)) => {
                format!("token endpoint: {}, {}", answer.status(), error.code())
            }
            Some(answer) => format!("{}, {}", answer.status(), error.code()),
            None => error.code().to_owned(),
        },
    }
}

pub(super) fn warnings<'a>(
    warnings: impl IntoIterator<Item = &'a Warning>,
    style: Style,
) -> String {
    let lines = warnings
        .into_iter()
        .map(|warning| format!("{}: {}\n", style.doubtful("warning"), warning.text));
    lines.collect()
}

/// The lines of an explanation that say what is used.
const SHORT: [&str; 6] = [
    "credentials",
    "from",
    "account",
    "environment",
    "token URL",
    "error",
];
const MOST_CLAIMS: usize = 32;
const LONGEST_CLAIM: usize = 64;
