//! What the server, its connections and the sandbox's owner share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clients::Clients;
use crate::clock::SandboxClock;
use crate::limit::Limiter;
use crate::log::RequestLog;
use crate::script::Script;
use crate::tokens::Tokens;
use crate::users::Users;

pub(crate) struct Shared {
    pub(crate) clients: Mutex<Clients>,
    pub(crate) clock: SandboxClock,
    pub(crate) limiter: Mutex<Limiter>,
    pub(crate) log: RequestLog,
    /// The status with which the proxy refuses everything, if it does.
    pub(crate) proxy_refusal: Option<u16>,
    pub(crate) script: Mutex<Script>,
    pub(crate) tokens: Mutex<Tokens>,
    pub(crate) users: Mutex<Users>,
}

/// Locks, whether or not another holder panicked: each change to what is behind these locks is whole by itself.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
