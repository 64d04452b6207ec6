//! An absolute URL in the one spelling that every client reads alike.

use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use core::{fmt, str};

use iri_string::{
    format::ToDedicatedString as _,
    types::{UriAbsoluteStr, UriReferenceStr, UriStr},
};

use crate::{endpoint_template::Filled, origin::Origin, query, url_error::UrlError};

/// An absolute http or https URL, normalised.
///
/// It is read by the grammar of [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986), not repaired, and then rewritten so that a
/// parser of WHATWG's kind and one of RFC 3986's kind see the same origin, path and query: scheme and
/// host in lower case, the default port dropped, unreserved characters of the path decoded and its dot segments removed,
/// `/` for an empty path, `'` in the query encoded, the fragment dropped. A query is otherwise left as it is, since it may be signed.
/// A user name or password is refused, an empty one too.
///
/// ```
/// use bw_auth_core::Url;
///
/// let url = Url::parse("HTTPS://API.Bandwidth.com:443/v2/x/%2e%2e/calls?page=1#top")?;
/// assert_eq!(url.as_str(), "https://api.bandwidth.com/v2/calls?page=1");
/// assert_eq!((url.path(), url.query()), ("/v2/calls", Some("page=1")));
/// # Ok::<(), bw_auth_core::UrlError>(())
/// ```
///
/// A query may hold a signature or a token, so it is not part of the `Debug` output, and there is no `Display`:
///
/// ```compile_fail,E0277
/// # let url = bw_auth_core::Url::parse("https://api.bandwidth.com/").unwrap();
/// println!("{url}");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    text: Arc<str>,
    origin: Origin,
    path_start: usize,
    /// Where the query starts, after its question mark.
    query_start: Option<usize>,
}

impl Url {
    /// Reads an absolute URL.
    ///
    /// # Errors
    ///
    /// [`UrlError`] if it is malformed, of another scheme, longer than 65,534 bytes, has a user name or an `@` before the
    /// host, or a host or port that [`Origin`] does not allow.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        if text.len() > LIMIT {
            return Err(UrlError::TooLong { limit: LIMIT });
        }
        let uri = UriStr::new(text).map_err(|_| UrlError::Malformed)?;
        let origin = Origin::of(uri)?;
        let normal = uri.normalize().to_dedicated_string();
        let path = match normal.path_str() {
            "" => "/",
            path => path,
        };

        let mut text = origin.to_string();
        let path_start = text.len();
        text.push_str(path);
        let query_start = uri.query_str().map(|query| {
            text.push('?');
            let start = text.len();
            text.push_str(&query::normalise(query));
            start
        });
        // Encoding an apostrophe makes the text longer.
        if text.len() > LIMIT {
            return Err(UrlError::TooLong { limit: LIMIT });
        }
        Ok(Self {
            text: text.into(),
            origin,
            path_start,
            query_start,
        })
    }

    /// This URL with more of a path, which starts with a slash, and perhaps a query.
    ///
    /// What is known to be plain ([`query::is_plain_path`]) is in normal form already, and is not parsed again.
    pub(crate) fn below(&self, rest: Filled<'_>, plain: bool) -> Result<Self, UrlError> {
        let base = self.text.strip_suffix('/').unwrap_or(&self.text);
        let mut text = String::with_capacity(base.len().saturating_add(rest.len()));
        text.push_str(base);
        rest.push_onto(&mut text);
        if self.query_start.is_some() || text.len() > LIMIT || !plain {
            return Self::parse(&text);
        }
        let query = text.bytes().skip(base.len()).position(|byte| byte == b'?');
        Ok(Self {
            query_start: query.map(|at| base.len() + at + 1),
            text: text.into(),
            origin: self.origin.clone(),
            path_start: self.path_start,
        })
    }

    /// Resolves the value of a `Location` field against this URL
    /// ([RFC 3986 §5](https://www.rfc-editor.org/rfc/rfc3986#section-5), [RFC 9110 §10.2.2](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.2)).
    ///
    /// ```
    /// use bw_auth_core::Url;
    ///
    /// let url = Url::parse("https://api.bandwidth.com/v2/calls?page=1")?;
    /// assert_eq!(url.join(b"../v3/calls")?.as_str(), "https://api.bandwidth.com/v3/calls");
    /// # Ok::<(), bw_auth_core::UrlError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`UrlError`] if the value is no URI reference, or [`Url::parse`] refuses the result.
    pub fn join(&self, location: &[u8]) -> Result<Self, UrlError> {
        if location.len() > LIMIT {
            return Err(UrlError::TooLong { limit: LIMIT });
        }
        let location = str::from_utf8(location).map_err(|_| UrlError::Malformed)?;
        let reference = UriReferenceStr::new(location).map_err(|_| UrlError::Malformed)?;
        let base = UriAbsoluteStr::new(&self.text).map_err(|_| UrlError::Malformed)?;
        let resolved = reference.resolve_against(base).to_dedicated_string();
        Self::parse(resolved.as_str())
    }

    /// The whole URL, query included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The path, which starts with `/`.
    #[must_use]
    pub fn path(&self) -> &str {
        let end = self
            .query_start
            .map_or(self.text.len(), |start| start.saturating_sub(1));
        self.text.get(self.path_start..end).unwrap_or_default()
    }

    /// The query without its question mark.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.text.get(self.query_start?..)
    }

    /// Appends a pair to the query, percent-encoded as forms are (`application/x-www-form-urlencoded`).
    ///
    /// The length is not checked here; HTTP libraries refuse a URL of more than 65,534 bytes.
    #[must_use]
    pub fn with_query_pair(self, name: &str, value: &str) -> Self {
        self.with_query_part(|text| query::push_pair(text, name, value))
    }

    /// Appends text to the query as it is, after an `&` if there is a query already.
    ///
    /// # Errors
    ///
    /// [`UrlError::Malformed`] if it has a character that a query may not have, a `#` among them; [`UrlError::TooLong`] if
    /// the URL would have more than 65,534 bytes.
    pub fn with_raw_query(self, more: &str) -> Result<Self, UrlError> {
        query::check(more)?;
        if more.is_empty() {
            return Ok(self);
        }
        let longer = self.with_query_part(|text| text.push_str(&query::normalise(more)));
        if longer.text.len() > LIMIT {
            return Err(UrlError::TooLong { limit: LIMIT });
        }
        Ok(longer)
    }

    fn with_query_part(mut self, push: impl FnOnce(&mut String)) -> Self {
        let mut text = String::from(&*self.text);
        match self.query() {
            None => {
                text.push('?');
                self.query_start = Some(text.len());
            }
            Some("") => {}
            Some(_) => text.push('&'),
        }
        push(&mut text);
        self.text = text.into();
        self
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query = self.query_start.map_or("", |_| "?[…]");
        write!(f, "Url({}{}{query})", self.origin, self.path())
    }
}

/// What the `http` crate takes, and with it the clients built on it.
const LIMIT: usize = 65_534;
