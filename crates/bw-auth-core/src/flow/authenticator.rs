//! Authenticator: one credential, where it may go, and what is known of it.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::mem;

use super::clock::Now;
use super::event::Event;
use super::fingerprint::Fingerprint;
use super::held::Held;
use super::policy::Policy;
use super::provider::{Generation, Loaded, ProviderError};
use super::rejections::Rejections;
use super::stats::Stats;
use super::step::{Errand, Work};
use super::stored_token::StoredToken;
use super::tokens::Tokens;
use crate::{Credentials, Environment};

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
    pub(super) tokens: Tokens,
    /// A token that was there before the first request, and when it came, until there are credentials that it can belong to.
    pub(super) given: Option<(StoredToken, Now)>,
    errands: Errands,
    /// A request that could not be sent again was refused; the next one asks the provider before it is sent.
    suspect: Option<Generation>,
    pub(super) rejections: Rejections,
    pub(super) counts: Stats,
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
            tokens: Tokens::default(),
            given: None,
            errands: Errands::default(),
            suspect: None,
            rejections: Rejections::default(),
            counts: Stats::default(),
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
        if !self.close(errand) {
            return;
        }
        self.counts.loads += 1;
        self.errands.failure = None;
        self.suspect = None;
        match answer {
            Ok(loaded) => {
                let loaded = Held::new(&loaded);
                // What was refused does not become another secret by getting a higher number.
                let is_news = self.held.as_deref().is_none_or(|held| {
                    held.generation() < loaded.generation() && !held.has_credentials_of(&loaded)
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
        // A token that was given belongs to what is replaced.
        self.given = None;
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
        let before = self.held.as_deref().and_then(Held::client);
        let is_same_client = match (before, held.client()) {
            (Some(before), Some(now)) => {
                (before.client_id(), before.scope()) == (now.client_id(), now.scope())
            }
            _ => false,
        };
        self.tokens.secret_replaced(is_same_client);
        if self.held.is_some() {
            self.given = None;
            self.counts.rotations += 1;
            self.tell(Event::Rotated {
                fingerprint: held.fingerprint.clone(),
            });
        }
        self.held = Some(held);
    }

    /// Whether these credentials are the ones in use, or the provider has not been asked yet.
    #[must_use]
    pub fn may_hold(&self, credentials: &Credentials) -> bool {
        self.held
            .as_deref()
            .is_none_or(|held| held.are(credentials))
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

    /// The one open errand; this one is opened if there is none. Whoever wanted another asks again when it is done.
    pub(super) fn open(&mut self, work: Work) -> Errand {
        let number = self.errands.closed.saturating_add(1);
        *self.errands.open.get_or_insert(Errand { number, work })
    }

    /// Whether it was open.
    pub(super) fn close(&mut self, errand: Errand) -> bool {
        let was_open = self.is_open(errand);
        if was_open {
            self.errands.open = None;
            self.errands.closed = errand.number;
        }
        was_open
    }

    /// Whether what was sent is what would be sent now.
    pub(super) fn is_current(&self, held: &Arc<Held>) -> bool {
        match held.client() {
            Some(_) => self.tokens.is_current(held),
            None => self.held.as_ref().is_some_and(|own| Arc::ptr_eq(own, held)),
        }
    }

    /// Whether what is remembered of these credentials is remembered of those in use.
    pub(super) fn is_generation(&self, generation: Generation) -> bool {
        self.held
            .as_deref()
            .is_some_and(|held| held.generation() == generation)
    }

    /// What would be sent now, if anything.
    pub(super) fn presented(&self) -> Option<&Arc<Held>> {
        let held = self.held.as_ref()?;
        match held.client() {
            Some(_) => self.tokens.current().map(|token| &token.held),
            None => Some(held),
        }
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

const EVENT_LIMIT: usize = 1024;
