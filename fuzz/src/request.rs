//! The request of an exchange, and the client that it belongs to.

use std::time::Duration;

use bw_auth_core::{
    Can, Environment, Origin, Outline, Policy, Replay, Retry, Service, Target, Url,
};
use libfuzzer_sys::arbitrary::{self, Arbitrary};

use crate::marker::SIGNATURE;
use crate::short::rarely;

/// One request, with all that a driver may say of it.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) struct Request {
    voice: bool,
    #[arbitrary(with = rarely)]
    foreign: bool,
    #[arbitrary(with = rarely)]
    plain_http: bool,
    account: u8,
    post: bool,
    resend: bool,
    sleep: bool,
    body: Body,
    raw_status: bool,
    pass_through: bool,
    #[arbitrary(with = rarely)]
    own_authorization: bool,
    time_limit: Option<u16>,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Body {
    Empty,
    Again,
    Once,
}

impl Request {
    pub(crate) fn outline(self) -> Outline {
        let account = self.account % 8;
        let url = if self.foreign {
            format!("https://elsewhere.example/?{SIGNATURE}")
        } else if self.plain_http {
            format!("http://numbers.example/api/accounts/{account}")
        } else if self.voice {
            format!("https://voice.example:8443/v2/accounts/{account}/calls")
        } else {
            format!("https://numbers.example/api/accounts/{account}/orders")
        };
        let target = Target::from(Url::parse(&url).expect("it is a plain URL"));
        Outline::new(if self.post { "POST" } else { "GET" }, target)
            .with_body(match self.body {
                Body::Empty => Replay::Empty,
                Body::Again => Replay::Again,
                Body::Once => Replay::Once,
            })
            .with_powers(Can {
                resend: self.resend,
                sleep: self.sleep,
            })
            .with_own_authorization(self.own_authorization)
            .with_raw_status(self.raw_status)
            .with_foreign_pass_through(self.pass_through)
            .with_time_limit(self.time_limit())
    }

    pub(crate) fn time_limit(self) -> Option<Duration> {
        self.time_limit
            .map(|seconds| Duration::from_secs(seconds.into()))
    }
}

/// The origins that may be sent credentials, as another parser writes them.
pub(crate) const LISTED: [&str; 2] = ["https://numbers.example", "https://voice.example:8443"];
/// The most that one request costs: the first sending, each redirect and retry, and one newer secret.
pub(crate) const MOST_ATTEMPTS: u32 = 1 + REDIRECTS + RETRIES + 1;

pub(crate) fn environment() -> Environment {
    Environment::custom("fuzz")
        .with_origin(Service::Numbers, "https://numbers.example/api")
        .and_then(|e| e.with_origin(Service::Voice, "https://voice.example:8443/v2"))
        .expect("the URLs are plain")
}

pub(crate) fn policy() -> Policy {
    Policy::default()
        .with_redirect_limit(REDIRECTS)
        .with_retry(Retry::times(RETRIES))
        .with_foreign_host(Origin::parse("https://storage.example").expect("it is an origin"))
}

// Few, so that a script gets to their end.
const REDIRECTS: u32 = 1;
const RETRIES: u32 = 1;
