//! `bw-auth callback-test`: what is sent, and a verdict for each fault that an endpoint for callbacks may have.

mod faults;
mod pair;
mod receiver;
mod steps;
mod urls;

use std::process::Command;

use bw_auth_sandbox::{Fault, Sandbox};
use serde_json::Value;

use crate::scene::{Finished, Scene};

fn asks(name: &str, value: &str) -> Fault {
    Fault::status(401).header(name, value)
}

fn challenge() -> Fault {
    asks(CHALLENGE.0, CHALLENGE.1)
}

/// The test of the sandbox's path for hooks, where each request meets what is scripted next.
fn test(home: &Scene, sandbox: &Sandbox, more: &[&str]) -> Command {
    let url = format!("{}/hooks", sandbox.url());
    let mut command = home.bare(&["callback-test", &url]);
    command
        .args(["--kind", "order", "--json"])
        .args(more)
        .env_remove("HTTPS_PROXY")
        .env("WEBHOOK_USER", "hooks")
        .env("WEBHOOK_PASSWORD", PASSWORD);
    command
}

#[track_caller]
fn assert_verdict(command: &mut Command, verdict: &str, code: i32) -> String {
    let ended = Finished::run(command);
    let value: Value = serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{ended:?}"));
    let callback = &value["callbacks"][0];
    assert_eq!(callback["verdict"], verdict, "{value:#}");
    assert_eq!(callback["exit"], code, "{value:#}");
    assert_eq!(ended.code, Some(code), "{value:#}");
    ended.assert_hides(PASSWORD);
    callback.to_string()
}

const CHALLENGE: (&str, &str) = ("WWW-Authenticate", "Basic realm=\"\"");
/// hooks:correct horse
const PAIR: &str = "Basic aG9va3M6Y29ycmVjdCBob3JzZQ==";
const PASSWORD: &str = "correct horse";
