//! `Verdict`: what a server does with a callback.

/// What becomes of a callback.
// There is nothing between the two.
#[allow(clippy::exhaustive_enums)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Verdict<'v> {
    /// It is from whoever knows the pair of this label. Let it in.
    Accepted(&'v str),
    /// Answer 401 with [`Verdict::CHALLENGE`]. It is the usual answer to a first request, which carries nothing.
    Challenge,
}

impl<'v> Verdict<'v> {
    /// The field that the answer 401 has to have. Without it Bandwidth does not try a second time, and the callback is lost.
    ///
    /// Source: Bandwidth's developer documentation, *Numbers → Webhooks* (`dev.bandwidth.com/docs/numbers/webhooks`), which
    /// wants the realm empty. [RFC 7617 §2](https://www.rfc-editor.org/rfc/rfc7617#section-2) has the field's form.
    ///
    /// Over HTTP/1, say `Connection: close` as well, unless the whole body of the request has been read: whoever closes the
    /// connection without a word may lose the second request.
    pub const CHALLENGE: (&'static str, &'static str) = ("www-authenticate", r#"Basic realm="""#);

    /// The label of the pair, if it was accepted.
    #[must_use]
    pub fn label(self) -> Option<&'v str> {
        match self {
            Self::Accepted(label) => Some(label),
            Self::Challenge => None,
        }
    }
}
