//! Where a request is addressed to: which account, which resource, which of the service's manners.

use alloc::string::String;
use alloc::vec::Vec;

use axum::extract::Query;
use http::{Method, Uri};

use crate::dialect::Dialect;

/// Where a request is addressed to.
pub(crate) enum Place {
    /// A base URL: the service answers it with an empty document and asks for no credential.
    Base,
    TokenEndpoint,
    Resource(Resource),
    Nowhere,
}

/// A resource of an account.
pub(crate) struct Resource {
    pub(crate) account: String,
    pub(crate) dialect: Dialect,
    /// The path below the account.
    segments: Vec<String>,
}

impl Place {
    pub(crate) fn of(uri: &Uri) -> Self {
        if uri.path() == TOKEN_ENDPOINT {
            return Self::TokenEndpoint;
        }
        let path = below_version(uri.path());
        let mut segments = path.split('/').filter(|segment| !segment.is_empty());
        let first = segments.next();
        let kind = match (first, query_account(uri)) {
            (None, None) => return Self::Base,
            (Some("accounts" | "users"), _) => first,
            (_, Some(account)) => {
                return Self::Resource(Resource {
                    account,
                    dialect: Dialect::Insights,
                    segments: first.into_iter().chain(segments).map(Into::into).collect(),
                });
            }
            (Some(_), None) => return Self::Nowhere,
        };
        let Some(account) = segments.next() else {
            return Self::Nowhere;
        };
        let segments: Vec<String> = segments.map(Into::into).collect();
        let resource = segments.first().map_or("", String::as_str);
        Self::Resource(Resource {
            account: account.into(),
            dialect: Dialect::of(kind == Some("users"), resource),
            segments,
        })
    }
}

impl Resource {
    /// Whether any API user of the account may use it, with no role: the five endpoints that Bandwidth's page on
    /// credentials names.
    pub(crate) fn is_open(&self, method: &Method) -> bool {
        if self.dialect != Dialect::Dashboard || !matches!(*method, Method::GET | Method::HEAD) {
            return false;
        }
        let segments: Vec<&str> = self.segments.iter().map(String::as_str).collect();
        matches!(
            segments[..],
            ["orders" | "subscriptions"]
                | ["orders", _]
                | ["sites", _, "sippeers"]
                | ["products", "edgemanagement", "settings"]
        )
    }

    /// Whether a role of this name opens it.
    pub(crate) fn is_opened_by(&self, role: &str) -> bool {
        let resource = self.segments.first().map_or("account", String::as_str);
        let documented = match resource {
            "calls" | "conferences" | "recordings" | "statistics" => "HttpVoice",
            "messages" | "media" => "Messaging",
            "code" => "MFA",
            "endpoints" => "brtcAccessRole",
            "phoneNumberLookup" | "tnlookup" => "Number Lookup",
            "tollFreeVerification" => "TFV",
            _ if self.dialect == Dialect::Insights => "Insights",
            other => other,
        };
        role == documented || role == resource
    }
}

/// The path below the API's version, which the services write in many ways.
fn below_version(path: &str) -> &str {
    VERSIONS
        .iter()
        .filter_map(|version| path.strip_prefix(version))
        .find(|rest| rest.is_empty() || rest.starts_with('/'))
        .unwrap_or(path)
}

/// The account of a service that takes it as a query.
fn query_account(uri: &Uri) -> Option<String> {
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?;
    pairs
        .into_iter()
        .find_map(|(name, value)| (name == "accountId").then_some(value))
}

/// The same on every host.
pub(crate) const TOKEN_ENDPOINT: &str = "/api/v1/oauth2/token";

/// Longest first, so that none hides another.
pub(crate) const VERSIONS: [&str; 6] = ["/api/v1", "/api/v2", "/v1.0", "/api", "/v1", "/v2"];
