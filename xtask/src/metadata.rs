//! The workspace as cargo describes it.

use std::path::PathBuf;

use crate::json::Json;
use crate::step::{Outcome, Step};

/// The answer of `cargo metadata`, with every feature on and for every platform.
pub(crate) struct Metadata {
    pub(crate) target: PathBuf,
    pub(crate) packages: Vec<Package>,
}

#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) rust_version: Option<String>,
    /// A member of the workspace that may go to a registry.
    pub(crate) published: bool,
    /// What a build of this package needs, build scripts included and tests not.
    pub(crate) dependencies: Vec<String>,
}

impl Metadata {
    pub(crate) fn read() -> Outcome<Self> {
        let step = Step::cargo("metadata --format-version 1 --locked --all-features");
        Self::from_json(&Json::parse(&step.read()?)?)
    }

    pub(crate) fn from_json(json: &Json) -> Outcome<Self> {
        let target = json
            .get("target_directory")
            .text()
            .ok_or("cargo names no target folder")?;
        let members = json.get("workspace_members").elements();
        let nodes = json.get("resolve").get("nodes").elements();
        let packages = json.get("packages").elements().iter().map(|package| {
            let id = package.get("id").text().ok_or("a package has no id")?;
            let node = nodes.iter().find(|node| node.get("id").text() == Some(id));
            Ok(Package {
                id: id.to_owned(),
                name: package.get("name").text().unwrap_or_default().to_owned(),
                version: package.get("version").text().unwrap_or_default().to_owned(),
                rust_version: package.get("rust_version").text().map(str::to_owned),
                // `publish = false` is an empty list of registries, and absence means all.
                published: members.iter().any(|member| member.text() == Some(id))
                    && *package.get("publish") != Json::Array(Vec::new()),
                dependencies: node.map(dependencies).unwrap_or_default(),
            })
        });
        Ok(Self {
            target: target.into(),
            packages: packages.collect::<Outcome<_>>()?,
        })
    }

    /// The crates that go to a registry. That there are none means that the answer was misread.
    pub(crate) fn published(&self) -> Outcome<Vec<&Package>> {
        let published: Vec<_> = self
            .packages
            .iter()
            .filter(|package| package.published)
            .collect();
        if published.is_empty() {
            Err("no crate is published".to_owned())
        } else {
            Ok(published)
        }
    }

    pub(crate) fn package(&self, id: &str) -> Outcome<&Package> {
        self.packages
            .iter()
            .find(|package| package.id == id)
            .ok_or_else(|| format!("cargo describes no package {id}"))
    }
}

fn dependencies(node: &Json) -> Vec<String> {
    let needed = |dependency: &&Json| {
        let kinds = dependency.get("dep_kinds").elements();
        kinds
            .iter()
            .any(|kind| kind.get("kind").text() != Some("dev"))
    };
    let dependencies = node.get("deps").elements().iter().filter(needed);
    dependencies
        .filter_map(|dependency| dependency.get("pkg").text())
        .map(str::to_owned)
        .collect()
}
