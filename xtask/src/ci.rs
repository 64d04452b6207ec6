//! All that must hold at every commit, what fails soonest first.

use crate::step::{Outcome, Step, all};
use crate::{floors, package, seam, test};

pub(crate) fn run() -> Outcome {
    all([
        Step::cargo("fmt --all -- --check"),
        Step::cargo("fmt -- --check").within("benches"),
        Step::cargo("fmt -- --check").within("tests/no-std"),
    ])?;
    seam::run()?;
    floors::run()?;
    deny()?;
    all([
        Step::cargo("clippy --locked --workspace --all-targets --all-features -- -D warnings"),
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
