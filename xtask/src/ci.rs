//! All that must hold at every commit, what fails soonest first.

use crate::metadata::Metadata;
use crate::step::{Outcome, Step, all};
use crate::{constant_time, floors, package, seam, test};

pub(crate) fn run() -> Outcome {
    all([
        Step::cargo("fmt --all -- --check"),
        Step::cargo("fmt -- --check").within("benches"),
        Step::cargo("fmt -- --check").within("tests/no-std"),
    ])?;
    seam::run()?;
    constant_time::run()?;
    floors::run()?;
    deny()?;
    let clippy = "clippy --locked --all-targets --all-features";
    let target = Metadata::read()?.target.display().to_string();
    all([
        Step::cargo(&format!("{clippy} --workspace -- -D warnings")),
        // A workspace of its own, in the same folder: what both depend on is compiled once.
        Step::cargo(&format!("{clippy} -- -D warnings"))
            .within("benches")
            .env("CARGO_TARGET_DIR", target),
        Step::cargo("doc --locked --workspace --no-deps --all-features --quiet")
            .env("RUSTDOCFLAGS", "-Dwarnings"),
    ])?;
    test::run()?;
    package::run()
}

/// Advisories are left out: they change with the day and not with the commit.
fn deny() -> Outcome {
    if !Step::cargo("deny --version").capture()?.success {
        Step::cargo("install --locked cargo-deny").run()?;
    }
    Step::cargo("deny --locked check -A unused-wrapper bans licenses sources").run()
}
