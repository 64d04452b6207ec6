//! A client with few connections, so that a thousand callers need no thousand sockets.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bw_auth_blocking::ureq::middleware::MiddlewareNext;
use bw_auth_blocking::ureq::{self, SendBody};
use bw_auth_tests::{OverAsync, OverBlocking, Setup, Whole};
use http::{Request, Response};
use tokio::sync::Semaphore;
use tower_layer::Layer;
use tower_service::Service;

/// A client whose pool has some [`CONNECTIONS`] at the most.
pub(super) trait Pooled: Whole {
    fn start_pooled(setup: Setup) -> Self;
}

impl Pooled for OverAsync {
    fn start_pooled(setup: Setup) -> Self {
        let limit = Limit(Arc::new(Semaphore::new(CONNECTIONS)));
        Self::start_with(setup, |http| {
            // Those beyond the limit never come about: their callers get the connections of others.
            http.connector_layer(limit)
                .connect_timeout(Duration::from_secs(600))
        })
    }
}

#[derive(Clone)]
struct Limit(Arc<Semaphore>);

impl<S> Layer<S> for Limit {
    type Service = Limited<S>;

    fn layer(&self, connector: S) -> Limited<S> {
        Limited {
            connector,
            limit: Arc::clone(&self.0),
        }
    }
}

#[derive(Clone)]
struct Limited<S> {
    connector: S,
    limit: Arc<Semaphore>,
}

impl<S, R> Service<R> for Limited<S>
where
    S: Service<R> + Clone + Send + 'static,
    S::Future: Send,
    R: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, target: R) -> Self::Future {
        let mut connector = self.connector.clone();
        let limit = Arc::clone(&self.limit);
        Box::pin(async move {
            if let Ok(permit) = limit.acquire().await {
                permit.forget();
            }
            connector.call(target).await
        })
    }
}

impl Pooled for OverBlocking {
    fn start_pooled(setup: Setup) -> Self {
        let places = Arc::new((Mutex::new(CONNECTIONS), Condvar::new()));
        let middleware = move |request: Request<SendBody<'_>>, next: MiddlewareNext<'_>| {
            let _place = Taken::of(&places);
            let response: Result<Response<ureq::Body>, ureq::Error> = next.handle(request);
            response
        };
        Self::start_with(setup, |settings| {
            settings
                .middleware(middleware)
                .max_idle_connections(CONNECTIONS)
                .max_idle_connections_per_host(CONNECTIONS)
        })
    }
}

type Places = (Mutex<usize>, Condvar);

/// One of the places, until it is dropped.
struct Taken<'a>(&'a Places);

impl<'a> Taken<'a> {
    fn of(places: &'a Places) -> Self {
        let free = places.0.lock().unwrap();
        let mut free = places.1.wait_while(free, |free| *free == 0).unwrap();
        *free -= 1;
        Self(places)
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.0.0.lock().unwrap() += 1;
        self.0.1.notify_one();
    }
}

pub(super) const CONNECTIONS: usize = 32;
