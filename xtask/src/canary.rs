//! Core must link where there is no std, and this check must be able to fail.

use crate::metadata::Metadata;
use crate::step::{Outcome, Step, all};

pub(crate) fn run() -> Outcome {
    // Its own folder, so that its features never mix with the workspace's.
    let target = Metadata::read()?
        .target
        .join("no-std")
        .display()
        .to_string();
    let build = |features: &str| {
        Step::cargo(&format!("build --locked --quiet {features}"))
            .within("tests/no-std")
            .env("CARGO_TARGET_DIR", &target)
    };
    all([build(""), build("--features flow,callbacks")])?;

    let leak = build("--features std-leak");
    println!("$ {leak}");
    let captured = leak.capture()?;
    if captured.success {
        return Err("the canary linked although std was pulled in: it can no longer fail".into());
    }
    // Any other error would prove nothing about std.
    if !captured.stderr.contains("duplicate lang item") {
        return Err(format!(
            "the canary failed for another reason than std:\n{}",
            captured.stderr
        ));
    }
    println!(
        "core links without std (no features; flow and callbacks); with std the link fails, as it must"
    );
    Ok(())
}
