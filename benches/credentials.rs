//! Building, attaching and parsing a Basic header, and attaching a token, beside the crates that people use for it today.

use std::hint::black_box;
use std::iter;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use bw_auth_benches::{Budget, Comparison, Contender, Counting, print};
use bw_auth_core::{
    Authenticator, Authorization, BasicCredentials, BearerToken, ClientCredentials, Endpoint,
    Environment, Exchange, Now, Outline, Policy, Step, StoredToken,
};
use headers::authorization::Basic;
use headers::{Header as _, HeaderMapExt as _};
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    let credentials = BasicCredentials::new(USERNAME, PASSWORD).expect("the pair is valid");
    let authorization = Authorization::basic(&credentials);
    let token = BearerToken::new(TOKEN_CHARACTER.repeat(TOKEN_LENGTH)).expect("a token");
    print(vec![
        build_for_reqwest(&credentials, &authorization),
        build(&credentials),
        attach(&credentials, &authorization),
        attach_token(&token),
        parse(&authorization),
    ])
}

/// From credentials to a header on a reqwest request, which is the only way to reach its `basic_auth`.
fn build_for_reqwest<'a>(
    credentials: &'a BasicCredentials,
    authorization: &Authorization,
) -> Comparison<'a> {
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls())
        .build()
        .expect("a client");
    let prepare = move || client.get("https://localhost/");
    let known = authorization.header_value();
    Comparison {
        task: "build a header, net of the request that it goes onto",
        frame: Some(Contender::consuming(
            "frame",
            prepare.clone(),
            move |request| request.header(AUTHORIZATION, black_box(&known).clone()),
        )),
        contenders: vec![
            Contender::consuming(OURS, prepare.clone(), |request| {
                let value = HeaderValue::from(Authorization::basic(black_box(credentials)));
                request.header(AUTHORIZATION, value)
            }),
            Contender::consuming(REQWEST, prepare, |request| {
                request.basic_auth(black_box(USERNAME), Some(black_box(PASSWORD)))
            }),
        ],
        budget: Some(Budget {
            allocations: 2,
            against: REQWEST,
            ratio: 0.6,
        }),
    }
}

/// From credentials to a header value.
fn build(credentials: &BasicCredentials) -> Comparison<'_> {
    Comparison {
        task: "build a header value",
        frame: None,
        contenders: vec![
            Contender::new(OURS, || {
                HeaderValue::from(Authorization::basic(black_box(credentials)))
            }),
            Contender::new("headers", || {
                let basic = headers::Authorization::basic(black_box(USERNAME), black_box(PASSWORD));
                let mut value = None;
                basic.encode(&mut Slot(&mut value));
                value
            }),
            Contender::new("http-auth", || {
                let text =
                    http_auth::basic::encode_credentials(black_box(USERNAME), black_box(PASSWORD));
                HeaderValue::try_from(text)
            }),
        ],
        budget: None,
    }
}

/// What `headers` writes a value into, with no allocation of its own.
struct Slot<'a>(&'a mut Option<HeaderValue>);

impl Extend<HeaderValue> for Slot<'_> {
    fn extend<T: IntoIterator<Item = HeaderValue>>(&mut self, values: T) {
        *self.0 = values.into_iter().next();
    }
}

/// From a header that is known already to a request that has room for it.
fn attach<'a>(
    credentials: &'a BasicCredentials,
    authorization: &'a Authorization,
) -> Comparison<'a> {
    let (mut known, mut rebuilt, mut typed) = (roomy(), roomy(), roomy());
    let basic = headers::Authorization::basic(USERNAME, PASSWORD);
    Comparison {
        task: "attach a known header to a request",
        frame: None,
        contenders: vec![
            Contender::new(OURS, move || {
                known
                    .headers_mut()
                    .insert(AUTHORIZATION, black_box(authorization).header_value())
            }),
            Contender::new(REBUILT, move || {
                let value = Authorization::basic(black_box(credentials)).header_value();
                rebuilt.headers_mut().insert(AUTHORIZATION, value)
            }),
            Contender::new("headers", move || {
                typed.headers_mut().typed_insert(black_box(&basic).clone());
            }),
        ],
        budget: Some(Budget {
            allocations: 0,
            against: REBUILT,
            ratio: 0.30,
        }),
    }
}

