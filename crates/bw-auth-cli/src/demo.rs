//! `bw-auth demo`: one list of requests, sent over both transports to a sandbox inside this program.

mod case;
mod cases;
mod outcome;
mod transport;

use std::io::Write;
use std::process::ExitCode;

use bw_auth_sandbox::{Sandbox, SandboxClock};

use crate::Ended;
use crate::table::Table;
use transport::{Async, Blocking, Transport};

pub(crate) fn run(out: &mut impl Write) -> Ended {
    // A clock that stands still, so that the time to wait for a rate limit is always the same.
    let sandbox = Sandbox::builder()
        .clock(SandboxClock::manual(NOW))
        .start()?;
    let transports: [Box<dyn Transport>; 2] = [
        Box::new(Async::new(&sandbox)?),
        Box::new(Blocking::new(&sandbox)?),
    ];

    let mut table = Table::new(["request", "transport", "expected", "found", "at the server"]);
    let mut differing = Vec::new();
    let mut checks = 0;
    for case in cases::all(&sandbox)? {
        for transport in &transports {
            let found = case.run(&sandbox, &**transport);
            checks += 1;
            if !case.is_met_by(&found) {
                differing.push(format!("{} over {}", case.name, transport.name()));
            }
            table.row([
                case.name.to_owned(),
                transport.name().to_owned(),
                case.expected.to_string(),
                found.outcome.to_string(),
                case.count(&found),
            ]);
        }
    }

    writeln!(out, "A sandbox plays Bandwidth at {}\n", sandbox.url())?;
    writeln!(out, "{table}")?;
    if differing.is_empty() {
        writeln!(out, "{checks} checks, all as expected")?;
        return Ok(ExitCode::SUCCESS);
    }
    let number = differing.len();
    writeln!(out, "{checks} checks, {number} not as expected:")?;
    for name in differing {
        writeln!(out, "  {name}")?;
    }
    Ok(ExitCode::FAILURE)
}

/// Any moment would do; in seconds since 1970-01-01 UTC.
const NOW: u64 = 1_790_000_000;
