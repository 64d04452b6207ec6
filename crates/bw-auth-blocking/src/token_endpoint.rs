//! The token errand: look into the store, ask the endpoint, report.

use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use bw_auth_core::client::Session;
use bw_auth_core::{Errand, Fault, Head, TokenAnswer, TokenRequest, TokenStore};
use http::Request;

use crate::body::Body;
use crate::driver::read;
use crate::sender::{Broken, Sender};
use crate::timer::Timer;

/// Where tokens come from: through the client's own connections, or from a store.
#[derive(Clone)]
pub(crate) struct TokenEndpoint {
    pub(crate) agent: Sender,
    pub(crate) store: Option<Arc<dyn TokenStore>>,
}

impl TokenEndpoint {
    /// The same without the tokens of others.
    pub(crate) fn without_store(&self) -> Self {
        Self {
            store: None,
            ..self.clone()
        }
    }

    /// The caller has no more than `most` for the request.
    pub(crate) fn fetch(
        &self,
        session: &Session<dyn Timer>,
        errand: Errand,
        most: Option<Duration>,
    ) {
        let started = Instant::now();
        let key = session.decide(|auth, _| auth.token_key());
        let store = self.store.as_deref().zip(key.as_ref());
        if let Some((store, key)) = store {
            // A store that fails is no better than none, and no worse.
            if let Ok(Some(found)) = store.load(key) {
                if session.decide(|auth, now| auth.token_found(errand, now, &found)) {
                    return;
                }
            }
        }
        let Some(request) = session.decide(|auth, now| auth.token_request(errand, now)) else {
            return;
        };
        // A store may have had it wait for another process.
        let most = most.map(|most| most.saturating_sub(started.elapsed()));
        let answer = self.ask(session, &request, most);
        let kept = session.decide(|auth, now| auth.token_answered(&request, now, answer));
        if let (Some((store, key)), Some(kept)) = (store, kept) {
            let _ = store.save(key, &kept);
        }
    }

    fn ask(
        &self,
        session: &Session<dyn Timer>,
        request: &TokenRequest,
        most: Option<Duration>,
    ) -> TokenAnswer {
        let asking = Request::builder()
            .method(request.method())
            .uri(request.url().as_str());
        let Ok(mut asking) = asking.body(Body::from(request.body().to_owned())) else {
            return request.broken(Fault::Other, None);
        };
        *asking.headers_mut() = request.headers();
        let limit = request.time_limit(most);
        let start = Instant::now();
        let given_up = || request.given_up(limit, start.elapsed());
        match self.agent.run(asking, Some(Some(limit))) {
            Ok(response) => {
                let (status, fields) = (response.status().as_u16(), response.headers().clone());
                let (body, complete) = read(Some(response), request.answer_limit());
                if let Some(given_up) = (!complete).then(given_up).flatten() {
                    return given_up;
                }
                let now = session.clock().now();
                request.read(now, Head::new(status, &fields), &body, complete)
            }
            Err(Broken(fault, source)) => {
                if let Some(given_up) = (fault == Fault::Timeout).then(given_up).flatten() {
                    return given_up;
                }
                request.broken(fault, source)
            }
        }
    }
}
