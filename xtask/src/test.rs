//! Every test there is, and how many of each kind ran.

use crate::canary;
use crate::step::{Outcome, Step};
use crate::tally::Tally;

pub(crate) fn run() -> Outcome {
    let mut tally = Tally::default();
    let outcome = tests(&mut tally).and_then(|()| canary::run());
    report(&tally);
    outcome?;
    // A name that changed would otherwise turn a promised proof into nothing, in silence.
    let (over_async, over_blocking) = tally.scenarios();
    if over_async == 0 || over_async != over_blocking {
        return Err("the conformance scenarios did not all run over both transports".to_owned());
    }
    if tally.properties() == 0 || tally.vectors() == 0 {
        return Err("no property or no vector ran".to_owned());
    }
    Ok(())
}

fn tests(tally: &mut Tally) -> Outcome {
    for step in [
        // Core alone, since the workspace's other members turn all of its features on.
        Step::cargo("test --locked -p bw-auth-core --test core"),
        Step::cargo("test --locked -p bw-auth-core --test core --features flow"),
        Step::cargo("test --locked -p bw-auth-core --test core --all-features"),
        Step::cargo("test --locked --workspace"),
        // The count is printed by the test itself, which libtest hides from a passing run.
        Step::cargo("test --locked --workspace --test it -- vectors:: --nocapture"),
    ] {
        step.watch(|line| tally.see(line))?;
    }
    let cases = CASES.to_string();
    let models = "test --locked -p bw-auth-core --test core --all-features -- model::";
    Step::cargo(models).env("PROPTEST_CASES", &cases).run()?;
    Step::cargo("test --locked --workspace --test it -- properties::")
        .env("PROPTEST_CASES", cases)
        .watch(|line| tally.see_properties(line))
}

fn report(tally: &Tally) {
    let (over_async, over_blocking) = tally.scenarios();
    let properties = tally.properties();
    println!();
    println!("scenarios over async:     {over_async}");
    println!("scenarios over blocking:  {over_blocking}");
    println!("vectors:                  {}", tally.vectors());
    println!(
        "property cases:           {} ({properties} × {CASES})",
        properties * CASES
    );
    println!("ignored:                  {}", tally.ignored());
    println!("{tally}");
}

const CASES: u64 = 4096;
