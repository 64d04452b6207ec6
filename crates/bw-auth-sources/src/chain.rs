//! `Chain`: the sources in their order, as one provider.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use bw_auth_core::{Clock, Credentials, CredentialsProvider, Generation, Loaded, ProviderError};

use crate::clock::ProcessClock;
use crate::explanation::Explanation;
use crate::explicit::Explicit;
use crate::look::{Extent, Link, Look, Looking};
use crate::place::SourceKind;
use crate::resolved::Resolved;
use crate::source_error::SourceError;
use crate::state::State;
use crate::surroundings::Surroundings;

/// The sources of credentials in their order, as one provider.
///
/// The first that is configured is used. One that is configured wrongly stops the chain with an error: only what is not configured at
/// all is passed over. The source that was used stays the one; later looks read it anew.
///
/// Files are looked at by their path at most once a second, and at once when newer credentials are asked for. Whatever is wrong with
/// them then, credentials that were good go on; [`explain`](Self::explain) tells why. If newer credentials are asked for while a
/// file is being written, that is waited for, for little more than a second.
///
/// ```
/// use bw_auth_sources::{Chain, Surroundings};
///
/// let chain = Chain::standard(Surroundings::from_pairs([
///     ("BANDWIDTH_CLIENT_ID", "CLI-5f2a"),
///     ("BANDWIDTH_CLIENT_SECRET", "correct-horse-battery-staple"),
///     ("BANDWIDTH_ACCOUNT_ID", "920012"),
/// ]));
/// let resolved = chain.resolve()?;
/// assert_eq!(resolved.credentials().principal(), "CLI-5f2a");
/// assert_eq!(resolved.account().map(|account| account.as_str()), Some("920012"));
/// assert_eq!(resolved.environment().name(), "production");
/// # Ok::<(), bw_auth_sources::SourceError>(())
/// ```
pub struct Chain {
    explicit: Option<Explicit>,
    links: Vec<Link>,
    clock: Arc<dyn Clock>,
    /// Held while sources are looked at, so that callers at once make one look, and one helper process.
    state: Mutex<State>,
}

impl Chain {
    /// The standard one: variables, secret files, the profile file, the helper process.
    ///
    /// ```no_run
    /// use bw_auth_sources::{Chain, Surroundings};
    ///
    /// let chain = Chain::standard(Surroundings::of_process());
    /// println!("{}", chain.explain());
    /// ```
    #[must_use]
    pub fn standard(surroundings: Surroundings) -> Self {
        Self::of(vec![Link::Standard(surroundings, Extent::All)])
    }

    /// Only what variables say, in themselves or by naming secret files: no profile and no helper process.
    ///
    /// ```
    /// use bw_auth_sources::{Chain, Surroundings};
    ///
    /// let home = Surroundings::from_pairs([("HOME", "/home/jdoe"), ("BANDWIDTH_PROFILE", "staging")]);
    /// let error = Chain::variables(home).resolve().unwrap_err();
    /// assert_eq!(error.code(), "source.not_configured");
    /// ```
    #[must_use]
    pub fn variables(surroundings: Surroundings) -> Self {
        Self::of(vec![Link::Standard(surroundings, Extent::Variables)])
    }

