//! `bw-auth demo`: requests with either kind of credentials, sent over both transports to a sandbox inside this program.

mod case;
mod cases;
mod incident;
mod outcome;
mod transport;

use std::process::ExitCode;

use bw_auth_sandbox::{Sandbox, SandboxClock};

use crate::failure::Failure;
use crate::output::{Style, print};
use crate::table::Table;
use crate::{Ended, authorities};
use transport::{Async, Blocking, Transport};

pub(crate) fn run() -> Ended {
    authorities::needless()?;
    // A clock that moves only when told to, so that the time to wait for a rate limit is always the same.
    let sandbox = Sandbox::builder()
        .clock(SandboxClock::manual(NOW))
        .start()
        .map_err(|error| Failure::sandbox(&error))?;
    print(&format!("A sandbox plays Bandwidth at {}\n", sandbox.url()))?;
    let transports: [Box<dyn Transport>; 2] = [Box::new(Async::new()?), Box::new(Blocking)];

    let mut differing = Vec::new();
    let mut checks = 0;
    for (title, cases) in cases::all(&sandbox)? {
        let mut table = Table::new(COLUMNS);
        for case in cases {
            for transport in &transports {
                let found = case.run(&sandbox, &**transport)?;
                checks += 1;
                if !case.is_met_by(&found) {
                    differing.push(format!(
                        "{}: {} over {}",
                        title,
                        case.name,
                        transport.name()
                    ));
                }
                table.row(case.row(transport.name(), &found));
            }
        }
        let table = table.to_text(Style::of_stdout());
        print(&format!("\n{title}\n\n{table}"))?;
    }

    if differing.is_empty() {
        print(&format!("\n{checks} checks, all as expected\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let number = differing.len();
    print(&format!("\n{checks} checks, {number} not as expected:\n"))?;
    for name in differing {
        print(&format!("  {name}\n"))?;
    }
    Ok(ExitCode::FAILURE)
}

const COLUMNS: [&str; 6] = [
    "request",
    "transport",
    "expected",
    "found",
    "requests",
    "token requests",
];

/// Any moment would do; in seconds since 1970-01-01 UTC.
const NOW: u64 = 1_790_000_000;
