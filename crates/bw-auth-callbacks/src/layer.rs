//! `CallbackLayer`: nobody gets past it who does not know a pair.

use std::sync::Arc;
use std::task::{Context, Poll};

use bw_auth_core::{CallbackVerifier, Verdict};
use http::header::AUTHORIZATION;
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::body::CallbackBody;
use crate::label::CallbackLabel;
use crate::response_future::ResponseFuture;

/// Lets in the callbacks of those who know a pair, and answers everything else with the challenge, before a byte of its body is read.
///
/// A request that is let in has a [`CallbackLabel`] among its extensions. Its `Authorization` field is taken out: it has done its
/// work, and what does not see it cannot log it.
///
/// In HTTP/1 the challenge says `Connection: close`, so that the second request comes over another connection: this one is
/// closed by the server, if the body has not arrived when the challenge goes out.
///
/// ```
/// use bw_auth_callbacks::{BasicCredentials, CallbackLabel, CallbackLayer, CallbackVerifier};
/// use axum::{Extension, Router, routing::post};
///
/// async fn receive(Extension(label): Extension<CallbackLabel>, body: String) {
///     println!("{label} sent {} bytes", body.len());
/// }
///
/// let pair = BasicCredentials::new("hooks", "open sesame".to_owned())?;
/// let app: Router = Router::new()
///     .route("/callbacks", post(receive))
///     .layer(CallbackLayer::new(CallbackVerifier::new("ours", pair)));
/// # let _ = app;
/// # Ok::<(), bw_auth_callbacks::CredentialsError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CallbackLayer {
    verifier: Arc<CallbackVerifier>,
}

impl CallbackLayer {
    /// A layer that goes by this verifier. Its clones, and its services, share it.
    #[must_use]
    pub fn new(verifier: impl Into<Arc<CallbackVerifier>>) -> Self {
        Self {
            verifier: verifier.into(),
        }
    }
}

impl<S> Layer<S> for CallbackLayer {
    type Service = CallbackService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CallbackService {
            verifier: self.verifier.clone(),
            inner,
        }
    }
}

/// What [`CallbackLayer`] makes of a service.
#[derive(Clone, Debug)]
pub struct CallbackService<S> {
    verifier: Arc<CallbackVerifier>,
    inner: S,
}

impl<S, B, R> Service<Request<B>> for CallbackService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
{
    type Response = Response<CallbackBody<R>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let version = request.version();
        match self.verifier.verify_request(&request) {
            Verdict::Accepted(label) => {
                tracing::debug!(label, "callback.accepted");
                let label = CallbackLabel::new(label);
                request.headers_mut().remove(AUTHORIZATION);
                request.extensions_mut().insert(label);
                ResponseFuture::inner(self.inner.call(request), version)
            }
            Verdict::Challenge => {
                tell_challenged(&request);
                ResponseFuture::challenge(version)
            }
        }
    }
}

/// The first request of each callback carries nothing. One that carries something and is challenged all the same is news.
fn tell_challenged<B>(request: &Request<B>) {
    match request.headers().get_all(AUTHORIZATION).iter().count() {
        0 => tracing::debug!("callback.challenged"),
        fields => tracing::warn!(fields, "callback.refused"),
    }
}
