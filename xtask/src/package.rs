//! What would be published, as a registry would see it.

use crate::metadata::Metadata;
use crate::step::{Outcome, Step};

pub(crate) fn run() -> Outcome {
    let metadata = Metadata::read()?;
    let names: Vec<_> = metadata
        .published()?
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    for name in &names {
        complete(name)?;
    }
    // All at once, since each is compiled against the packages of the others. Changes that are not
    // committed are let through: a developer runs this before the commit, not after it.
    let package = Step::cargo("package --locked --allow-dirty --quiet");
    package
        .args(names.iter().flat_map(|name| ["-p", *name]))
        .run()
}

fn complete(name: &str) -> Outcome {
    let step = Step::cargo(&format!("package --list --locked --allow-dirty -p {name}"));
    println!("$ {step}");
    let listed = step.read()?;
    let missing: Vec<_> = FILES
        .iter()
        .filter(|file| !listed.lines().any(|line| line == **file))
        .copied()
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "the package of {name} lacks {}",
            missing.join(", ")
        ))
    }
}

/// A user of one crate sees its package and nothing else of the workspace.
const FILES: &[&str] = &["Cargo.toml", "README.md", "LICENSE-MIT", "LICENSE-APACHE"];
