//! Authenticator: one credential, where it may go, and what is known of it.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::mem;

use subtle::ConstantTimeEq as _;

use super::event::Event;
use super::fingerprint::Fingerprint;
use super::policy::Policy;
use super::provider::{Generation, Loaded, ProviderError};
use super::rejections::Rejections;
use super::step::{Errand, Work};
use crate::{Authorization, Credentials, Environment};

/// The state that all requests with one credential share.
///
/// It is plain data without locks: a driver keeps it in a mutex, which it holds while asking and never while doing.
///
/// ```
/// use bw_auth_core::{Authenticator, Environment, Policy};
///
/// let authenticator = Authenticator::new(Environment::production(), Policy::default());
/// assert!(authenticator.fingerprint().is_none(), "nothing is loaded before the first request");
/// ```
pub struct Authenticator {
    environment: Environment,
    policy: Policy,
    held: Option<Arc<Held>>,
    errands: Errands,
    /// A request that could not be sent again was refused; the next one asks the provider before it is sent.
    suspect: Option<Generation>,
    pub(super) rejections: Rejections,
    events: Vec<Event>,
}

impl Authenticator {
    /// An authenticator that has yet to ask for its credentials.
    #[must_use]
    pub fn new(environment: Environment, policy: Policy) -> Self {
        Self {
            environment,
            policy,
            held: None,
            errands: Errands::default(),
            suspect: None,
            rejections: Rejections::default(),
            events: Vec::new(),
        }
    }

    /// The environment whose origins may see the credentials.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// How redirects and retries are handled.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Which credentials are in use; `None` before the first were loaded.
    #[must_use]
    pub fn fingerprint(&self) -> Option<&Fingerprint> {
        self.held.as_deref().map(|held| &*held.fingerprint)
    }

    /// Whether the errand still has to be done. A driver asks once it is its turn: somebody else may have done it.
    #[must_use]
    pub fn is_open(&self, errand: Errand) -> bool {
        self.errands.open == Some(errand)
    }

    /// Reports what the provider answered. An answer to an errand that is no longer open is dropped.
    pub fn loaded(&mut self, errand: Errand, answer: Result<Loaded, ProviderError>) {
        if !self.is_open(errand) {
            return;
        }
        self.errands.open = None;
        self.errands.closed = errand.number;
        self.errands.failure = None;
        self.suspect = None;
        match answer {
            Ok(loaded) => {
                let loaded = Held::new(&loaded);
                // What was refused does not become another secret by getting a higher number.
                let is_news = self.held.as_deref().is_none_or(|held| {
                    held.generation() < loaded.generation() && !held.is_same_as(&loaded)
                });
                if is_news {
                    self.hold(loaded);
                }
            }
            Err(error) => self.errands.failure = Some(error),
        }
    }

    /// Puts other credentials in place of those in use, for requests from now on. Those in flight are not disturbed.
    pub fn install(&mut self, credentials: impl Into<Credentials>) {
        let generation = self
            .held
            .as_deref()
            .map_or(Generation::FIRST, |held| held.generation().next());
        // An answer that is still on its way belongs to the credentials that were just replaced.
        if let Some(open) = self.errands.open.take() {
            self.errands.closed = open.number;
        }
        self.errands.failure = None;
        self.hold(Held::new(&Loaded::new(credentials, generation)));
    }

    /// Forgets which requests were refused, so that sending starts again at once.
    pub fn reset_rejections(&mut self) {
        self.rejections = Rejections::default();
    }

    /// Takes the events that have come up since the last call.
    #[must_use]
    pub fn take_events(&mut self) -> Vec<Event> {
        mem::take(&mut self.events)
    }

    fn hold(&mut self, held: Held) {
        let held = Arc::new(held);
        // What was refused was the old credential. The first one replaces nothing, so it is no news.
        self.rejections = Rejections::default();
        self.suspect = None;
        if self.held.is_some() {
            self.tell(Event::Rotated {
                fingerprint: held.fingerprint.clone(),
            });
        }
        self.held = Some(held);
    }

    pub(super) fn held(&self) -> Option<&Arc<Held>> {
        self.held.as_ref()
    }

    pub(super) fn tell(&mut self, event: Event) {
        // A driver that never takes the events must not fill the memory: the oldest leaves.
        if self.events.len() >= EVENT_LIMIT {
            self.events.remove(0);
        }
        self.events.push(event);
    }

    /// The one open errand; it is opened if there is none.
    pub(super) fn open_load(&mut self, newer_than: Option<Generation>) -> Errand {
        let number = self.errands.closed.saturating_add(1);
        *self.errands.open.get_or_insert(Errand {
            number,
            work: Work::Load { newer_than },
        })
    }

    /// Why the last load yielded nothing, if it failed.
    pub(super) fn load_failure(&self) -> Option<&ProviderError> {
        self.errands.failure.as_ref()
    }

    /// Notes that this generation was refused to a request that could not wait for a newer one.
    pub(super) fn suspect(&mut self, generation: Generation) {
        self.suspect = Some(generation);
    }

    /// The generation to ask beyond before the next sending, until somebody has asked.
    pub(super) fn suspected(&self) -> Option<Generation> {
        self.suspect
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticator")
            .field("environment", &self.environment.name())
            .field("credentials", &self.fingerprint())
            .finish_non_exhaustive()
    }
}

/// At most one errand is open at a time; the numbers tell a late answer from the one that is awaited.
#[derive(Default)]
struct Errands {
    open: Option<Errand>,
    closed: u64,
    failure: Option<ProviderError>,
}

/// Credentials and the header value made of them, once, for all requests.
pub(super) struct Held {
    credentials: Credentials,
    authorization: Authorization,
    pub(super) fingerprint: Arc<Fingerprint>,
}

impl Held {
    fn new(loaded: &Loaded) -> Self {
        Self {
            credentials: loaded.credentials.clone(),
            authorization: loaded.credentials.authorization(),
            fingerprint: Arc::new(Fingerprint::of(loaded)),
        }
    }

    pub(super) fn generation(&self) -> Generation {
        self.fingerprint.generation()
    }

    pub(super) fn authorization(&self) -> &Authorization {
        &self.authorization
    }

    /// Whether both are the same to the service, whatever their generations.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        let [own, others] = [self, other].map(|held| held.authorization.expose().as_bytes());
        own.ct_eq(others).into()
    }

    /// What no text may repeat: the secret, what the header says after its scheme, and of that the part which stands for
    /// the secret alone, since an echo may begin anywhere.
    pub(super) fn secrets(&self) -> [&[u8]; 3] {
        let header = self.authorization.expose();
        let credentials = header
            .split_once(' ')
            .map_or(header, |(_, credentials)| credentials);
        let (secret, before) = match &self.credentials {
            Credentials::Basic(basic) => (basic.expose_password(), basic.username().len() + 1),
        };
        let credentials = credentials.as_bytes();
        // Six bits a character: the first one that holds nothing of what stands before the secret.
        let own = credentials.get((before * 8).div_ceil(6)..);
        [credentials, own.unwrap_or_default(), secret.as_bytes()]
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Held({})", self.fingerprint)
    }
}

const EVENT_LIMIT: usize = 1024;
