//! Callbacks as the `http` crate has them, for servers without tower.

use http::header::AUTHORIZATION;
use http::{HeaderValue, Request, Response, StatusCode};

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
    ///         Verdict::Challenge => Verdict::challenge(),
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
    /// The answer to a request that is not accepted: 401, [`CHALLENGE`](Self::CHALLENGE), and no body.
    #[must_use]
    pub fn challenge<B: Default>() -> Response<B> {
        let mut response = Response::new(B::default());
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        let (name, value) = Self::CHALLENGE;
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
        response
    }
}
