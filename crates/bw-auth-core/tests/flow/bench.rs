//! Bench: a driver without a network. It carries out every step against a script and keeps what it saw.

use std::collections::VecDeque;
use std::time::Duration;

use base64ct::{Base64, Encoding as _};
use bw_auth_core::{
    Authenticator, BasicCredentials, Environment, Errand, Error, Event, Exchange, Fault,
    Generation, Head, Loaded, Now, Outcome, Outline, Policy, ProviderError, Service, Step,
    StoredToken, Target, Url, Work,
};

use super::reply::{Reply, Response};
use super::token_bench::TokenAsked;

pub(crate) const PASSWORD: &str = "Lantern?/>-47=tide";
pub(crate) const ORDERS: &str = "https://numbers.example/api/accounts/920012/orders";
pub(crate) const TOKEN_URL: &str = "https://token.example/oauth2/token";
/// 2026-11-24T10:00:00Z.
pub(crate) const UNIX: u64 = 1_795_514_400;

pub(crate) struct Bench {
    pub(crate) auth: Authenticator,
    pub(crate) now: Now,
    /// What the provider answers, in turn; after the last it yields what it yielded before.
    pub(crate) provider: VecDeque<Result<Loaded, ProviderError>>,
    /// What the provider was asked.
    pub(crate) asked: Vec<Option<Generation>>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) slept: Vec<Duration>,
    /// How many bytes of a body were asked for.
    pub(crate) read_limit: Option<usize>,
    last: Loaded,
    /// What the token endpoint answers, in turn; after the last it grants `token-1`, `token-2` and so on for an hour.
    pub(crate) tokens: VecDeque<Reply>,
    pub(crate) token_requests: Vec<TokenAsked>,
    /// How long it takes to answer.
    pub(crate) token_delay: Duration,
    /// What a store would have been given last.
    pub(crate) kept: Option<StoredToken>,
}

#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) url: String,
    pub(crate) authorization: Option<String>,
    pub(crate) with_body: bool,
    pub(crate) own_fields_only: bool,
    pub(crate) time_left: Option<Duration>,
    pub(crate) attempt: u32,
}

pub(crate) type End = Result<(u16, Outcome), Error>;

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with_policy(Policy::default())
    }

    pub(crate) fn with_policy(policy: Policy) -> Self {
        Self {
            auth: Authenticator::new(environment(), policy),
            now: Now {
                elapsed: seconds(1_000),
                unix: Some(seconds(UNIX)),
                random: 7,
            },
            provider: VecDeque::new(),
            asked: Vec::new(),
            sent: Vec::new(),
            slept: Vec::new(),
            read_limit: None,
            last: loaded(PASSWORD, 1),
            tokens: VecDeque::new(),
            token_requests: Vec::new(),
            token_delay: Duration::ZERO,
            kept: None,
        }
    }

    /// Has the provider answer these in turn.
    pub(crate) fn provide<const N: usize>(
        mut self,
        answers: [Result<Loaded, ProviderError>; N],
    ) -> Self {
        self.provider.extend(answers);
        self
    }

    pub(crate) fn pass(&mut self, time: Duration) {
        self.now.elapsed += time;
    }

    /// Runs a GET of the orders that is answered with these, all of which must be used up.
    pub(crate) fn get<const N: usize>(&mut self, replies: [Reply; N]) -> End {
        self.run(outline("GET", ORDERS), replies)
    }

    pub(crate) fn run<const N: usize>(&mut self, outline: Outline, replies: [Reply; N]) -> End {
        let mut exchange = Exchange::new(outline);
        let mut replies = VecDeque::from(replies);
        let end = self.drive(&mut exchange, &mut replies);
        assert!(replies.is_empty(), "sent less often than expected");
        end
    }

    pub(crate) fn drive(&mut self, exchange: &mut Exchange, replies: &mut VecDeque<Reply>) -> End {
        let mut current = None;
        loop {
            match self.next(exchange) {
                Step::Send(_) => {
                    let reply = replies.pop_front().expect("sent more often than expected");
                    current = self.answer(exchange, reply);
                }
                Step::Read { limit } => {
                    self.read_limit = Some(limit);
                    let response: Response = current.take().expect("a body without a response");
                    exchange.read(&response.body, response.complete);
                }
                Step::Deliver => {
                    let response = current.expect("delivered without a response");
                    return Ok((response.status, exchange.outcome().clone()));
                }
                Step::Fail(error) => return Err(error),
                step @ (Step::Settle { .. } | Step::Sleep(_)) => panic!("{step:?} is done already"),
            }
        }
    }

    /// The next step that is neither an errand nor a sleep. A sending is noted.
    pub(crate) fn next(&mut self, exchange: &mut Exchange) -> Step {
        for _ in 0..STEP_LIMIT {
            match exchange.next(&mut self.auth, self.now) {
                Step::Settle { errand, .. } => self.run_errand(errand),
                Step::Sleep(wait) => {
                    self.slept.push(wait);
                    self.pass(wait);
                }
                Step::Send(dispatch) => {
                    self.sent.push(Sent {
                        url: dispatch.url().as_str().to_owned(),
                        authorization: dispatch.authorization().map(|a| a.expose().to_owned()),
                        with_body: dispatch.with_body(),
                        own_fields_only: dispatch.own_fields_only(),
                        time_left: dispatch.time_left(),
                        attempt: dispatch.attempt(),
                    });
                    return Step::Send(dispatch);
                }
                step => return step,
            }
        }
        panic!("{STEP_LIMIT} steps without a sending or an end")
    }

    pub(crate) fn run_errand(&mut self, errand: Errand) {
        match errand.work() {
            Work::Load { newer_than } => self.load(errand, newer_than),
            Work::Token => self.fetch_token(errand),
        }
    }

    fn load(&mut self, errand: Errand, newer_than: Option<Generation>) {
        self.asked.push(newer_than);
        let answer = self
            .provider
            .pop_front()
            .unwrap_or_else(|| Ok(self.last.clone()));
        if let Ok(loaded) = &answer {
            self.last = loaded.clone();
        }
        self.auth.loaded(errand, answer);
    }

    pub(crate) fn answer(&mut self, exchange: &mut Exchange, reply: Reply) -> Option<Response> {
        match reply {
            Reply::Response(response) => {
                let head = Fields::of(&response);
                exchange.responded(&mut self.auth, self.now, Head::new(response.status, &head));
                Some(response)
            }
            Reply::Broken(fault) => {
                exchange.failed(&mut self.auth, fault, None);
                None
            }
        }
    }

    /// What was sent as the password, in order; `None` where nothing was.
    pub(crate) fn passwords(&self) -> Vec<Option<String>> {
        let password = |sent: &Sent| {
            let header = sent.authorization.as_ref()?;
            let credentials = BasicCredentials::parse(header.as_bytes()).ok()?;
            Some(credentials.expose_password().to_owned())
        };
        self.sent.iter().map(password).collect()
    }

    pub(crate) fn event_names(&mut self) -> Vec<&'static str> {
        self.auth.take_events().iter().map(Event::name).collect()
    }
}

