//! Callbacks as the `http` crate has them, for servers without tower.

use http::header::{AUTHORIZATION, CONNECTION};
use http::{HeaderValue, Request, Response, StatusCode, Version};

use super::verdict::Verdict;
use super::verifier::CallbackVerifier;

impl CallbackVerifier {
    /// Judges a request by its fields. Its body need not have been read.
    ///
    /// ```
    /// use bw_auth_core::{BasicCredentials, CallbackVerifier, Verdict, http};
    ///
    /// fn receive(verifier: &CallbackVerifier, request: http::Request<Vec<u8>>) -> http::Response<Vec<u8>> {
    ///     match verifier.verify_request(&request) {
    ///         Verdict::Accepted(label) => http::Response::new(format!("thanks, {label}").into()),
    ///         Verdict::Challenge => Verdict::challenge(request.version()),
    ///     }
    /// }
    ///
    /// let verifier = CallbackVerifier::new("ours", BasicCredentials::new("hooks", "open sesame".to_owned())?);
    /// let answer = receive(&verifier, http::Request::new(Vec::new()));
    /// assert_eq!(answer.status(), 401);
    /// assert_eq!(answer.headers()["www-authenticate"], "Basic realm=\"\"");
    /// # Ok::<(), bw_auth_core::CredentialsError>(())
    /// ```
    pub fn verify_request<B>(&self, request: &Request<B>) -> Verdict<'_> {
        let fields = request.headers().get_all(AUTHORIZATION);
        self.verify(fields.iter().map(HeaderValue::as_bytes))
    }
}

impl Verdict<'_> {
    /// The answer to a request of this version that is not accepted: 401, [`CHALLENGE`](Self::CHALLENGE), and no body.
    ///
    /// In HTTP/1 it says `Connection: close` too. The body of the request may not have been read to its end, and then a server
    /// such as hyper closes the connection by itself, without a word: a client that sends the second request over it would lose
    /// the callback. HTTP/2 and HTTP/3 forbid the field
    /// ([RFC 9113 §8.2.2](https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2)).
    #[must_use]
    pub fn challenge<B: Default>(version: Version) -> Response<B> {
        let mut response = Response::new(B::default());
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        let (name, value) = Self::CHALLENGE;
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
        if version <= Version::HTTP_11 {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
        }
        response
    }
}
