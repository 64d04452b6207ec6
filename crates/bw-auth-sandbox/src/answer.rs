//! One request's way through the sandbox: logged, met by a fault, judged, answered.

use alloc::sync::Arc;
use core::convert::Infallible;
use core::future::pending;
use core::time::Duration;

use axum::Router;
use axum::body::Body;
use http::header::{DATE, HeaderName};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use tower_service::Service as _;

use crate::body::Received;
use crate::credential::Credential;
use crate::dialect::empty;
use crate::fault::{Fault, FaultKind};
use crate::faulty;
use crate::log::{LoggedRequest, Peer};
use crate::place::{Place, Resource};
use crate::presented::Presented;
use crate::resources::BodyLength;
use crate::state::{Shared, lock};
use crate::token_endpoint;
use crate::wire::{Plan, SharedPlan};

/// One connection's requests: what is known of the connection, and what they need to be answered.
#[derive(Clone)]
pub(crate) struct Answerer {
    pub(crate) connection: u64,
    pub(crate) peer: Peer,
    pub(crate) plan: SharedPlan,
    pub(crate) router: Router,
    pub(crate) shared: Arc<Shared>,
}

impl Answerer {
    /// Answers a request.
    ///
    /// # Errors
    ///
    /// Its body did not arrive whole, so there is nobody left to answer.
    pub(crate) async fn answer(
        self,
        request: Request<Incoming>,
    ) -> Result<Response<Body>, hyper::Error> {
        let shared = &*self.shared;
        let (parts, incoming) = request.into_parts();
        let place = Place::of(&parts.uri);
        let presented = Presented::read(&parts, &place, shared);
        let fault = lock(&shared.script).take(parts.uri.path());
        // Before the log has the request: whoever sees it there may advance the clock.
        let due = fault
            .as_ref()
            .map(|fault| shared.clock.now().saturating_add(fault.delay));
        let serial = shared.log.push(LoggedRequest::arrived(
            &parts,
            self.peer,
            self.connection,
            &presented,
            fault.as_ref().map(Fault::name),
        ));

        let keep = match place {
            Place::TokenEndpoint => LARGEST_FORM,
            Place::Base | Place::Resource(_) | Place::Nowhere => 0,
        };
        let body = Received::read(incoming, keep).await?;
        shared
            .log
            .complete(serial, |entry| entry.body_length = Some(body.length));
        if let Some(due) = due {
            shared.clock.reach(due).await;
        }

        let has_status = match fault.as_ref().map(|fault| &fault.kind) {
            Some(FaultKind::Hang) => pending::<bool>().await,
            Some(FaultKind::Garbage(_) | FaultKind::CloseAfter(0)) => false,
            _ => true,
        };
        let mut answer = match fault.as_ref().and_then(|f| faulty::composed(f, &parts)) {
            Some(answer) => answer,
            None => self.proper(parts, &place, &presented, &body).await,
        };
        self.date(&mut answer);
        if let Some(fault) = &fault {
            answer = faulty::with_fields(fault, answer);
        }
        self.plan
            .set(fault.as_ref().map_or(Plan::Pass, faulty::plan));
        if has_status {
            let status = answer.status().as_u16();
            shared
                .log
                .complete(serial, |entry| entry.status = Some(status));
        }
        Ok(answer)
    }

    /// The answer that the service would give.
    async fn proper(
        &self,
        parts: Parts,
        place: &Place,
        presented: &Presented,
        body: &Received,
    ) -> Response<Body> {
        match place {
            Place::Base => return empty(StatusCode::OK),
            Place::Nowhere => return empty(StatusCode::NOT_FOUND),
            Place::TokenEndpoint => {
                return token_endpoint::answer(&self.shared, &parts, &presented.credential, body);
            }
            Place::Resource(resource) => {
                if let Some(refusal) = self.refusal(presented, resource, &parts.method) {
                    return refusal;
                }
            }
        }
        let mut request = Request::from_parts(parts, Body::empty());
        request.extensions_mut().insert(BodyLength(body.length));
        let answered: Result<_, Infallible> = self.router.clone().call(request).await;
        match answered {
            Ok(answer) => answer,
            Err(never) => match never {},
        }
    }

    /// The answer that says why that may not be done now, if so.
    fn refusal(
        &self,
        presented: &Presented,
        resource: &Resource,
        method: &Method,
    ) -> Option<Response<Body>> {
        let users = lock(&self.shared.users);
        let (name, grant) = match (&presented.credential, &presented.token) {
            (Credential::Accepted(username), _) => (username, users.grant(username)),
            // What it was issued with: the client may have other roles by now, or be gone.
            (Credential::Token(client_id), Some(token)) => (client_id, Some(&token.grant)),
            _ => return Some(resource.dialect.unauthorized()),
        };
        let Some(grant) = grant.filter(|grant| grant.has_account(&resource.account)) else {
            return Some(resource.dialect.unauthorized());
        };
        let now = self.shared.clock.now();
        if let Err(reset) = lock(&self.shared.limiter).count(name, now) {
            let mut refusal = empty(StatusCode::TOO_MANY_REQUESTS);
            refusal
                .headers_mut()
                .insert(RATE_LIMIT_RESET, HeaderValue::from(reset));
            return Some(refusal);
        }
        let may = resource.is_open(method) || grant.has_role(|role| resource.is_opened_by(role));
        (!may).then(|| resource.dialect.forbidden())
    }

    fn date(&self, answer: &mut Response<Body>) {
        let date = self.shared.clock.http_date(Duration::ZERO);
        if let Ok(date) = HeaderValue::from_str(&date) {
            answer.headers_mut().insert(DATE, date);
        }
    }
}

/// In bytes: far more than any client's.
const LARGEST_FORM: usize = 16 * 1024;
const RATE_LIMIT_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
