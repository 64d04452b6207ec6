//! `TokenRequest`: how a token is asked for ([RFC 6749 §4.4.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2)).

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use super::answer::KeptHead;
use super::clock::Now;
use super::error::BoxError;
use super::fault::Fault;
use super::head::Head;
use super::held::{Held, after_scheme, pair_secrets};
use super::step::Errand;
use super::token_answer::{Granted, TOKEN_BODY_LIMIT, read};
use super::token_error::{TokenError, TokenFailure};
use super::transport_error::TransportError;
use super::wait::wait;
use crate::query::push_pair;
use crate::{Authorization, Url};

/// A request for a token, to be sent as it is: no redirect is followed and nothing is retried.
///
/// It carries the client secret, so it goes to the environment's token URL and nowhere else.
pub struct TokenRequest {
    pub(super) errand: Errand,
    pub(super) asked: Now,
    pub(super) held: Arc<Held>,
    /// The token that it is to replace, if there is one.
    current: Option<Arc<Held>>,
    url: Url,
    authorization: Authorization,
    body: String,
}

/// What came of a token request, for [`Authenticator::token_answered`](super::Authenticator::token_answered).
pub struct TokenAnswer(pub(super) Came);

/// What came of it.
pub(super) enum Came {
    Granted(Granted),
    Failed(TokenError),
    /// Nothing within so much time, which says little.
    GivenUp(Duration),
}

impl TokenRequest {
    /// `None` unless these are client credentials.
    pub(super) fn new(
        errand: Errand,
        held: Arc<Held>,
        current: Option<Arc<Held>>,
        url: Url,
        asked: Now,
    ) -> Option<Self> {
        let client = held.client()?;
        let mut body = String::from("grant_type=client_credentials");
        if let Some(scope) = client.scope() {
            body.push('&');
            push_pair(&mut body, "scope", scope);
        }
        Some(Self {
            errand,
            asked,
            authorization: Authorization::basic(client.pair()),
            url,
            body,
            held,
            current,
        })
    }

    /// Where to send it.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &'static str {
        "POST"
    }

    /// Who asks: the client id and secret.
    pub fn authorization(&self) -> &Authorization {
        &self.authorization
    }

    /// The media type of the body.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        "application/x-www-form-urlencoded"
    }

    /// The body. There is no secret in it.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// How long it may take, where whoever sends it has no more time than `most`.
    #[must_use]
    pub fn time_limit(&self, most: Option<Duration>) -> Duration {
        most.map_or(TIME_LIMIT, |most| most.min(TIME_LIMIT))
    }

    /// Notes that no answer came within `limit`, after `taken`, where that is less than the whole time that the endpoint has:
    /// whoever sent the request had no more. `None` if it was not that, and [`broken`](Self::broken) is the answer.
    ///
    /// It counts as no try, so that the next who needs a token sends another; until such waits come to the whole time together.
    #[must_use]
    pub fn given_up(&self, limit: Duration, taken: Duration) -> Option<TokenAnswer> {
        let is_cut_short = limit < TIME_LIMIT && taken >= limit;
        is_cut_short.then_some(TokenAnswer(Came::GivenUp(taken)))
    }

    /// How much of the answer's body to read, in bytes. What is read may hold a token, so it belongs in a buffer that is
    /// wiped.
    #[must_use]
    pub fn answer_limit(&self) -> usize {
        TOKEN_BODY_LIMIT
    }

    /// Reads the answer: its head, the body as far as it was read, and whether that is all of it.
    ///
    /// This takes the longer the more a server sends, so it is done before any lock is taken.
    #[must_use]
    pub fn read(&self, now: Now, head: Head<'_>, body: &[u8], complete: bool) -> TokenAnswer {
        let failure = match head.status {
            200..=299 => match read(body, complete) {
                Ok(granted) => return TokenAnswer(Came::Granted(granted)),
                Err(unusable) => TokenFailure::Unusable(unusable),
            },
            400 | 401 | 403 => TokenFailure::Refused,
            429 => TokenFailure::RateLimited,
            _ => TokenFailure::Unavailable,
        };
        let mut error = self.error(failure);
        error.retry_after = wait(&head, now);
        if !matches!(failure, TokenFailure::Unusable(_)) {
            let answer = KeptHead::of(&head).into_answer(body, complete, &self.secrets());
            error.answer = Some(Arc::new(answer));
        }
        TokenAnswer(Came::Failed(error))
    }

    /// Notes that no answer came. The library's error is kept only if it does not print the secret.
    #[must_use]
    pub fn broken(&self, fault: Fault, source: Option<BoxError>) -> TokenAnswer {
        let mut error = self.error(TokenFailure::Unreachable(fault));
        let checked = TransportError::checked(fault, source, &self.secrets());
        error.source = Some(Arc::new(checked));
        TokenAnswer(Came::Failed(error))
    }

    pub(super) fn error(&self, failure: TokenFailure) -> TokenError {
        let (fingerprint, endpoint) = (&self.held.fingerprint, self.url.origin());
        TokenError::new(fingerprint.clone(), endpoint.clone(), failure)
    }

    /// What no text may repeat: what is sent, and the token of which the endpoint may say that it is there still.
    fn secrets(&self) -> Vec<&[u8]> {
        let sent = after_scheme(&self.authorization);
        let mut secrets = match self.held.client() {
            Some(client) => pair_secrets(sent, client.pair()).to_vec(),
            None => vec![sent.as_bytes()],
        };
        secrets.extend(self.current.iter().flat_map(|current| current.secrets()));
        secrets
    }
}

impl TokenAnswer {
    /// Whether the endpoint was not heard to the end, which need not be its fault.
    #[must_use]
    pub fn is_broken_off(&self) -> bool {
        matches!(&self.0, Came::Failed(error) if error.failure.is_broken_off())
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest")
            .field("url", &self.url)
            .field("client", &self.held.fingerprint)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Came::Granted(granted) => write!(f, "TokenAnswer(a token for {:?})", granted.life),
            Came::Failed(error) => write!(f, "TokenAnswer({error:?})"),
            Came::GivenUp(_) => f.write_str("TokenAnswer(given up)"),
        }
    }
}

pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);
