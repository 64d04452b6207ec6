//! The token errand: look into the store, ask the endpoint, report.

use core::time::Duration;
use std::sync::Arc;

use bw_auth_core::client::Session;
use bw_auth_core::{Errand, Fault, Head, TokenAnswer, TokenRequest};
use reqwest::{Method, Request, Url};

use crate::driver::read;
use crate::flight::OwnRuntime;
use crate::sender::{Broken, Sender};
use crate::time_limit::TimeLimit;
use crate::timer::{Timer, within};
use crate::token_store::TokenStore;
use crate::waiting::Waiting;

/// Where tokens come from: through the client's own connections, or from a store.
#[derive(Clone)]
pub(crate) struct TokenEndpoint {
    pub(crate) http: Sender,
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

    /// `callers` are those who need the token.
    pub(crate) async fn fetch(
        &self,
        session: &Session<dyn Timer>,
        errand: Errand,
        callers: &Waiting,
    ) {
        let key = session.decide(|auth, _| auth.token_key());
        let store = self.store.as_deref().zip(key.as_ref());
        if let Some((store, key)) = store {
            // A store that fails, or hangs, is no better than none, and no worse.
            let found = within(&**session.clock(), STORE_PATIENCE, store.load(key)).await;
            if let Some(Ok(Some(found))) = found {
                if session.decide(|auth, now| auth.token_found(errand, now, &found)) {
                    return;
                }
            }
        }
        let Some(request) = session.decide(|auth, now| auth.token_request(errand, now)) else {
            return;
        };
        let runtime = OwnRuntime::current();
        let answer = self.ask(session, &request, callers).await;
        if answer.is_broken_off() && runtime.has_ended() {
            // It was lost with its runtime: whoever needs a token sends another.
            return;
        }
        let kept = session.decide(|auth, now| auth.token_answered(&request, now, answer));
        if let (Some((store, key)), Some(kept)) = (store, kept) {
            let _ = store.save(key, &kept).await;
        }
    }

    async fn ask(
        &self,
        session: &Session<dyn Timer>,
        request: &TokenRequest,
        callers: &Waiting,
    ) -> TokenAnswer {
        let method = Method::from_bytes(request.method().as_bytes());
        let (Ok(method), Ok(url)) = (method, Url::parse(request.url().as_str())) else {
            return request.broken(Fault::Other, None);
        };
        let mut asking = Request::new(method, url);
        *asking.headers_mut() = request.headers();
        *asking.body_mut() = Some(request.body().to_owned().into());
        let clock = &**session.clock();
        let mut limit = TimeLimit::of(request.time_limit(None), clock, callers);
        match limit.within(self.http.execute(asking)).await {
            Some(Ok(response)) => {
                let (status, fields) = (response.status().as_u16(), response.headers().clone());
                let body = read(Some(response), request.answer_limit());
                let (body, complete) = limit.within(body).await.unwrap_or_default();
                let now = clock.now();
                request.read(now, Head::new(status, &fields), &body, complete)
            }
            Some(Err(Broken(fault, source))) => request.broken(fault, source),
            None => request.broken(Fault::Timeout, None),
        }
    }
}

/// How long a store is waited for.
pub(crate) const STORE_PATIENCE: Duration = Duration::from_secs(2);
