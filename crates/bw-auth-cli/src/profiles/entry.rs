//! A profile as it may be shown.

use std::path::Path;

use bw_auth_core::AccountId;
use bw_auth_sources::{Shown, SourceError};
use serde_json::{Value, json};
use toml_edit::TableLike;

use super::file::resolve;

/// What a profile has, without its secret.
pub(super) struct Entry {
    name: String,
    scheme: String,
    principal: Option<String>,
    account: Option<String>,
    environment: Option<String>,
    /// What is wrong with it.
    error: Option<SourceError>,
}

impl Entry {
    /// Reads it as requests would. A helper is not run for it: that may ask somebody for a finger or a key.
    pub(super) fn of(name: &str, profile: &dyn TableLike, file: &Path) -> Self {
        let mut entry = Self {
            name: name.into(),
            scheme: "none".into(),
            principal: None,
            account: text(profile, "account_id").filter(|id| id.parse::<AccountId>().is_ok()),
            environment: text(profile, "environment").filter(|name| is_environment(name)),
            error: None,
        };
        if !CREDENTIALS.into_iter().any(|key| profile.contains_key(key)) {
            if profile.contains_key("helper") {
                entry.scheme = "helper".into();
            }
            return entry;
        }
        match resolve(file, name) {
            Ok(resolved) => {
                let credentials = resolved.credentials();
                entry.scheme = credentials.scheme().to_string();
                entry.principal = Some(credentials.principal().into());
                entry.account = resolved.account().map(AccountId::to_string);
                entry.environment = Some(resolved.environment().name().into());
            }
            Err(error) => {
                entry.scheme = "unusable".into();
                entry.error = Some(error);
            }
        }
        entry
    }

    /// Whether tokens may have been fetched with it.
    pub(super) fn may_have_token(&self) -> bool {
        !matches!(self.scheme.as_str(), "basic" | "bearer")
    }

    pub(super) fn row(&self) -> [String; 5] {
        let or_none = |text: &Option<String>| match text {
            Some(text) => Shown::text(text).to_string(),
            None => "-".into(),
        };
        [
            Shown::text(&self.name).to_string(),
            match &self.error {
                Some(error) => error.code().into(),
                None => self.scheme.clone(),
            },
            or_none(&self.principal),
            or_none(&self.account),
            or_none(&self.environment),
        ]
    }

    pub(super) fn to_json(&self) -> Value {
        json!({
            "profile": self.name,
            "scheme": self.scheme,
            "principal": self.principal,
            "account_id": self.account,
            "environment": self.environment,
            "error": self.error.as_ref().map(SourceError::code),
        })
    }
}

/// What is none is not shown: anything may stand in its place.
fn is_environment(name: &str) -> bool {
    ["production", "prod", "test", "uat"].contains(&name)
}

fn text(profile: &dyn TableLike, key: &str) -> Option<String> {
    profile.get(key)?.as_str().map(str::to_owned)
}

/// A profile that has one of them does not run its helper.
const CREDENTIALS: [&str; 5] = [
    "username",
    "password",
    "client_id",
    "client_secret",
    "access_token",
];
