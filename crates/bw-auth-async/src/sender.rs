//! `Sender`: what requests are handed to, the HTTP library or a closure.

use bw_auth_core::{BoxError, Fault};
use reqwest::{Request, Response};

use crate::fault::fault;

/// What requests are handed to.
#[derive(Clone)]
pub(crate) enum Sender {
    Http(reqwest::Client),
    #[cfg(feature = "in-memory")]
    InMemory(bw_auth_core::client::Handler),
}

/// No usable response came.
pub(crate) struct Broken(pub(crate) Fault, pub(crate) Option<BoxError>);

impl Sender {
    pub(crate) async fn execute(&self, request: Request) -> Result<Response, Broken> {
        match self {
            Self::Http(http) => http.execute(request).await.map_err(Broken::from),
            #[cfg(feature = "in-memory")]
            Self::InMemory(handler) => Box::pin(in_memory::answer(handler, request)).await,
        }
    }
}

impl From<reqwest::Error> for Broken {
    fn from(error: reqwest::Error) -> Self {
        let (fault, source) = fault(error);
        Self(fault, Some(source))
    }
}

#[cfg(feature = "in-memory")]
mod in_memory {
    use core::future::poll_fn;
    use core::pin::Pin;

    use bw_auth_core::Fault;
    use bw_auth_core::client::Handler;
    use hyper::body::Body as _;
    use reqwest::{Body, Request, Response, ResponseBuilderExt as _};

    use super::Broken;

    pub(super) async fn answer(handler: &Handler, request: Request) -> Result<Response, Broken> {
        let url = request.url().clone();
        let (parts, body) = http::Request::<Body>::try_from(request)?.into_parts();
        let request = http::Request::from_parts(parts, whole(body).await?);
        let answer = handler.answer(request);
        let mut response = answer.map_err(|fault| Broken(fault, None))?;
        // Otherwise the response would name a URL that nobody asked for.
        if let Ok(named) = http::Response::builder().url(url).body(()) {
            let extensions = named.into_parts().0.extensions;
            response.extensions_mut().extend(extensions);
        }
        Ok(response.into())
    }

    async fn whole(mut body: Body) -> Result<Vec<u8>, Broken> {
        let mut bytes = Vec::new();
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            // As it is where reqwest reads it: the caller's stream failed, whatever its error is.
            let frame =
                frame.map_err(|error| Broken(Fault::Body, Some(error.without_url().into())))?;
            bytes.extend(frame.into_data().unwrap_or_default());
        }
        Ok(bytes)
    }
}
