//! What would be published, as a registry would see it.

use core::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use crate::metadata::{Metadata, Package};
use crate::step::{Outcome, Step, all, root};

pub(crate) fn run() -> Outcome {
    let metadata = Metadata::read()?;
    let published = metadata.published()?;
    for package in &published {
        complete(&package.name)?;
    }
    // Changes that are not committed are let through: a developer runs this before the commit.
    let package = Step::cargo("package --locked --allow-dirty --no-verify --quiet");
    package
        .args(published.iter().flat_map(|package| ["-p", &package.name]))
        .run()?;
    compiles(&metadata.target, &published)
}

fn complete(name: &str) -> Outcome {
    let step = Step::cargo(&format!("package --list --locked --allow-dirty -p {name}"));
    println!("$ {step}");
    let listed = step.read()?;
    let lacks = |file: &&&str| !listed.lines().any(|line| line == **file);
    let missing: Vec<_> = FILES.iter().filter(lacks).copied().collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "the package of {name} lacks {}",
            missing.join(", ")
        ))
    }
}

/// Compiles each package against the packages of the others, where nothing of the checkout is at hand.
///
/// Cargo's own verification is not used: it takes the others from a registry whose sources are kept by
/// version, so that a second run would look at those of the first.
fn compiles(target: &Path, published: &[&Package]) -> Outcome {
    let folder = target.join("package-check");
    let failed = |error: io::Error| format!("{}: {error}", folder.display());
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    fs::create_dir_all(&folder).map_err(failed)?;

    let mut manifest =
        "[workspace]\nresolver = \"3\"\nmembers = [\"*-*\"]\n\n[patch.crates-io]\n".to_owned();
    for Package { name, version, .. } in published {
        let archive = target.join(format!("package/{name}-{version}.crate"));
        let archive = archive.display().to_string();
        Step::program("tar")
            .args(["-xzf", &archive])
            .within(&folder)
            .run()?;
        writeln!(manifest, "{name} = {{ path = \"{name}-{version}\" }}")
            .map_err(|error| error.to_string())?;
    }
    fs::write(folder.join("Cargo.toml"), manifest).map_err(failed)?;
    // The same versions as in the workspace. What only its other members need is dropped from the copy,
    // which is why it is not locked.
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).map_err(failed)?;

    let target = target.display().to_string();
    all(published.iter().map(|package| {
        // One at a time: together, each would have the features that the others ask for.
        Step::cargo(&format!("check --offline --quiet -p {}", package.name))
            .within(&folder)
            .env("CARGO_TARGET_DIR", target.as_str())
    }))
}

/// A user of one crate sees its package and nothing else of the workspace.
const FILES: &[&str] = &["Cargo.toml", "README.md", "LICENSE-MIT", "LICENSE-APACHE"];
