//! Carries out a script, and looks at everything that comes out.

use std::fmt::Write as _;
use std::mem;
use std::time::Duration;

use bw_auth_core::{
    Authenticator, BasicCredentials, Dispatch, Errand, Exchange, Field, Fields, Generation, Head,
    Loaded, Now, ProviderError, Step,
};

use crate::echo::Heard;
use crate::every_text::error_texts;
use crate::hostile_error::HostileError;
use crate::marker::{SIGNATURE, assert_unreadable, assert_unreadable_escaped, basic, password};
use crate::request::{LISTED, MOST_ATTEMPTS, Request, environment, policy};
use crate::script::{Call, Provided, Reply, Script, Sending, fault};

/// One client with two requests.
#[derive(Debug)]
pub struct Run {
    auth: Authenticator,
    now: Now,
    slots: [Slot; 2],
    errands: Vec<Errand>,
    /// All that was readable.
    texts: String,
}

#[derive(Debug)]
struct Slot {
    exchange: Exchange,
    time_limit: Option<Duration>,
    /// What the other side of the last sending has heard.
    heard: Heard,
    /// It was sent, and what came of it is not reported yet.
    on_its_way: bool,
    /// The numbers of the secrets that got 401.
    refused: Vec<u8>,
}

impl Run {
    /// Carries out the script.
    ///
    /// # Panics
    ///
    /// When a rule is broken.
    pub fn script(script: &Script<'_>) {
        let mut run = Self {
            auth: Authenticator::new(environment(), policy()),
            now: Now {
                elapsed: Duration::from_secs(1_000),
                unix: Some(Duration::from_secs(1_795_514_400)),
                random: 7,
            },
            slots: [script.first, script.second].map(Slot::new),
            errands: Vec::new(),
            texts: String::new(),
        };
        for (second, call) in &script.calls {
            run.call(usize::from(*second), call);
        }
        run.note(|run| format!("{:?}", run.auth));
        run.note(|run| format!("{:?}", run.auth.take_events()));
        assert_unreadable(&run.texts);
    }

    fn call(&mut self, which: usize, call: &Call<'_>) {
        let Some(slot) = self.slots.get_mut(which) else {
            return;
        };
        match call {
            Call::Steps(rounds, replies) => {
                for _ in 0..=rounds % 4 {
                    for reply in replies {
                        self.step(which, Some(reply));
                    }
                }
            }
            Call::Ask => self.step(which, None),
            Call::Report(reply) => self.report(which, reply),
            Call::Read(body, complete) => slot
                .exchange
                .read(&body.write(slot.heard.without_signature()), *complete),
            Call::Abandon => slot.exchange.abandoned(&mut self.auth, self.now),
            Call::Begin(request) => *slot = Slot::new(*request),
            Call::Load(provided) => {
                if let Some(errand) = self.errands.pop() {
                    self.auth.loaded(errand, provided.answer());
                }
            }
            Call::Install(number) => self.auth.install(basic(*number)),
            Call::ResetRejections => self.auth.reset_rejections(),
            Call::Pass {
                seconds,
                random,
                unix,
            } => self.pass(Duration::from_secs(*seconds), *random, *unix),
        }
        self.note(|run| {
            let exchange = run.slots.get(which).map(|slot| &slot.exchange);
            let shown = exchange.map(|it| (it.outcome().clone(), it.fingerprint().cloned()));
            format!("{exchange:?} {shown:?}")
        });
    }

    fn step(&mut self, which: usize, reply: Option<&Reply<'_>>) {
        let Some(slot) = self.slots.get_mut(which) else {
            return;
        };
        let [before, during] = reply.map(|reply| reply.installed).unwrap_or_default();
        if let Some(number) = before {
            self.auth.install(basic(number));
        }
        let step = slot.exchange.next(&mut self.auth, self.now);
        if let Some(number) = during {
            self.auth.install(basic(number));
        }
        writeln!(self.texts, "{step:?}").expect(INFALLIBLE);
        match (&step, reply) {
            (Step::Fail(error), _) => {
                let texts = error_texts(error);
                assert_unreadable_escaped(&texts);
                self.texts.push_str(&texts);
            }
            (Step::Send(dispatch), None) => slot.sent(dispatch),
            (Step::Send(dispatch), Some(reply)) => {
                slot.sent(dispatch);
                self.report(which, reply);
            }
            (Step::Settle { errand, .. }, None) => self.errands.push(*errand),
            (Step::Settle { errand, .. }, Some(reply)) => {
                self.auth.loaded(*errand, reply.provided.answer());
            }
            (Step::Sleep(wait), _) => self.pass(*wait, self.now.random, None),
            (Step::Read { .. }, Some(reply)) => slot.exchange.read(
                &reply.body.write(slot.heard.without_signature()),
                reply.complete,
            ),
            (Step::Read { .. }, None) | (Step::Deliver, _) => {}
        }
    }

