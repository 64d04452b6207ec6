//! `bw-auth-blocking` as a [`Driver`].

use std::io::Cursor;

use bw_auth_blocking::ureq::Proxy;
use bw_auth_blocking::{Body, Client};
use bw_auth_core::{AccountId, BasicCredentials, Error, Outcome};
use bytes::Bytes;
use http::{HeaderValue, Response, Uri};

use crate::driver::{Call, Driver, Payload, Reply, Setup};

/// The blocking client.
#[derive(Clone, Debug)]
pub struct OverBlocking {
    client: Client,
}

impl OverBlocking {
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }
}

impl Driver for OverBlocking {
    fn start(setup: Setup) -> Self {
        let mut builder = Client::builder(setup.provider)
            .environment(setup.environment)
            .timeout(setup.timeout)
            .on_event(setup.events.observer());
        if let Some(account) = setup.account {
            builder = builder.account(account);
        }
        if let Some(retry) = setup.retry {
            builder = builder.retry(retry);
        }
        if let Some(origin) = setup.foreign_host {
            builder = builder.foreign_host(origin);
        }
        if let Some(clock) = setup.clock {
            builder = builder.timer(clock);
        }
        for pem in &setup.root_pem {
            builder = builder.add_root_pem(pem);
        }
        let proxy = setup
            .proxy
            .map(|proxy| Proxy::new(&proxy).expect("a proxy's URL"));
        builder = builder.configure_http(|settings| settings.proxy(proxy));
        Self {
            client: builder.build().expect("a client"),
        }
    }

    fn run(&self, call: Call) -> Result<Reply, Error> {
        let mut request = self.client.request(call.method, call.endpoint);
        for (name, value) in call.fields {
            request = request.header(name, value);
        }
        request = match call.payload {
            Payload::None => request,
            Payload::Bytes(bytes) => request.body(bytes),
            Payload::Stream(bytes) => request.body(Body::from_reader(Cursor::new(bytes))),
        };
        if call.raw_status {
            request = request.raw_status();
        }
        if let Some(timeout) = call.timeout {
            request = request.timeout(timeout);
        }
        request.send().map(reply)
    }

    fn send(&self, request: http::Request<Bytes>) -> Result<Reply, Error> {
        self.client.send(request).map(reply)
    }

    fn authorize(&self, uri: &Uri) -> Result<HeaderValue, Error> {
        self.client.authorize(uri)
    }

    fn for_account(&self, account: AccountId) -> Self {
        Self {
            client: self.client.for_account(account),
        }
    }

    fn with_credentials(&self, credentials: BasicCredentials) -> Self {
        Self {
            client: self.client.with_credentials(credentials),
        }
    }

    fn set_credentials(&self, credentials: BasicCredentials) {
        self.client.set_credentials(credentials);
    }

    fn reset_rejections(&self) {
        self.client.reset_rejections();
    }

    fn debug(&self) -> String {
        format!("{:?}", self.client)
    }
}

fn reply(response: Response<bw_auth_blocking::ureq::Body>) -> Reply {
    Reply {
        status: response.status().as_u16(),
        fields: response.headers().clone(),
        outcome: response
            .extensions()
            .get::<Outcome>()
            .cloned()
            .expect("each response has one"),
        debug: format!("{response:?}"),
        body: response.into_body().read_to_vec().ok(),
    }
}
