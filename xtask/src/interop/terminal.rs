//! `bw-auth` on a terminal, which the tests of the workspace have none of.

use super::built;
use super::peers::OfficialClients;
use crate::step::{Outcome, Step, root};

pub(super) fn run(clients: &OfficialClients) -> Outcome {
    let script = root().join("tests/interop/terminal.py");
    Step::program(clients.python().display().to_string())
        .args([
            script.display().to_string(),
            built(&["bw-auth"])?.display().to_string(),
        ])
        .run()
}
