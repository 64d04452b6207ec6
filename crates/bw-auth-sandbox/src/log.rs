//! What the sandbox has seen, for a test to assert on.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;
use std::sync::{Condvar, Mutex, PoisonError};

use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderName, REFERER, USER_AGENT};
use http::request::Parts;

use crate::credential::Credential;
use crate::place::TOKEN_ENDPOINT;
use crate::presented::Presented;
use crate::state::lock;

/// One request, as it arrived over TLS. It is in the log before its answer is sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// The method.
    pub method: String,
    /// The path, with the query if there is one, as it stood in the request line.
    pub path: String,
    /// The `Host` field, empty if there was none.
    pub host: String,
    /// The way it came.
    pub peer: Peer,
    /// The TLS connection that carried it, counted from 0.
    pub connection: u64,
    /// Who it was from.
    pub credential: Credential,
    /// Which of this sandbox's tokens it carried, whatever that was worth: 1 for the first that was issued. None, if
    /// it carried no token of this sandbox's.
    pub token_number: Option<u64>,
    /// How many `Authorization` fields it had.
    pub authorization_fields: usize,
    /// The names of all its header fields, in lower case; a repeated field is listed as often as it came.
    pub header_names: Vec<String>,
    /// Its `Accept` field.
    pub accept: Option<String>,
    /// Its `Content-Type` field.
    pub content_type: Option<String>,
    /// Its `Cookie` field.
    pub cookie: Option<String>,
    /// Its `Referer` field.
    pub referer: Option<String>,
    /// Its `User-Agent` field.
    pub user_agent: Option<String>,
    /// The bytes of its body, once all of it has been read.
    pub body_length: Option<u64>,
    /// The status it was answered with; none before that, and none if a fault answered with no status of its own.
    pub status: Option<u16>,
    /// The name of the [`Fault`](crate::Fault) that it met: that of the constructor, as `"close_after_bytes"`.
    pub fault: Option<&'static str>,
    serial: u64,
}

/// The way a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Peer {
    /// Straight to the sandbox's own address.
    Direct,
    /// Through the sandbox's CONNECT proxy.
    Proxy,
}

/// One request to the CONNECT proxy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProxyRequest {
    /// The method: `CONNECT`, or what the proxy refused.
    pub method: String,
    /// The target, as it stood in the request line.
    pub target: String,
    /// The status it was answered with.
    pub status: u16,
    /// The names of its header fields, in lower case.
    pub header_names: Vec<String>,
}

impl LoggedRequest {
    pub(crate) fn arrived(
        parts: &Parts,
        peer: Peer,
        connection: u64,
        presented: &Presented,
        fault: Option<&'static str>,
    ) -> Self {
        let text = |name: HeaderName| {
            parts
                .headers
                .get(name)
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        Self {
            method: parts.method.as_str().into(),
            path: parts
                .uri
                .path_and_query()
                .map_or("", |path| path.as_str())
                .into(),
            host: text(http::header::HOST).unwrap_or_default(),
            peer,
            connection,
            credential: presented.credential.clone(),
            token_number: presented.token.as_ref().map(|token| token.number),
            authorization_fields: parts
                .headers
                .get_all(http::header::AUTHORIZATION)
                .iter()
                .count(),
            header_names: parts
                .headers
                .iter()
                .map(|(name, _)| name.as_str().into())
                .collect(),
            accept: text(ACCEPT),
            content_type: text(CONTENT_TYPE),
            cookie: text(COOKIE),
            referer: text(REFERER),
            user_agent: text(USER_AGENT),
            body_length: None,
            status: None,
            fault,
            serial: 0,
        }
    }

    pub(crate) fn is_for_token(&self) -> bool {
        self.path.split('?').next() == Some(TOKEN_ENDPOINT)
    }
}

/// The log, which a test may also wait on.
#[derive(Default)]
pub(crate) struct RequestLog {
    entries: Mutex<Entries>,
    changed: Condvar,
}

#[derive(Default)]
struct Entries {
    requests: Vec<LoggedRequest>,
    proxied: Vec<ProxyRequest>,
    next: u64,
}

impl RequestLog {
    /// Adds an entry and returns the serial number by which it can be completed.
    pub(crate) fn push(&self, mut request: LoggedRequest) -> u64 {
        let mut entries = lock(&self.entries);
        let serial = entries.next;
        entries.next += 1;
        request.serial = serial;
        entries.requests.push(request);
        self.changed.notify_all();
        serial
    }

    /// Completes an entry, unless the log has been cleared since.
    pub(crate) fn complete(&self, serial: u64, change: impl FnOnce(&mut LoggedRequest)) {
        let mut entries = lock(&self.entries);
        let entry = entries.requests.iter_mut().rev();
        if let Some(entry) = entry.into_iter().find(|entry| entry.serial == serial) {
            change(entry);
            self.changed.notify_all();
        }
    }

    pub(crate) fn push_proxied(&self, request: ProxyRequest) {
        lock(&self.entries).proxied.push(request);
    }

    pub(crate) fn requests(&self) -> Vec<LoggedRequest> {
        lock(&self.entries).requests.clone()
    }

    pub(crate) fn proxied(&self) -> Vec<ProxyRequest> {
        lock(&self.entries).proxied.clone()
    }

    pub(crate) fn count(&self, is_counted: impl Fn(&LoggedRequest) -> bool) -> usize {
        let entries = lock(&self.entries);
        entries.requests.iter().filter(|r| is_counted(r)).count()
    }

    pub(crate) fn clear(&self) {
        let mut entries = lock(&self.entries);
        entries.requests.clear();
        entries.proxied.clear();
    }

    /// Waits until the log is as wanted, or for `limit` of real time; whether it is.
    pub(crate) fn wait(&self, limit: Duration, is_it: impl Fn(&[LoggedRequest]) -> bool) -> bool {
        let (_entries, outcome) = self
            .changed
            .wait_timeout_while(lock(&self.entries), limit, |entries| {
                !is_it(&entries.requests)
            })
            .unwrap_or_else(PoisonError::into_inner);
        !outcome.timed_out()
    }
}
