//! `RequestBuilder`: a request while its caller still adds to it.

use core::fmt;
use core::time::Duration;

use bw_auth_core::Error;
use bw_auth_core::client::Draft;
use http::{HeaderName, HeaderValue};
use reqwest::{Body, Response};
use serde::Serialize;

use crate::client::Client;

/// A request to be sent. A mistake in any part is kept, and is the error that [`send`](Self::send) returns.
#[must_use = "a request is sent only by `send`"]
pub struct RequestBuilder {
    client: Client,
    draft: Draft,
    body: Option<Body>,
}

impl RequestBuilder {
    pub(crate) fn new(client: Client, draft: Draft) -> Self {
        Self {
            client,
            draft,
            body: None,
        }
    }

    /// Adds a header field.
    ///
    /// `Authorization` is not for the caller to set, nor is what says where the request goes and where it ends: `Host`,
    /// `Transfer-Encoding`, `Connection` and their like. Such a request is refused. `Content-Length` is for a stream
    /// whose length the caller knows: with any other length the request fails. Without it a stream is sent in chunks.
    /// More than 1,000 fields are an error.
    pub fn header<N: TryInto<HeaderName>, V: TryInto<HeaderValue>>(
        mut self,
        name: N,
        value: V,
    ) -> Self {
        self.draft.header(name, value);
        self
    }

    /// Adds name=value pairs to the query: a slice of pairs, a map, or a structure without nesting.
    pub fn query<T: Serialize + ?Sized>(mut self, pairs: &T) -> Self {
        self.draft.query(pairs);
        self
    }

    /// Sets the body: bytes or text, which can be sent again, or a stream, which cannot.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = filled(body);
        self
    }

    /// Sets the body as JSON.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.body = self.draft.json(body).and_then(filled);
        self
    }

    /// Sets the body as `application/x-www-form-urlencoded`.
    pub fn form<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.body = self.draft.form(body).and_then(filled);
        self
    }

    /// Sets the body as `multipart/form-data`. It is sent as a stream, so it cannot be sent again.
    #[cfg(feature = "multipart")]
    pub fn multipart(mut self, form: reqwest::multipart::Form) -> Self {
        let content_type = format!("multipart/form-data; boundary={}", form.boundary());
        match HeaderValue::from_str(&content_type) {
            Ok(content_type) => self.draft.content_type(&content_type),
            Err(_) => self.draft.mistake(bw_auth_core::RequestError::Body),
        }
        self.body = Some(Body::wrap_stream(form.into_stream()));
        self
    }

    /// Limits the time of this request, retries and the reading of the body included.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.draft.timeout(timeout);
        self
    }

    /// Makes 401, 403 and 429 responses instead of errors, for code that looks at the status itself.
    pub fn raw_status(mut self) -> Self {
        self.draft.raw_status();
        self
    }

    /// Sends the request.
    ///
    /// Every status but 401, 403 and 429 is a response; [`Outcome`](bw_auth_core::Outcome) among its extensions says
    /// how many requests it took, how long a 503 asks to wait, and where a redirect that was not followed leads.
    ///
    /// Dropping the future at any point leaves the client usable.
    ///
    /// # Errors
    ///
    /// [`Error`], made to be matched on.
    pub async fn send(self) -> Result<Response, Error> {
        self.client.finish(self.draft, self.body).await
    }
}

/// A body of no bytes is no body: a GET with one could not follow a redirect.
fn filled(body: impl Into<Body>) -> Option<Body> {
    Some(body.into()).filter(|body| body.as_bytes() != Some(&[]))
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("draft", &self.draft)
            .finish_non_exhaustive()
    }
}