/// From client credentials whose token is there already to a request that has room for it: the exchange is asked what to
/// do, and decides for the cached token. The exchange itself is made before.
fn attach_token(token: &BearerToken) -> Comparison<'_> {
    let mut authenticator = Authenticator::new(Environment::production(), Policy::default());
    authenticator.install(ClientCredentials::new(CLIENT_ID, CLIENT_SECRET).expect("a client"));
    let now = Now {
        elapsed: Duration::ZERO,
        unix: Some(NOON),
        random: 0,
    };
    authenticator.give_token(StoredToken::new(token.clone(), NOON + HOUR), now);
    let account = "920012".parse().expect("an account");
    let target = Endpoint::subscriptions().resolve(authenticator.environment(), Some(&account));
    let outline = Outline::new("GET", target.expect("a target"));
    let exchange = move || Exchange::new(outline.clone());
    let (mut known, mut rebuilt, mut typed) = (roomy(), roomy(), roomy());
    let bearer = headers::Authorization::bearer(token.expose()).expect("a token");
    Comparison {
        task: "attach a cached token to a request, the decision to use it included",
        frame: Some(Contender::consuming("frame", exchange.clone(), |e| e)),
        contenders: vec![
            Contender::consuming(OURS, exchange.clone(), move |mut exchange| {
                let step = exchange.next(black_box(&mut authenticator), now);
                let Step::Send(dispatch) = &step else {
                    panic!("the token is there: {step:?}");
                };
                let value = dispatch.authorization().map(Authorization::header_value);
                let value = value.expect("the token");
                known.headers_mut().insert(AUTHORIZATION, value);
                exchange
            }),
            Contender::consuming(REBUILT, exchange.clone(), move |exchange| {
                let value = Authorization::bearer(black_box(token)).header_value();
                rebuilt.headers_mut().insert(AUTHORIZATION, value);
                exchange
            }),
            Contender::consuming("headers", exchange, move |exchange| {
                typed.headers_mut().typed_insert(black_box(&bearer).clone());
                exchange
            }),
        ],
        budget: Some(Budget {
            allocations: 0,
            against: REBUILT,
            ratio: 1.5,
        }),
    }
}

/// A request that has room for a field.
fn roomy() -> Request<()> {
    let mut request = Request::new(());
    request.headers_mut().reserve(1);
    request
}

/// From a header that arrived to the pair in it.
fn parse(authorization: &Authorization) -> Comparison<'_> {
    let value = authorization.header_value();
    let peers = value.clone();
    Comparison {
        task: "parse an incoming header",
        frame: None,
        contenders: vec![
            Contender::new(OURS, move || {
                BasicCredentials::parse(black_box(&value).as_bytes())
            }),
            Contender::new("headers", move || {
                headers::Authorization::<Basic>::decode(&mut iter::once(black_box(&peers)))
            }),
        ],
        budget: Some(Budget {
            allocations: 1,
            against: "headers",
            ratio: 1.5,
        }),
    }
}

/// Given explicitly: with two clients linked, no TLS implementation is anybody's default. Nothing is sent.
fn tls() -> rustls::ClientConfig {
    rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider's own versions")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

const OURS: &str = "bw-auth-core";
const REQWEST: &str = "reqwest `basic_auth`";
const REBUILT: &str = "bw-auth-core, rebuilt";
const USERNAME: &str = "jdoe";
const PASSWORD: &str = "correct-horse-battery-staple";
const CLIENT_ID: &str = "CLI-abc123";
const CLIENT_SECRET: &str = "correct-horse-battery-staple";
const TOKEN_CHARACTER: &str = "x";
/// In bytes: as long as a signed JWT with some accounts and roles.
const TOKEN_LENGTH: usize = 800;
const HOUR: Duration = Duration::from_secs(60 * 60);
/// 2026-11-24T12:00:00Z.
const NOON: Duration = Duration::from_secs(1_795_521_600);
