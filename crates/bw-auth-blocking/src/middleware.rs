//! `AuthorizationMiddleware`: our header inside somebody else's ureq agent.

use bw_auth_core::client::Watched;
use bw_auth_core::{Dispatch, Error, Fault, Head, Outline};
use http::{HeaderMap, Request, Response};
use ureq::config::ConfigBuilder;
use ureq::middleware::{Middleware, MiddlewareNext};
use ureq::typestate::AgentScope;
use ureq::{Agent, SendBody};

use crate::client::Client;
use crate::timer::Timer;

/// Adds the `Authorization` field to requests on their way through a ureq agent, and learns from the responses.
///
/// Middleware cannot send a request again, nor wait with it, so it does less than a [`Client`]:
///
/// - A 401 is handed on as it is. If the provider has newer credentials, the *next* request gets them.
/// - Nothing is retried, and 403 and 429 are what the agent makes of them.
/// - Redirects are followed by the agent beneath, out of sight. [`into_agent`](Self::into_agent) builds one that
///   follows none; in an agent of your own, keep ureq's default of sending no `Authorization` field after a redirect.
/// - Only the wait for the credentials is limited, to the timeout of the [`Client`] that is shared.
/// - https, other timeouts and proxies are the agent's business too; only the origin of each request is checked here.
///
/// A request to an origin that the environment does not list fails with [`ureq::Error::Other`] around
/// [`Error::Withheld`], unless [`pass_through_foreign`](Self::pass_through_foreign).
#[derive(Clone, Debug)]
pub struct AuthorizationMiddleware {
    client: Client,
    pass_through_foreign: bool,
}

impl AuthorizationMiddleware {
    /// Middleware that shares the credentials of this client, and what is known of them.
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

    /// Builds an agent with this middleware from settings of your own, which follows no redirect.
    #[must_use]
    pub fn into_agent(self, settings: ConfigBuilder<AgentScope>) -> Agent {
        settings
            .max_redirects(0)
            .max_redirects_will_error(false)
            .middleware(self)
            .build()
            .into()
    }

    /// The exchange of a request in passing, with the header attached.
    fn attach(
        &self,
        request: &mut Request<SendBody<'_>>,
    ) -> Result<(Watched<'_, dyn Timer>, Dispatch), Error> {
        let driver = self.client.driver();
        let outline = self
            .client
            .passing(request.method(), request.uri(), request.headers())?;
        let outline = outline.with_foreign_pass_through(self.pass_through_foreign);
        let mut watched = Watched::new(&*driver.session, outline);
        let dispatch = driver.first(watched.exchange()).into_dispatch()?;
        dispatch.apply(request.headers_mut());
        Ok((watched, dispatch))
    }
}

impl Middleware for AuthorizationMiddleware {
    fn handle(
        &self,
        mut request: Request<SendBody<'_>>,
        next: MiddlewareNext<'_>,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        let environment = self.client.environment();
        if self.pass_through_foreign && Outline::passes_unread(request.uri(), environment) {
            return next.handle(request);
        }
        let (mut watched, dispatch) = self
            .attach(&mut request)
            .map_err(|error| ureq::Error::Other(error.into()))?;
        let driver = self.client.driver();
        let session = &driver.session;
        let sent = next.handle(request);
        let exchange = watched.end();
        match &sent {
            Ok(response) => {
                let head = Head::new(response.status().as_u16(), response.headers());
                session.decide(|auth, now| exchange.responded(auth, now, head));
            }
            // An agent that makes errors of statuses hides the fields; the status is what counts.
            Err(ureq::Error::StatusCode(status)) => {
                let hidden = HeaderMap::new();
                let head = Head::new(*status, &hidden);
                session.decide(|auth, now| exchange.responded(auth, now, head));
            }
            Err(_) => session.decide(|auth, _| exchange.failed(auth, Fault::Other, None)),
        }
        driver.flight.beside(session, &dispatch);
        sent
    }
}
