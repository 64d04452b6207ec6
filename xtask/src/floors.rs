//! What the published crates ask of a user's toolchain and lock file.

use alloc::collections::BTreeSet;

use crate::metadata::{Metadata, Package};
use crate::step::{Outcome, Step};

pub(crate) fn run() -> Outcome {
    let metadata = Metadata::read()?;
    let mut faults = Vec::new();
    for published in metadata.published()? {
        let needed = reachable(&metadata, published)?;
        faults.extend(above_floor(published, &needed));
        println!(
            "{}: {} packages within Rust {}",
            published.name,
            needed.len(),
            published.rust_version.as_deref().unwrap_or("(none)"),
        );
    }
    faults.extend(heavy_core()?);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

fn reachable<'a>(metadata: &'a Metadata, from: &'a Package) -> Outcome<Vec<&'a Package>> {
    let mut seen = BTreeSet::from([from.id.as_str()]);
    let mut found = Vec::new();
    let mut open = vec![from];
    while let Some(package) = open.pop() {
        for id in &package.dependencies {
            if seen.insert(id) {
                let dependency = metadata.package(id)?;
                found.push(dependency);
                open.push(dependency);
            }
        }
    }
    Ok(found)
}

/// A dependency that states no floor is passed over: there is nothing to compare with.
fn above_floor(published: &Package, needed: &[&Package]) -> Vec<String> {
    let Some(promise) = published.rust_version.as_deref() else {
        return vec![format!("{} states no rust-version", published.name)];
    };
    let above = |package: &&&Package| {
        package
            .rust_version
            .as_deref()
            .is_some_and(|floor| version(floor) > version(promise))
    };
    needed
        .iter()
        .filter(above)
        .map(|package| {
            format!(
                "{} promises Rust {promise}, but {} {} needs {}",
                published.name,
                package.name,
                package.version,
                package.rust_version.as_deref().unwrap_or_default(),
            )
        })
        .collect()
}

/// `1.85` and `1.85.0` are the same version.
fn version(text: &str) -> [u32; 3] {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    [(); 3].map(|()| parts.next().unwrap_or(0))
}

/// Core without features is what a person adds to a program that already has an HTTP stack.
fn heavy_core() -> Outcome<Option<String>> {
    let tree = Step::cargo("tree --locked -p bw-auth-core -e normal --prefix none --no-dedupe");
    let tree = tree.read()?;
    let crates: BTreeSet<_> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let others = crates.len().saturating_sub(1);
    println!("bw-auth-core without features: {others} crates besides itself");
    let fault = || format!("core needs {others} crates besides itself, more than {MAX_CRATES}");
    Ok((others > MAX_CRATES).then(fault))
}

const MAX_CRATES: usize = 12;

#[cfg(test)]
mod tests {
    use super::{above_floor, reachable};
    use crate::json::Json;
    use crate::metadata::Metadata;

    /// `lib` needs `old` and, to build, `new`; its tests alone need `newest`.
    const METADATA: &str = r#"{
        "target_directory": "/t",
        "workspace_members": ["lib", "private"],
        "packages": [
            {"id": "lib", "name": "lib", "version": "0.1.0", "rust_version": "1.85", "publish": null},
            {"id": "private", "name": "private", "version": "0.0.0", "publish": []},
            {"id": "old", "name": "old", "version": "1.0.0", "rust_version": "1.85.0"},
            {"id": "new", "name": "new", "version": "1.2.3", "rust_version": "1.86"},
            {"id": "newest", "name": "newest", "version": "1.0.0", "rust_version": "1.99"}
        ],
        "resolve": {"nodes": [
            {"id": "lib", "deps": [
                {"pkg": "old", "dep_kinds": [{"kind": null}]},
                {"pkg": "newest", "dep_kinds": [{"kind": "dev"}]}
            ]},
            {"id": "old", "deps": [{"pkg": "new", "dep_kinds": [{"kind": "dev"}, {"kind": "build"}]}]}
        ]}
    }"#;

    #[test]
    fn a_floor_above_the_promise_is_found_through_the_graph() {
        let metadata = Metadata::from_json(&Json::parse(METADATA).expect("valid")).expect("whole");
        let published = metadata.published().expect("one crate is published");
        assert_eq!(published.len(), 1);
        let needed = reachable(&metadata, published[0]).expect("every id is described");
        assert_eq!(
            above_floor(published[0], &needed),
            ["lib promises Rust 1.85, but new 1.2.3 needs 1.86"]
        );
    }
}
