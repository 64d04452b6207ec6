//! `Whole`: what a scenario asks of a client beyond sending, which the example over a bare hyper does not have.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bw_auth_core::{
    CheckReport, CredentialsProvider, Error, SiteId, Stats, StoredToken, TokenStore,
};

use crate::driver::{Driver, Setup};

/// Where a client's first token comes from, and what becomes of it.
#[derive(Clone, Debug, Default)]
pub struct TokenSetup {
    pub initial_token: Option<StoredToken>,
    pub store: Option<Arc<dyn TokenStore>>,
    pub require_account: bool,
}

/// One of the two clients, as a whole.
pub trait Whole: Driver {
    fn start_with_tokens(setup: Setup, tokens: TokenSetup) -> Self;
    /// # Errors
    ///
    /// What the transport gives.
    fn warm_up(&self) -> Result<(), Error>;
    fn invalidate_token(&self);
    #[must_use]
    fn stats(&self) -> Stats;
    #[must_use]
    fn check(&self, site: Option<SiteId>) -> CheckReport;
    /// This client with credentials from another source.
    #[must_use]
    fn with_provider(&self, provider: Arc<dyn CredentialsProvider>) -> Self;
    /// Has each of them GET the subscriptions, all at once, and returns the statuses in their order. `begun` is called when
    /// all are on their way or about to be.
    #[must_use]
    fn crowd(callers: Vec<Self>, begun: impl FnOnce()) -> Vec<Result<u16, Error>>;
}

pub(crate) fn expires_at(token: &StoredToken) -> SystemTime {
    UNIX_EPOCH + token.expires_at()
}