/// A slice behind a reference that has a size.
pub(crate) struct Fields<'a>(Vec<(&'a str, &'a [u8])>);

impl<'a> Fields<'a> {
    pub(crate) fn of(response: &'a Response) -> Self {
        let fields = response.fields.iter();
        Self(
            fields
                .map(|(name, value)| (name.as_str(), value.as_slice()))
                .collect(),
        )
    }
}

impl bw_auth_core::Fields for Fields<'_> {
    fn each(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        self.0.as_slice().each(visit);
    }

    fn field(&self, name: &str) -> bw_auth_core::Field<'_> {
        self.0.as_slice().field(name)
    }
}

pub(crate) fn environment() -> Environment {
    Environment::custom("bench")
        .with_origin(Service::Numbers, "https://numbers.example/api")
        .and_then(|e| e.with_origin(Service::Voice, "https://voice.example:8443/v2"))
        .and_then(|e| e.with_token_url(TOKEN_URL))
        .and_then(|e| e.with_loopback_http(Service::Mfa, "http://127.0.0.1:9000/v1"))
        .unwrap()
}

pub(crate) fn outline(method: &str, url: &str) -> Outline {
    Outline::new(method, Target::from(Url::parse(url).unwrap()))
}

pub(crate) fn account_outline(account: &str) -> Outline {
    let url = format!("https://numbers.example/api/accounts/{account}/orders");
    outline("GET", &url)
}

pub(crate) fn basic(password: &str) -> BasicCredentials {
    BasicCredentials::new("jdoe", password.to_owned()).unwrap()
}

pub(crate) fn loaded(password: &str, generation: u64) -> Loaded {
    Loaded::new(basic(password), Generation::new(generation))
}

/// The header by another base64 than ours.
pub(crate) fn header(password: &str) -> String {
    let pair = format!("jdoe:{password}");
    format!("Basic {}", Base64::encode_string(pair.as_bytes()))
}

pub(crate) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) fn code(end: &End) -> &'static str {
    match end {
        Ok(_) => "delivered",
        Err(error) => error.code(),
    }
}

pub(crate) fn is_fault(end: &End, fault: Fault) -> bool {
    matches!(end, Err(Error::Transport(error)) if error.kind() == fault)
}

/// More than any request needs between two sendings.
const STEP_LIMIT: usize = 16;