    /// No source yet, for a chain of one's own providers.
    ///
    /// ```
    /// use bw_auth_sources::{BasicCredentials, Chain};
    ///
    /// let vault = BasicCredentials::new("jdoe", "correct-horse-battery-staple")?;
    /// let chain = Chain::empty().then("vault", vault);
    /// assert_eq!(chain.resolve()?.credentials_from().to_string(), "provider vault");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn empty() -> Self {
        Self::of(Vec::new())
    }

    /// Puts what the program itself says before everything else.
    #[must_use]
    pub fn with_explicit(mut self, explicit: Explicit) -> Self {
        self.explicit = Some(explicit);
        self
    }

    /// Adds a provider of one's own behind what there is.
    ///
    /// It is passed over if it fails with an error whose source is [`SourceError::NotConfigured`]. Any other error stops the chain.
    ///
    /// ```
    /// use bw_auth_sources::{
    ///     BasicCredentials, Chain, CredentialsProvider, Generation, Loaded, ProviderError, SourceError,
    /// };
    ///
    /// #[derive(Debug)]
    /// struct Vault;
    ///
    /// impl CredentialsProvider for Vault {
    ///     fn load(&self, _: Option<Generation>) -> Result<Loaded, ProviderError> {
    ///         Err(ProviderError::new("no vault here").with_source(SourceError::NotConfigured))
    ///     }
    /// }
    ///
    /// let fallback = BasicCredentials::new("jdoe", "correct-horse-battery-staple")?;
    /// let chain = Chain::empty().then("vault", Vault).then("fallback", fallback);
    /// assert_eq!(chain.resolve()?.credentials_from().to_string(), "provider fallback");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn then(
        mut self,
        name: impl Into<String>,
        provider: impl CredentialsProvider + 'static,
    ) -> Self {
        self.links
            .push(Link::Provider(name.into(), Arc::new(provider)));
        self
    }

    /// Sets the clock. For tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The credentials to use now, with the account and the environment that go with them, and where each came from.
    ///
    /// # Errors
    ///
    /// [`SourceError`] if nothing is configured, or anything is configured wrongly and there were no good credentials before.
    pub fn resolve(&self) -> Result<Resolved, SourceError> {
        Resolved::of(&self.looked(None))
    }

    /// What was found where, and why: for people who wonder.
    ///
    /// ```
    /// use bw_auth_sources::{Chain, Surroundings};
    ///
    /// let explanation = Chain::standard(Surroundings::from_pairs::<&str, &str>([])).explain();
    /// assert!(explanation.to_string().starts_with("credentials  none"));
    /// ```
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let state = self.looked(None);
        Explanation::of(&state, self.clock.now())
    }

    fn of(links: Vec<Link>) -> Self {
        Self {
            explicit: None,
            links,
            clock: Arc::new(ProcessClock::new()),
            state: Mutex::default(),
        }
    }

    /// The state after a look, if it is time for one or what there is was refused.
    fn looked(&self, newer_than: Option<Generation>) -> MutexGuard<'_, State> {
        // What a panic left behind is complete: a look is taken in whole.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let is_refused = state.current.is_some()
            && newer_than.is_some_and(|refused| refused >= state.generation());
        if is_refused || (state.is_due(now) && !self.rests(&state)) {
            let look = self.look(&state, is_refused);
            // Anew, since a helper process takes its time.
            state.take(look, self.clock.now());
        }
        if is_refused && state.is_settling(self.clock.now()) {
            self.await_settled(&mut state);
        }
        state
    }

    /// What was refused is of no use, and what is to replace it is on its way: whoever asked rather waits than is refused again.
    fn await_settled(&self, state: &mut State) {
        let start = self.clock.now().elapsed;
        let end = start.saturating_add(LONGEST_WAIT);
        let mut last = start;
        while last < end && state.is_settling(self.clock.now()) {
            thread::sleep(PAUSE);
            let now = self.clock.now();
            // Somebody moves it by hand, and will not while this waits.
            if now.elapsed == last {
                return;
            }
            last = now.elapsed;
            let look = self.look(state, true);
            state.take(look, self.clock.now());
        }
    }

    /// A helper process is asked again only when what it said was refused: nobody wants it started every second.
    fn rests(&self, state: &State) -> bool {
        let kind = state.current.as_ref().map(|current| current.place.kind());
        matches!(kind, Some(SourceKind::Explicit | SourceKind::Helper))
    }

    fn look(&self, state: &State, is_refused: bool) -> Look {
        let current = state.current.as_ref().filter(|_| is_refused);
        Looking {
            explicit: self.explicit.as_ref(),
            links: &self.links,
            refused: current.and_then(|current| current.provider_generation),
        }
        .look()
    }
}

impl CredentialsProvider for Chain {
    fn load(&self, newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
        let resolved = Resolved::of(&self.looked(newer_than)).map_err(|error| {
            ProviderError::new(format!("{error} ({})", error.code())).with_source(error)
        })?;
        let (credentials, generation) = (resolved.credentials().clone(), resolved.generation());
        Ok(Loaded::new(credentials, generation).with_source(resolved.source().to_owned()))
    }

    fn fixed(&self) -> Option<Credentials> {
        self.explicit.as_ref()?.credentials.clone()
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chain")
            .field("explicit", &self.explicit)
            .field("links", &self.links)
            .finish_non_exhaustive()
    }
}

/// Between two looks at a file that somebody waits for.
const PAUSE: Duration = Duration::from_millis(10);

/// For what is empty at first and rests once it is written. A file that is written to over and over is not waited for.
const LONGEST_WAIT: Duration = Duration::from_millis(2_250);
