//! Seen: a request that a stand-in was sent.

use core::fmt;

use http::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use http::{Method, Request, Uri};

/// A request that a [`StandIn`](crate::StandIn) was sent.
///
/// Of its `Authorization` only the scheme is kept. Its `Debug` shows neither the query nor the body, nor what the fields hold.
#[derive(Clone)]
pub struct Seen(Request<Vec<u8>>);

impl Seen {
    pub(crate) fn of(request: &Request<Vec<u8>>) -> Self {
        let mut seen = Request::new(request.body().clone());
        seen.method_mut().clone_from(request.method());
        seen.uri_mut().clone_from(request.uri());
        for (name, value) in request.headers() {
            let value = if name == AUTHORIZATION {
                scheme_alone(value)
            } else {
                value.clone()
            };
            seen.headers_mut().append(name, value);
        }
        Self(seen)
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.0.method()
    }

    /// The whole URL.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        self.0.uri()
    }

    /// The header fields. The value of `Authorization` is its scheme and no more.
    #[must_use]
    pub fn fields(&self) -> &HeaderMap {
        self.0.headers()
    }

    /// The scheme of its `Authorization`: `Basic` or `Bearer`. `None` if there is no such field.
    #[must_use]
    pub fn scheme(&self) -> Option<&str> {
        self.0.headers().get(AUTHORIZATION)?.to_str().ok()
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.0.body()
    }

    /// Whether this asks for a token ([RFC 6749 §4.4.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2)).
    #[must_use]
    pub fn asks_for_token(&self) -> bool {
        self.0.method() == Method::POST
            && (self.body().split(|byte| *byte == b'&'))
                .any(|pair| pair.starts_with(b"grant_type="))
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<_> = self.fields().keys().collect();
        names.sort_by_key(|name| name.as_str());
        f.debug_struct("Seen")
            .field("method", self.method())
            .field("host", &self.uri().host().unwrap_or_default())
            .field("path", &self.uri().path())
            .field("fields", &names)
            .field("scheme", &self.scheme())
            .field("body", &format_args!("[{} bytes]", self.body().len()))
            .finish()
    }
}

/// A value without a scheme may be a secret as a whole.
fn scheme_alone(value: &HeaderValue) -> HeaderValue {
    let scheme = value.to_str().ok().and_then(|text| text.split_once(' '));
    scheme
        .and_then(|(scheme, _)| HeaderValue::from_str(scheme).ok())
        .unwrap_or(HeaderValue::from_static(""))
}
