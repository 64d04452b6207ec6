//! The span and the events of `docs/observability.md`, written with the `tracing` crate.

use tracing::field::{Empty, display};
use tracing::{Level, Span};

use crate::{AccountId, Error, Event, Exchange, Outline, Service};

/// The span `bw_auth.request` around one request.
#[derive(Clone, Debug)]
pub struct RequestSpan(Span);

impl RequestSpan {
    /// Opens the span.
    #[must_use]
    pub fn new(outline: &Outline) -> Self {
        let target = outline.target();
        Self(tracing::info_span!(
            target: "bw_auth",
            "bw_auth.request",
            service = target.service().map(Service::name),
            method = outline.method(),
            path = target.template(),
            account = target.account().map(AccountId::as_str),
            scheme = Empty,
            fingerprint = Empty,
            attempt = Empty,
            status = Empty,
            code = Empty,
        ))
    }

    /// Notes how the request ended: the status of the response that is delivered, or the error.
    pub fn end(&self, exchange: &Exchange, end: Result<u16, &Error>) {
        self.0.record("attempt", exchange.attempts());
        if let Some(fingerprint) = exchange.fingerprint() {
            self.0.record("scheme", display(fingerprint.scheme()));
            self.0.record("fingerprint", display(fingerprint));
        }
        match end {
            Ok(status) => {
                self.0.record("status", status);
            }
            Err(error) => {
                self.0.record("code", error.code());
                if let Some(answer) = error.answer() {
                    self.0.record("status", answer.status());
                }
            }
        }
    }

    /// The span itself, to run code in.
    #[must_use]
    pub fn span(&self) -> &Span {
        &self.0
    }
}

pub(super) fn emit(event: &Event) {
    match event {
        Event::Rejected {
            fingerprint,
            origin,
            account,
        } => tracing::event!(
            target: "bw_auth", Level::WARN, name = event.name(), %fingerprint, %origin,
            account = account.as_ref().map(AccountId::as_str),
            "the service did not accept the credentials"
        ),
        Event::BreakerOpened {
            fingerprint,
            origin,
            account,
            length,
        } => tracing::event!(
            target: "bw_auth", Level::WARN, name = event.name(), %fingerprint, %origin,
            account = account.as_ref().map(AccountId::as_str), seconds = length.as_secs(),
            "too many rejections in a row, nothing is sent for a while"
        ),
        Event::BreakerClosed {
            fingerprint,
            origin,
            account,
        } => tracing::event!(
            target: "bw_auth", Level::INFO, name = event.name(), %fingerprint, %origin,
            account = account.as_ref().map(AccountId::as_str),
            "the credentials are accepted again"
        ),
        Event::Rotated { fingerprint } => tracing::event!(
            target: "bw_auth", Level::INFO, name = event.name(), %fingerprint,
            "newer credentials are in use"
        ),
        Event::TokenRefreshed { fingerprint, life } => tracing::event!(
            target: "bw_auth", Level::INFO, name = event.name(), %fingerprint, seconds = life.as_secs(),
            "a token was obtained"
        ),
        Event::TokenRefreshFailed {
            fingerprint,
            code,
            next_try,
        } => tracing::event!(
            target: "bw_auth", Level::WARN, name = event.name(), %fingerprint, code, seconds = next_try.as_secs(),
            "no token was to be had"
        ),
        Event::Withheld { code } => tracing::event!(
            target: "bw_auth", Level::WARN, name = event.name(), code,
            "a rule kept a request from being sent"
        ),
    }
}
