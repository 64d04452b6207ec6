//! The two steps, as Bandwidth makes them: without credentials, and after a challenge with them. And one that it never makes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bw_auth_blocking::fault_of;
use bw_auth_blocking::ureq::{self, Agent};
use bw_auth_core::{Authorization, BasicCredentials, Fault};
use bw_auth_sandbox::CallbackKind;
use http::{HeaderMap, Method, Request, StatusCode, Uri};

use super::challenge::{Asked, asked};
use super::wrong::Wrong;

/// Where callbacks are to go, and how.
pub(super) struct Endpoint {
    pub(super) agent: Agent,
    pub(super) uri: Uri,
    /// In place of the product's own.
    pub(super) time_limit: Option<Duration>,
}

/// What came of one step.
pub(super) enum Answer {
    Status(StatusCode, HeaderMap),
    Broken(Fault, String),
}

/// What came of a callback, as far as it got.
pub(super) struct Course {
    kind: CallbackKind,
    body: Vec<u8>,
    pub(super) first: Answer,
    /// What the first answer asked for; of a 401 only.
    pub(super) asked: Option<Asked>,
    pub(super) second: Option<Answer>,
    /// What came of each pair that is wrong, and how it was wrong.
    pub(super) thirds: Vec<(Wrong, Answer)>,
}

impl Course {
    /// Whether the endpoint asked for credentials, and took the right ones.
    pub(super) fn is_taken(&self) -> bool {
        matches!(&self.second, Some(Answer::Status(status, _)) if status.is_success())
    }
}

impl Endpoint {
    pub(super) fn send(&self, kind: CallbackKind, pair: Option<&BasicCredentials>) -> Course {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let body = kind.body(now.unwrap_or_default());
        let first = self.step(kind, &body, None);
        let asked = match &first {
            Answer::Status(StatusCode::UNAUTHORIZED, fields) => Some(asked(fields)),
            _ => None,
        };
        let second = match (&asked, pair) {
            (Some(Asked::Basic { .. }), Some(pair)) => Some(self.step(kind, &body, Some(pair))),
            _ => None,
        };
        Course {
            kind,
            body,
            first,
            asked,
            second,
            thirds: Vec::new(),
        }
    }

    /// Sends the same callback with a pair that is wrong, to an endpoint that took the right one: only then does the answer
    /// say anything, and only then has it been given the right password already.
    pub(super) fn send_wrong(&self, course: &mut Course, wrong: Wrong, pair: &BasicCredentials) {
        let answer = self.step(course.kind, &course.body, Some(pair));
        course.thirds.push((wrong, answer));
    }

    fn limit(&self, kind: CallbackKind) -> Duration {
        self.time_limit.unwrap_or(kind.time_limit())
    }

    fn step(&self, kind: CallbackKind, body: &[u8], pair: Option<&BasicCredentials>) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(self.uri.clone())
            .header("content-type", kind.content_type());
        let request = match pair {
            Some(pair) => {
                request.header("authorization", Authorization::basic(pair).header_value())
            }
            None => request,
        };
        let sent = request
            .body(body)
            .map_err(ureq::Error::from)
            .and_then(|request| {
                let request = self.agent.configure_request(request);
                let limited = request.timeout_global(Some(self.limit(kind)));
                self.agent.run(limited.build())
            });
        match sent {
            Ok(response) => Answer::Status(response.status(), response.headers().clone()),
            Err(error) => Answer::Broken(fault_of(&error), innermost(&error)),
        }
    }
}

/// What the HTTP library says; nothing where it would print the URL.
fn innermost(error: &ureq::Error) -> String {
    if matches!(error, ureq::Error::BadUri(_)) {
        return String::new();
    }
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = error.to_string();
        cause = error.source();
    }
    text.chars().take(LONGEST_CAUSE).collect()
}

/// Some of rustls's list all that it knows.
const LONGEST_CAUSE: usize = 200;
