//! The example driver over a bare hyper as a [`Driver`](crate::Driver): core alone passes the same scenarios.

// Only what the scenarios need of the example is used here.
#[allow(
    dead_code,
    unreachable_pub,
    unnameable_types,
    missing_debug_implementations
)]
#[path = "../../crates/bw-auth-async/examples/hyper/driver.rs"]
mod example;

use core::future::Future;
use core::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bw_auth_core::{
    AccountId, Authenticator, Credentials, Error, Event, Exchange, Fault, Outcome, Outline, Policy,
    Replay, Step, Target, TransportError, Url, Withheld,
};
use bytes::Bytes;
use example::HyperDriver;
use example::timer::Timer;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use tokio::runtime::{Builder, Runtime};

use crate::driver::{Call, Driver, Payload, Reply, Setup};
use crate::test_clock::TestClock;

/// The example's driver, with a runtime to run it on.
#[derive(Clone, Debug)]
pub struct OverHyper {
    driver: HyperDriver,
    setup: Setup,
    runtime: Arc<Runtime>,
}

impl OverHyper {
    fn finish(&self, outline: Outline, mut request: Request<Bytes>) -> Result<Reply, Error> {
        request
            .headers_mut()
            .insert(USER_AGENT, HeaderValue::from_static("bw-auth/example"));
        self.runtime.block_on(async {
            let response = self.driver.run(outline, request).await?;
            Ok(Reply {
                status: response.status().as_u16(),
                fields: response.headers().clone(),
                outcome: response
                    .extensions()
                    .get::<Outcome>()
                    .cloned()
                    .expect("each response has one"),
                debug: format!("{response:?}"),
                body: response
                    .into_body()
                    .bytes(BODY_LIMIT)
                    .await
                    .ok()
                    .map(Vec::from),
            })
        })
    }
}

impl Driver for OverHyper {
    fn start(setup: Setup) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let mut policy = Policy::default();
        if let Some(retry) = setup.retry {
            policy = policy.with_retry(retry);
        }
        if let Some(origin) = setup.foreign_host.clone() {
            policy = policy.with_foreign_host(origin);
        }
        let mut driver = HyperDriver::new(
            Arc::clone(&setup.provider),
            setup.environment.clone(),
            policy,
            setup.account.clone(),
            Some(setup.root_pem.concat().as_bytes()),
            setup.timeout,
        )
        .expect("a driver");
        let observer = setup.events.observer();
        driver.on_event = Arc::new(move |event: &Event| observer(event));
        driver.connector.proxy = setup
            .proxy
            .as_ref()
            .map(|proxy| proxy.trim_start_matches("http://").to_owned());
        if let Some(clock) = setup.clock.clone() {
            driver.timer = Arc::new(clock);
        }
        Self {
            driver,
            setup,
            runtime: Arc::new(runtime),
        }
    }

    fn run(&self, call: Call) -> Result<Reply, Error> {
        let target = self.driver.target(&call.endpoint)?;
        let mut request = Request::builder()
            .method(call.method)
            .uri(target.url().as_str());
        for (name, value) in call.fields {
            let header = || {
                Some((
                    HeaderName::try_from(name).ok()?,
                    HeaderValue::try_from(value).ok()?,
                ))
            };
            let (name, value) = header().ok_or(bw_auth_core::RequestError::Header)?;
            request = request.header(name, value);
        }
        let (body, replay) = match call.payload {
            Payload::None => (Bytes::new(), Replay::Empty),
            Payload::Bytes(bytes) => (bytes, Replay::Again),
            Payload::Stream(bytes) => (bytes, Replay::Once),
            Payload::Broken(_) => unreachable!("the example takes no streams"),
        };
        let request = request
            .body(body)
            .map_err(|_| TransportError::new(Fault::Other, None))?;
        let outline = Outline::new(request.method().as_str(), target)
            .with_own_authorization(request.headers().contains_key(AUTHORIZATION))
            .with_body(replay)
            .with_time_limit(Some(call.timeout.unwrap_or(self.setup.timeout)))
            .with_raw_status(call.raw_status);
        self.finish(outline, request)
    }

    fn send(&self, request: Request<Bytes>) -> Result<Reply, Error> {
        let url = Url::parse(&request.uri().to_string()).map_err(Withheld::from)?;
        let outline = Outline::new(request.method().as_str(), Target::from(url))
            .with_own_authorization(request.headers().contains_key(AUTHORIZATION))
            .with_body(if request.body().is_empty() {
                Replay::Empty
            } else {
                Replay::Again
            })
            .with_time_limit(Some(self.setup.timeout));
        self.finish(outline, request)
    }

    fn authorize(&self, uri: &Uri) -> Result<HeaderValue, Error> {
        let mut exchange =
            Exchange::new(Outline::in_passing(&Method::GET, uri, &HeaderMap::new())?);
        loop {
            match self.driver.decide(|auth, now| exchange.next(auth, now)) {
                Step::Settle { errand, .. } => {
                    self.runtime.block_on(self.driver.clone().carry_out(errand));
                }
                step => return step.into_header_value(),
            }
        }
    }

    fn for_account(&self, account: AccountId) -> Self {
        let mut other = self.clone();
        other.driver.account = Some(account);
        other
    }

    fn with_credentials(&self, credentials: impl Into<Credentials>) -> Self {
        Self::start(Setup {
            provider: Arc::new(credentials.into()),
            ..self.setup.clone()
        })
    }

    fn set_credentials(&self, credentials: impl Into<Credentials>) {
        self.driver.decide(|auth, _| auth.install(credentials));
    }

    fn reset_rejections(&self) {
        self.driver
            .decide(|auth, _| Authenticator::reset_rejections(auth));
    }

    fn debug(&self) -> String {
        format!("{:?}", self.driver)
    }
}

impl Timer for TestClock {
    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        bw_auth_async::Timer::sleep(self, wait)
    }
}

const BODY_LIMIT: usize = 10 * 1024 * 1024;
