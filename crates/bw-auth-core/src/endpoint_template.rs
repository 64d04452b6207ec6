//! Paths with a place for the account in them.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};

use crate::{account_id::AccountId, endpoint_error::EndpointError, query, url_error::UrlError};

/// What stands for the account in a template.
pub(crate) const PLACEHOLDER: &str = "{accountId}";

/// The path of a template, without its query.
pub(crate) fn path_of(template: &str) -> &str {
    template.split(['?', '#']).next().unwrap_or_default()
}

/// The path of a whole URL that has been cut before its query.
pub(crate) fn path_in_url(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    rest.find('/')
        .and_then(|slash| rest.get(slash..))
        .unwrap_or("/")
}

/// The authority of a whole URL.
pub(crate) fn authority_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

/// Whether the template has a place for an account. It has been checked, so that braces are nothing else.
pub(crate) fn has_placeholder(template: &str) -> bool {
    template.contains('{')
}

/// A template, with the account that is to stand in it.
#[derive(Clone, Copy)]
pub(crate) struct Filled<'a> {
    pub(crate) template: &'a str,
    /// Not needed where there is no placeholder.
    pub(crate) account: &'a str,
}

impl Filled<'_> {
    /// No shorter than the text that comes out, unless the account is in it more than once.
    pub(crate) fn len(self) -> usize {
        self.template.len().saturating_add(self.account.len())
    }

    pub(crate) fn push_onto(self, text: &mut String) {
        let mut pieces = self.template.split('{');
        text.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            text.push_str(self.account);
            text.push_str(piece.split_once('}').map_or("", |(_, rest)| rest));
        }
    }

    pub(crate) fn text(self) -> String {
        let mut text = String::with_capacity(self.len());
        self.push_onto(&mut text);
        text
    }
}

/// A path on a service: rooted, without fragment or empty segment, and all that [`check`] asks for.
pub(crate) fn check_rooted(template: &str) -> Result<(), EndpointError> {
    if !template.starts_with('/') {
        return Err(EndpointError::NotRooted);
    }
    if template.contains('#') {
        return Err(EndpointError::Fragment);
    }
    if path_of(template).contains("//") {
        return Err(EndpointError::EmptySegment);
    }
    check(template)
}

/// Any path that may have the placeholder.
pub(crate) fn check(template: &str) -> Result<(), EndpointError> {
    // A backslash is a slash to some readers and a fault to others.
    if template.contains('\\') {
        return Err(UrlError::Malformed.into());
    }
    let (path, query) = template.split_once('?').unwrap_or((template, ""));
    let segments = path.split('/');
    let values = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    for text in segments
        .clone()
        .chain(values.clone().map(|(_, value)| value))
    {
        if text != PLACEHOLDER && text.contains(['{', '}']) {
            return Err(EndpointError::Placeholder);
        }
    }
    if values
        .into_iter()
        .any(|(name, _)| name.contains(['{', '}']))
    {
        return Err(EndpointError::Placeholder);
    }
    if segments.into_iter().any(hides_dot_segment) {
        return Err(EndpointError::DotSegment);
    }
    Ok(())
}

/// The account that a path or a query names, and the path with the placeholder in its place.
pub(crate) fn find_account(path: &str, query: Option<&str>) -> (Option<AccountId>, String) {
    let mut segments: Vec<&str> = path.split('/').collect();
    let in_path = segments
        .iter()
        .position(|segment| matches!(*segment, "accounts" | "users"))
        .and_then(|before| segments.get_mut(before + 1))
        .and_then(|segment| Some((read_account(segment)?, segment)));
    if let Some((account, segment)) = in_path {
        *segment = PLACEHOLDER;
        return (Some(account), segments.join("/"));
    }
    (query.and_then(account_in_query), path.to_string())
}

/// The account in an `accountId` value, as the Insights API takes it.
pub(crate) fn account_in_query(query: &str) -> Option<AccountId> {
    read_account(query::value(query, "accountId")?)
}

fn read_account(text: &str) -> Option<AccountId> {
    text.parse().or_else(|_| AccountId::opaque(text)).ok()
}

/// Whether a segment is `.` or `..` to a reader who decodes it, encoded slashes and backslashes included.
fn hides_dot_segment(segment: &str) -> bool {
    let decoded = segment
        .replace("%2e", ".")
        .replace("%2E", ".")
        .replace("%2f", "/")
        .replace("%2F", "/")
        .replace("%5c", "/")
        .replace("%5C", "/");
    decoded.split('/').any(|part| matches!(part, "." | ".."))
}
