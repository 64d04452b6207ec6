//! The vectors of `tests/vectors`, as other implementations read and write them.

use super::peers::OfficialClients;
use crate::step::{Outcome, Step};

pub(super) fn run(clients: &OfficialClients) -> Outcome {
    let python = clients.python().display().to_string();
    let compare = |peer: &[&str]| {
        Step::program(python.as_str())
            .within("tests/vectors")
            .args(["run.py"])
            .args(peer.iter().copied())
    };
    compare(&[]).run()?;
    for package in ["requests", "httpx", "werkzeug"] {
        compare(&[package, &python, "peers/python.py", package]).run()?;
    }
    compare(&["basic-auth", "node", "peers/basic_auth.js"])
        .env("NODE_PATH", clients.node_modules().display().to_string())
        .run()
}
