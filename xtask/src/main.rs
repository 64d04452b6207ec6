//! `cargo xtask <task>`: the checks and chores of the workspace, the same on a developer's machine and in CI.

extern crate alloc;

mod bench;
mod canary;
mod ci;
mod constant_time;
mod floors;
mod interop;
mod json;
mod metadata;
mod package;
mod rust_tokens;
mod seam;
mod step;
mod tally;
mod test;

use std::env;
use std::process::ExitCode;

use step::{Outcome, Step, all};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (Some(name), None) = (arguments.next(), arguments.next()) else {
        print_tasks();
        return ExitCode::SUCCESS;
    };
    let Some((_, _, task)) = TASKS.iter().find(|(known, _, _)| *known == name) else {
        eprintln!("error: no task is called {name}");
        print_tasks();
        return ExitCode::FAILURE;
    };
    match task() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn print_tasks() {
    println!("cargo xtask <task>\n");
    for (name, about, _) in TASKS {
        println!("  {name:<13}  {about}");
    }
}

fn demo() -> Outcome {
    all([Step::cargo("run --quiet --locked -p bw-auth-cli -- demo")])
}

type Task = (&'static str, &'static str, fn() -> Outcome);

const TASKS: &[Task] = &[
    (
        "demo",
        "authenticated requests over both transports, against the sandbox",
        demo,
    ),
    (
        "test",
        "every test, the properties at 4096 cases, and the canary",
        test::run,
    ),
    (
        "interop",
        "nginx, Apache, curl and Bandwidth's own clients as peers",
        interop::run,
    ),
    (
        "bench",
        "comparison benchmarks and their budgets; rewrites docs/benchmarks.md",
        bench::run,
    ),
    (
        "canary",
        "core links without std, and the check notices when it does not",
        canary::run,
    ),
    (
        "seam",
        "the drivers hold no rule about authentication",
        seam::run,
    ),
    (
        "constant-time",
        "callbacks' pairs are compared by the code that was looked into",
        constant_time::run,
    ),
    (
        "floors",
        "no published crate needs a newer Rust than it promises",
        floors::run,
    ),
    (
        "package",
        "what would be published is complete and compiles by itself",
        package::run,
    ),
    (
        "ci",
        "all that must hold at every commit, apart from interop",
        ci::run,
    ),
];
