//! The one place where an [`Authorization`] becomes a type of the `http` crate.

use bytes::Bytes;
use http::HeaderValue;

use crate::authorization::Authorization;

impl Authorization {
    /// The value for a header map: marked sensitive, and a view of the same buffer, so that nothing is copied.
    ///
    /// A value marked sensitive is left out of `Debug` output and of HTTP/2 compression tables.
    #[must_use]
    pub fn header_value(&self) -> HeaderValue {
        self.header_value.clone()
    }
}

pub(crate) fn header_value(shared: &Bytes) -> HeaderValue {
    let mut value = HeaderValue::from_maybe_shared(shared.clone())
        .expect("a scheme, base64 and tokens are visible ASCII");
    value.set_sensitive(true);
    value
}