    fn report(&mut self, which: usize, reply: &Reply<'_>) {
        let Some(slot) = self.slots.get_mut(which) else {
            return;
        };
        let (heard, on_its_way) = (slot.heard, mem::take(&mut slot.on_its_way));
        match &reply.sending {
            Sending::Answered(status, fields) => {
                let status = status.code();
                if on_its_way && status == 401 {
                    slot.refused.extend(heard.secret);
                }
                let fields = fields.iter().map(|(name, text)| {
                    // What a refusal has in its fields is kept for support; only a redirect leads to a presigned URL.
                    let signature = name.is_location() && !matches!(status, 401 | 403 | 429);
                    (name.as_str(), text.write(Heard { signature, ..heard }))
                });
                let fields = Received(fields.collect());
                let head = Head::new(status, &fields);
                slot.exchange.responded(&mut self.auth, self.now, head);
            }
            Sending::Broken(which, text) => {
                let heard = if on_its_way { heard } else { Heard::default() };
                let source = HostileError::new(&text.write(heard), *which);
                let source = Some(Box::new(source).into());
                slot.exchange.failed(&mut self.auth, fault(*which), source);
            }
        }
    }

    fn pass(&mut self, time: Duration, random: u64, unix: Option<u64>) {
        self.now = Now {
            elapsed: self.now.elapsed.saturating_add(time),
            unix: unix.map(Duration::from_secs).or(self.now.unix),
            random,
        };
    }

    fn note(&mut self, text: impl FnOnce(&mut Self) -> String) {
        let text = text(self);
        self.texts.push_str(&text);
        self.texts.push('\n');
    }
}

impl Slot {
    fn new(request: Request) -> Self {
        Self {
            exchange: Exchange::new(request.outline()),
            time_limit: request.time_limit(),
            heard: Heard::default(),
            on_its_way: false,
            refused: Vec::new(),
        }
    }

    fn sent(&mut self, dispatch: &Dispatch) {
        assert!(dispatch.attempt() <= MOST_ATTEMPTS, "{dispatch:?}");
        assert_eq!(dispatch.time_left().is_some(), self.time_limit.is_some());
        assert!(dispatch.time_left() <= self.time_limit);
        let whatwg = url::Url::parse(dispatch.url().as_str()).expect("it is a URL to others too");
        let secret = dispatch.authorization().map(|authorization| {
            let origin = whatwg.origin().ascii_serialization();
            assert!(LISTED.contains(&&*origin), "sent to {origin}");
            assert!(!dispatch.own_fields_only());
            number_of(authorization.expose())
        });
        if let Some(number) = secret {
            assert!(!self.refused.contains(&number), "{number} was refused");
        }
        let signature = secret.is_none() && whatwg.query() == Some(SIGNATURE);
        self.heard = Heard { secret, signature };
        self.on_its_way = true;
    }
}

impl Provided {
    fn answer(self) -> Result<Loaded, ProviderError> {
        match self {
            Self::Nothing => Err(ProviderError::new("the vault is closed")),
            Self::Secret { number, generation } => Ok(Loaded::new(
                basic(number),
                Generation::new(generation.into()),
            )),
        }
    }
}

/// The fields of a response, behind a type that has a size.
struct Received<'a>(Vec<(&'a str, Vec<u8>)>);

impl Fields for Received<'_> {
    fn each(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        self.0.as_slice().each(visit);
    }

    fn field(&self, name: &str) -> Field<'_> {
        self.0.as_slice().field(name)
    }
}

fn number_of(header: &str) -> u8 {
    let sent = BasicCredentials::parse(header.as_bytes()).expect("it is one of ours");
    (0..=u8::MAX)
        .find(|number| password(*number) == sent.expose_password())
        .expect("it is one of ours")
}

const INFALLIBLE: &str = "a String takes all that is written to it";
