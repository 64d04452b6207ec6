//! `AuthorizationLayer`: our header inside somebody else's client, as a tower layer.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use bw_auth_core::client::Watched;
use bw_auth_core::{BoxError, Fault, Head, Outline};
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::client::Client;

/// Adds the `Authorization` field to requests on their way through a tower stack, and learns from the responses.
///
/// A layer cannot send a request again, nor wait with it, so it does less than a [`Client`]:
///
/// - A 401 is handed on as it is. If the provider has newer credentials, the *next* request gets them.
/// - Nothing is retried, and 403 and 429 are responses.
/// - Redirects are the business of the client beneath. It must not follow any: it would send our header wherever it is
///   led. hyper's client follows none; for reqwest, set `redirect::Policy::none()`.
/// - Only the wait for the credentials is limited, to the timeout of the [`Client`] that is shared.
/// - https, other timeouts and proxies are the client's business too; only the origin of each request is checked here.
///
/// A request to an origin that the environment does not list fails with
/// [`Error::Withheld`](bw_auth_core::Error::Withheld), unless [`pass_through_foreign`](Self::pass_through_foreign).
#[derive(Clone, Debug)]
pub struct AuthorizationLayer {
    client: Client,
    pass_through_foreign: bool,
}

impl AuthorizationLayer {
    /// A layer that shares the credentials of this client, and what is known of them.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client,
            pass_through_foreign: false,
        }
    }

    /// Lets requests to other origins pass untouched, instead of failing them. A URL that can be read in more than one way
    /// passes only if no reading of it leads to a listed origin.
    #[must_use]
    pub fn pass_through_foreign(mut self) -> Self {
        self.pass_through_foreign = true;
        self
    }
}

impl<S> Layer<S> for AuthorizationLayer {
    type Service = AuthorizationService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AuthorizationService {
            layer: self.clone(),
            inner,
        }
    }
}

/// What [`AuthorizationLayer`] makes of a service.
#[derive(Clone, Debug)]
pub struct AuthorizationService<S> {
    layer: AuthorizationLayer,
    inner: S,
}

impl<S, B, R> Service<Request<B>> for AuthorizationService<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: Send + 'static,
    R: Send + 'static,
{
    type Response = Response<R>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let layer = self.layer.clone();
        // The clone has not been polled for readiness; the service that has is the one to call.
        let ready = self.inner.clone();
        let inner = core::mem::replace(&mut self.inner, ready);
        Box::pin(async move { layer.call(inner, request).await })
    }
}

impl AuthorizationLayer {
    async fn call<S, B, R>(
        self,
        mut inner: S,
        mut request: Request<B>,
    ) -> Result<Response<R>, BoxError>
    where
        S: Service<Request<B>, Response = Response<R>>,
        S::Error: Into<BoxError>,
    {
        let environment = self.client.environment();
        if self.pass_through_foreign && Outline::passes_unread(request.uri(), environment) {
            return inner.call(request).await.map_err(Into::into);
        }
        let driver = self.client.driver();
        let outline = self
            .client
            .passing(request.method(), request.uri(), request.headers())?;
        let outline = outline.with_foreign_pass_through(self.pass_through_foreign);
        let mut watched = Watched::new(&*driver.session, outline);
        let dispatch = driver.first(watched.exchange()).await.into_dispatch()?;
        dispatch.apply(request.headers_mut());
        let sending = inner.call(request);
        let sending = async { sending.await.map_err(Into::into) };
        let (flight, session) = (&driver.flight, &driver.session);
        let (sent, rest) = match dispatch.beside() {
            None => (sending.await, None),
            Some(errand) => flight.beside(session, errand, sending).await,
        };
        let exchange = watched.end();
        match &sent {
            Ok(response) => {
                let head = Head::new(response.status().as_u16(), response.headers());
                session.decide(|auth, now| exchange.responded(auth, now, head));
            }
            Err(_) => session.decide(|auth, _| exchange.failed(auth, Fault::Other, None)),
        }
        if let Some(rest) = rest {
            flight.finish(session, &dispatch, rest).await;
        }
        sent
    }
}
