//! Draft: a request while its caller still adds to it. Both request builders are shells around it.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::Serialize;

use super::framing;
use super::request_error::RequestError;
use crate::{AccountId, Can, Endpoint, Environment, Error, Outline, Replay, Target, Url, Withheld};

/// Method, target and header fields, with the first mistake kept until the request is sent.
#[derive(Debug)]
pub struct Draft {
    method: Method,
    fields: HeaderMap,
    target: Result<Aim, Error>,
    timeout: Option<Duration>,
    raw_status: bool,
}

/// Where a draft goes.
#[derive(Debug)]
enum Aim {
    Known(Target),
    /// Nobody has said for which account it is; a token may.
    WithoutAccount {
        endpoint: Endpoint,
        environment: Environment,
        /// What is to be added to the query.
        queries: Vec<String>,
    },
}

/// A finished draft: what the exchange wants to know, and what the HTTP library needs beside the URL.
#[derive(Debug)]
#[non_exhaustive]
pub struct Prepared {
    /// For [`Exchange::new`](crate::Exchange::new).
    pub outline: Outline,
    /// The method.
    pub method: Method,
    /// The caller's header fields.
    pub fields: HeaderMap,
    /// Whether the request has a time limit of its own, other than the client's.
    pub own_timeout: bool,
    /// How many bytes a stream has by its caller's `Content-Length`.
    pub stream_length: Option<u64>,
}

impl Draft {
    /// A request to an endpoint, for an account, in an environment.
    #[must_use]
    pub fn new(
        method: Method,
        endpoint: &Endpoint,
        environment: &Environment,
        account: Option<&AccountId>,
    ) -> Self {
        let target = match endpoint.resolve(environment, account) {
            Ok(target) => Ok(Aim::Known(target)),
            Err(Withheld::AccountMissing) => Ok(Aim::WithoutAccount {
                endpoint: endpoint.clone(),
                environment: environment.clone(),
                queries: Vec::new(),
            }),
            Err(withheld) => Err(withheld.into()),
        };
        Self {
            method,
            fields: HeaderMap::new(),
            target,
            timeout: None,
            raw_status: false,
        }
    }

    /// A request that was put together elsewhere, with an absolute URL.
    #[must_use]
    pub fn from_parts(mut parts: http::request::Parts) -> Self {
        for (name, value) in &mut parts.headers {
            hide(name, value);
        }
        let url = Url::parse(&parts.uri.to_string()).map_err(Withheld::from);
        let mut draft = Self {
            method: parts.method,
            fields: HeaderMap::new(),
            target: url
                .map(|url| Aim::Known(Target::from(url)))
                .map_err(Error::from),
            timeout: None,
            raw_status: false,
        };
        if parts.headers.len() > MOST_FIELDS {
            draft.mistake(RequestError::Header);
        } else {
            draft.fields = parts.headers;
        }
        draft
    }

