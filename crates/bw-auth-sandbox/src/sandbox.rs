//! A running sandbox, and everything a test may ask of it.

mod callbacks;
mod oauth;

use alloc::sync::Arc;
use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::thread::JoinHandle;

use bw_auth_core::Environment;
use tokio::sync::oneshot;

use crate::builder::SandboxBuilder;
use crate::clock::SandboxClock;
use crate::defaults::{ACCOUNT_ID, ORDERS, SITE_ID, USERNAME};
use crate::error::SandboxError;
use crate::fault::Fault;
use crate::limit::RateLimit;
use crate::log::{LoggedRequest, ProxyRequest};
use crate::state::{Shared, lock};
use crate::users::ApiUser;

/// A running sandbox. It ends, with every connection it has, when it is dropped.
pub struct Sandbox {
    pub(crate) address: SocketAddr,
    pub(crate) ca_pem: String,
    pub(crate) client_secret: String,
    pub(crate) environment: Environment,
    pub(crate) password: String,
    pub(crate) proxy_address: SocketAddr,
    pub(crate) shared: Arc<Shared>,
    pub(crate) _running: Running,
}

impl Sandbox {
    /// Starts a sandbox with one API user and one OAuth client, each with the same account and no role.
    ///
    /// # Errors
    ///
    /// As [`SandboxBuilder::start`].
    pub fn start() -> Result<Self, SandboxError> {
        Self::builder().start()
    }

    /// Sets up a sandbox that differs from that.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::new()
    }

    /// The origin at which the sandbox answers directly: `https://127.0.0.1:<port>`. Every base path of Bandwidth's
    /// services is served below it, and the root itself too.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// The address behind [`url`](Self::url).
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every service of Bandwidth's, with its base path, at [`url`](Self::url).
    ///
    /// A client that goes through the [proxy](Self::proxy_url) wants
    /// [`Environment::production`](bw_auth_core::Environment::production) instead.
    #[must_use]
    pub fn environment(&self) -> Environment {
        self.environment.clone()
    }

    /// The CONNECT proxy, as `HTTPS_PROXY` wants it: `http://127.0.0.1:<port>`.
    #[must_use]
    pub fn proxy_url(&self) -> String {
        format!("http://{}", self.proxy_address)
    }

    /// The address behind [`proxy_url`](Self::proxy_url).
    #[must_use]
    pub fn proxy_address(&self) -> SocketAddr {
        self.proxy_address
    }

    /// The certificate of this sandbox's own authority, in PEM. Its key is in memory only and ends with the sandbox.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The clock that the sandbox lives by.
    #[must_use]
    pub fn clock(&self) -> &SandboxClock {
        &self.shared.clock
    }

    /// The account of the user and of the client that a sandbox starts with.
    #[must_use]
    pub fn account_id(&self) -> &str {
        ACCOUNT_ID
    }

    /// A site of that account, and of every other.
    #[must_use]
    pub fn site_id(&self) -> &str {
        SITE_ID
    }

    /// The newest order of that account, and of every other.
    #[must_use]
    pub fn order_id(&self) -> &str {
        ORDERS.first().map_or("", |order| order.id)
    }

    /// The name of the user that a sandbox starts with.
    #[must_use]
    pub fn username(&self) -> &str {
        USERNAME
    }

    /// The password that this user starts with, a random one. [`set_password`](Self::set_password) does not change
    /// what is returned here.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Adds a user, or replaces the one of that username.
    pub fn add_user(&self, user: ApiUser) {
        lock(&self.shared.users).add(user);
    }

    /// Removes a user; whether there was one.
    pub fn remove_user(&self, username: &str) -> bool {
        lock(&self.shared.users).remove(username)
    }

    /// Gives a user another password; whether there is such a user.
    pub fn set_password(&self, username: &str, new: &str) -> bool {
        lock(&self.shared.users).set_password(username, new)
    }

    /// Retires all API users at this time since 1970-01-01 UTC: from then on, by the sandbox's clock, every resource
    /// answers 401 to every pair. A time in the past is now. A later call takes the place of an earlier one.
    pub fn retire_api_users_at(&self, unix: Duration) {
        lock(&self.shared.users).retire_at = Some(unix);
    }

    /// Sets, changes or lifts the rate limit; every window begins anew.
    pub fn set_rate_limit(&self, limit: Option<RateLimit>) {
        lock(&self.shared.limiter).set(limit);
    }

    /// Adds a fault for the next request, behind those already there.
    pub fn script(&self, fault: Fault) {
        self.script_for("", fault);
    }

    /// Adds a fault for the next request whose path begins with `path_prefix`, such as
    /// `/api/accounts/5504417/orders`, or `/api/v1/oauth2/token` for the token endpoint.
    pub fn script_for(&self, path_prefix: &str, fault: Fault) {
        lock(&self.shared.script).add(path_prefix.into(), fault);
    }

    /// Forgets the faults still to come.
    pub fn clear_script(&self) {
        lock(&self.shared.script).clear();
    }

    /// The requests that arrived over TLS, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.shared.log.requests()
    }

    /// How many of the requests are such.
    #[must_use]
    pub fn count(&self, is_counted: impl Fn(&LoggedRequest) -> bool) -> usize {
        self.shared.log.count(is_counted)
    }

    /// The requests that the CONNECT proxy had, oldest first.
    #[must_use]
    pub fn proxy_requests(&self) -> Vec<ProxyRequest> {
        self.shared.log.proxied()
    }

    /// Forgets all requests, the proxy's too.
    pub fn clear_log(&self) {
        self.shared.log.clear();
    }

    /// Blocks until the requests are as wanted, or for `limit` of real time; whether they are.
    ///
    /// It is for a test that must act while an answer is outstanding, as to advance the clock under a delayed one.
    #[must_use]
    pub fn wait_for(&self, limit: Duration, is_it: impl Fn(&[LoggedRequest]) -> bool) -> bool {
        self.shared.log.wait(limit, is_it)
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("address", &self.address)
            .field("proxy_address", &self.proxy_address)
            .finish_non_exhaustive()
    }
}

/// The thread of a sandbox, which is told to stop and waited for on drop.
pub(crate) struct Running {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    pub(crate) fn new(stop: oneshot::Sender<()>, thread: JoinHandle<()>) -> Self {
        Self {
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A thread that has ended by itself hears nothing, and a panic in it has been printed already.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
