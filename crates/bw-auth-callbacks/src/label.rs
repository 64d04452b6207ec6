//! `CallbackLabel`: whom a request that was let in is from.

use std::fmt;
use std::sync::Arc;

/// The label of the pair that a callback was accepted by. [`CallbackLayer`](crate::CallbackLayer) puts it among the request's
/// extensions.
///
/// ```
/// use bw_auth_callbacks::CallbackLabel;
///
/// fn tenant<B>(request: &http::Request<B>) -> Option<&str> {
///     Some(request.extensions().get::<CallbackLabel>()?.as_str())
/// }
/// # assert_eq!(tenant(&http::Request::new(())), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CallbackLabel(Arc<str>);

impl CallbackLabel {
    pub(crate) fn new(label: &str) -> Self {
        Self(label.into())
    }

    /// Its text, as it was given to the verifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CallbackLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