    /// Adds a header field.
    pub fn header<N, V>(&mut self, name: N, value: V)
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        match (name.try_into(), value.try_into()) {
            (Ok(name), Ok(mut value)) if self.fields.len() < MOST_FIELDS => {
                hide(&name, &mut value);
                self.fields.append(name, value);
            }
            _ => self.mistake(RequestError::Header),
        }
    }

    /// Adds name=value pairs to the query.
    pub fn query<T: Serialize + ?Sized>(&mut self, pairs: &T) {
        match serde_urlencoded::to_string(pairs) {
            Ok(query) => self.change_aim(|aim| aim.with_raw_query(query)),
            Err(_) => self.mistake(RequestError::Query),
        }
    }

    /// Writes the body as JSON, with the content type if the caller named none. `None` when it cannot be written.
    pub fn json<T: Serialize + ?Sized>(&mut self, body: &T) -> Option<Bytes> {
        self.body(serde_json::to_vec(body).ok(), "application/json")
    }

    /// Writes the body as `application/x-www-form-urlencoded`, as [`json`](Self::json) does for JSON.
    pub fn form<T: Serialize + ?Sized>(&mut self, body: &T) -> Option<Bytes> {
        let text = serde_urlencoded::to_string(body).ok();
        self.body(
            text.map(String::into_bytes),
            "application/x-www-form-urlencoded",
        )
    }

    /// Notes a body that could not be written, or a field that could not be parsed.
    pub fn mistake(&mut self, mistake: RequestError) {
        self.change_aim(|_| Err(mistake.into()));
    }

    /// Sets the content type if the caller named none.
    pub fn content_type(&mut self, value: &HeaderValue) {
        self.fields
            .entry(CONTENT_TYPE)
            .or_insert_with(|| value.clone());
    }

    /// Limits the time for this request, retries and the reading of the body included.
    pub fn timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    /// Delivers 401, 403 and 429 as responses.
    pub fn raw_status(&mut self) {
        self.raw_status = true;
    }

    /// Whether it can only be sent once somebody has said for which account.
    #[must_use]
    pub fn lacks_account(&self) -> bool {
        matches!(self.target, Ok(Aim::WithoutAccount { .. }))
    }

    /// How long it takes at the most to find out for which account it is; `default` unless the draft has a limit of its own.
    #[must_use]
    pub fn time_limit(&self, default: Duration) -> Duration {
        self.timeout.unwrap_or(default)
    }

    /// Says for which account it is, if anybody could say. What that has `taken` of `limit` is taken off the draft's time.
    pub fn settle_account(
        &mut self,
        account: Option<&AccountId>,
        limit: Duration,
        taken: Duration,
    ) {
        if let Some(account) = account {
            self.change_aim(|aim| aim.for_account(account));
        }
        if !taken.is_zero() {
            self.timeout = Some(limit.saturating_sub(taken));
        }
    }

    /// Ends the drafting. `length` is that of a body at hand, in bytes; `timeout` applies unless the draft has its own.
    ///
    /// # Errors
    ///
    /// The first mistake made, the rule that the target breaks, or [`RequestError::Field`].
    pub fn finish(
        mut self,
        body: Replay,
        length: Option<u64>,
        can: Can,
        timeout: Option<Duration>,
    ) -> Result<Prepared, Error> {
        let Aim::Known(target) = self.target? else {
            return Err(Withheld::AccountMissing.into());
        };
        let stream_length = framing::settle(&mut self.fields, &self.method, body, length)?;
        let outline = Outline::new(self.method.as_str(), target)
            .with_own_authorization(self.fields.contains_key(AUTHORIZATION))
            .with_body(body)
            .with_powers(can)
            .with_time_limit(self.timeout.or(timeout))
            .with_raw_status(self.raw_status);
        Ok(Prepared {
            own_timeout: self.timeout.is_some(),
            stream_length,
            outline,
            method: self.method,
            fields: self.fields,
        })
    }

    fn body(&mut self, bytes: Option<Vec<u8>>, content_type: &'static str) -> Option<Bytes> {
        match bytes {
            Some(bytes) => {
                self.content_type(&HeaderValue::from_static(content_type));
                Some(bytes.into())
            }
            None => {
                self.mistake(RequestError::Body);
                None
            }
        }
    }

    fn change_aim(&mut self, change: impl FnOnce(Aim) -> Result<Aim, Error>) {
        let placeholder = Err(RequestError::Body.into());
        self.target = core::mem::replace(&mut self.target, placeholder).and_then(change);
    }
}

impl Aim {
    fn with_raw_query(self, query: String) -> Result<Self, Error> {
        match self {
            Self::Known(target) => {
                let target = target.with_raw_query(&query);
                Ok(Self::Known(target.map_err(|_| RequestError::Query)?))
            }
            Self::WithoutAccount {
                endpoint,
                environment,
                mut queries,
            } => {
                queries.push(query);
                Ok(Self::WithoutAccount {
                    endpoint,
                    environment,
                    queries,
                })
            }
        }
    }

    fn for_account(self, account: &AccountId) -> Result<Self, Error> {
        let Self::WithoutAccount {
            endpoint,
            environment,
            queries,
        } = self
        else {
            return Ok(self);
        };
        let target = endpoint.resolve(&environment, Some(account))?;
        queries
            .into_iter()
            .try_fold(Self::Known(target), Self::with_raw_query)
    }
}

/// A request with credentials of its own is refused when it is finished; until then, `Debug` must not show them.
fn hide(name: &HeaderName, value: &mut HeaderValue) {
    if [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION].contains(name) {
        value.set_sensitive(true);
    }
}

/// No server takes as many. A map of 24,576 is full, and then panics where a library adds a field of its own.
const MOST_FIELDS: usize = 1_000;
