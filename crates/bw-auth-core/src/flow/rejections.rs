//! The memory of rejections: which (origin, account) refused the current credentials, and when sending stops.
//!
//! Two breakers share one rule. An account's own opens after five rejections in a row. An origin's opens after five
//! *different* accounts in a row, and only while nothing was ever accepted there: five accounts are evidence against
//! the credentials, one account refused five times is not. So a wrong account never stops another.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::time::Duration;

use super::clock::Now;
use crate::{AccountId, Origin};

/// What is remembered about one generation of credentials. A newer generation starts with a clean slate.
#[derive(Debug, Default)]
pub(super) struct Rejections {
    accounts: BTreeMap<(Origin, Option<AccountId>), Account>,
    origins: BTreeMap<Origin, At>,
}

#[derive(Debug, Default)]
struct Account {
    breaker: Breaker,
    /// Until when no provider is asked again because of this account.
    remembered_until: Duration,
}

#[derive(Debug, Default)]
struct At {
    breaker: Breaker,
    accepted_once: bool,
}

/// Leave to send, and what the sending owes in return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Admission {
    /// It is the one request that finds out whether this account is accepted again, until its lease ends.
    account_probe: Option<Lease>,
    /// It is the one request that finds out whether anything at this origin is.
    origin_probe: Option<Lease>,
}

/// When a probe's time to report ends. No two probes of one breaker have the same, so it tells them apart.
type Lease = Duration;

/// Sending has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stopped {
    pub(super) since: Duration,
    pub(super) until: Duration,
    pub(super) scope: Scope,
}

/// Whose breaker it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Account,
    Origin,
}

impl Rejections {
    /// May a request be sent now?
    pub(super) fn admit(
        &mut self,
        origin: &Origin,
        account: Option<&AccountId>,
        time_left: Option<Duration>,
        now: Now,
    ) -> Result<Admission, Stopped> {
        let key = (origin.clone(), account.cloned());
        let mut own = self
            .accounts
            .get_mut(&key)
            .map(|account| &mut account.breaker);
        let mut shared = self.origins.get_mut(origin).map(|at| &mut at.breaker);
        // Both are asked before either hands out its probe, or a refusal by the second would cost the first its probe.
        let stopped = [
            own.as_ref().and_then(|own| own.stops(Scope::Account, now)),
            shared
                .as_ref()
                .and_then(|shared| shared.stops(Scope::Origin, now)),
        ];
        if let Some(longest) = stopped.into_iter().flatten().max_by_key(|s| s.until) {
            return Err(longest);
        }
        let lease = now.after(PROBE_LEASE.max(time_left.unwrap_or_default()));
        Ok(Admission {
            account_probe: own.as_mut().and_then(|own| own.take_probe(lease)),
            origin_probe: shared.as_mut().and_then(|shared| shared.take_probe(lease)),
        })
    }

    /// Whether this account's rejection is so recent that asking the provider again would be asking in vain.
    pub(super) fn remembers(&self, origin: &Origin, account: Option<&AccountId>, now: Now) -> bool {
        let key = (origin.clone(), account.cloned());
        self.accounts
            .get(&key)
            .is_some_and(|account| now.elapsed < account.remembered_until)
    }

    /// A 401 that nothing newer cured. Returns whether it is the first for this account, and what opened for how long.
    pub(super) fn rejected(
        &mut self,
        origin: &Origin,
        account: Option<&AccountId>,
        admission: Admission,
        now: Now,
    ) -> (bool, Option<(Scope, Duration)>) {
        let key = (origin.clone(), account.cloned());
        self.make_room_for(&key);
        let entry = self.accounts.entry(key).or_default();
        if now.elapsed >= entry.remembered_until {
            entry.remembered_until = now.after(MEMORY);
        }
        let first = entry.breaker.in_a_row == 0;
        let own = entry
            .breaker
            .rejected(admission.account_probe, now)
            .map(|length| (Scope::Account, length));
        let at = self.origins.entry(origin.clone()).or_default();
        let counts = !at.accepted_once && (first || admission.origin_probe.is_some());
        let shared = if counts {
            at.breaker.rejected(admission.origin_probe, now)
        } else {
            None
        };
        (first, shared.map(|length| (Scope::Origin, length)).or(own))
    }

    /// A 2xx. Returns what closed.
    pub(super) fn accepted(
        &mut self,
        origin: &Origin,
        account: Option<&AccountId>,
    ) -> Option<Scope> {
        let own = self.accounts.remove(&(origin.clone(), account.cloned()));
        let at = match self.origins.get_mut(origin) {
            Some(at) => at,
            None => self.origins.entry(origin.clone()).or_default(),
        };
        at.accepted_once = true;
        let shared = core::mem::take(&mut at.breaker);
        if shared.open.is_some() {
            Some(Scope::Origin)
        } else {
            own.filter(|own| own.breaker.open.is_some())
                .map(|_| Scope::Account)
        }
    }

    /// Whether anything was ever accepted, wherever.
    pub(super) fn has_accepted(&self) -> bool {
        self.origins.values().any(|at| at.accepted_once)
    }

    /// How many breakers are open.
    pub(super) fn stopped(&self) -> usize {
        let accounts = self.accounts.values().map(|account| &account.breaker);
        let origins = self.origins.values().map(|at| &at.breaker);
        accounts
            .chain(origins)
            .filter(|breaker| breaker.open.is_some())
            .count()
    }

    /// An answer, or a fault, that says nothing about the credentials: the probe goes to the next request.
    pub(super) fn undecided(
        &mut self,
        origin: &Origin,
        account: Option<&AccountId>,
        admission: Admission,
    ) {
        let own = self
            .accounts
            .get_mut(&(origin.clone(), account.cloned()))
            .map(|account| &mut account.breaker);
        let shared = self.origins.get_mut(origin).map(|at| &mut at.breaker);
        for (breaker, probe) in [
            (own, admission.account_probe),
            (shared, admission.origin_probe),
        ] {
            if let Some(open) = breaker.and_then(|breaker| breaker.probed_by(probe)) {
                open.probe_until = None;
            }
        }
    }

    /// Whoever asks with ever new account ids must not fill the memory: the quarter remembered longest leaves, those that
    /// are stopped last. A part at a time, because to look for it takes long compared with everything else here.
    fn make_room_for(&mut self, key: &(Origin, Option<AccountId>)) {
        if self.accounts.len() < ACCOUNT_LIMIT || self.accounts.contains_key(key) {
            return;
        }
        let rank = |known: &Account| (known.breaker.open.is_some(), known.remembered_until);
        let ranked = self.accounts.iter();
        let mut ranked: Vec<_> = ranked
            .map(|(key, known)| (rank(known), key.clone()))
            .collect();
        let (leaving, _, _) = ranked.select_nth_unstable(ACCOUNT_LIMIT / 4);
        for (_, key) in leaving {
            self.accounts.remove(key);
        }
    }
}

#[derive(Debug, Default)]
struct Breaker {
    in_a_row: u32,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    since: Duration,
    until: Duration,
    length: Duration,
    /// A probe is out; when its sender is never heard of again, the next one may go from here on.
    probe_until: Option<Lease>,
}

impl Breaker {
    fn stops(&self, scope: Scope, now: Now) -> Option<Stopped> {
        let open = self.open.as_ref()?;
        let until = open.probe_until.unwrap_or(Duration::ZERO).max(open.until);
        (now.elapsed < until).then_some(Stopped {
            since: open.since,
            until,
            scope,
        })
    }

    fn take_probe(&mut self, lease: Lease) -> Option<Lease> {
        let open = self.open.as_mut()?;
        open.probe_until = Some(lease);
        open.probe_until
    }

    /// The open breaker, if this probe is the one that it waits for. One that reports too late has been given up.
    fn probed_by(&mut self, probe: Option<Lease>) -> Option<&mut Open> {
        let open = self.open.as_mut()?;
        (probe.is_some() && open.probe_until == probe).then_some(open)
    }

    /// Counts; returns for how long it opens, if it does.
    fn rejected(&mut self, probe: Option<Lease>, now: Now) -> Option<Duration> {
        self.in_a_row = self.in_a_row.saturating_add(1);
        if let Some(open) = self.probed_by(probe) {
            open.length = open.length.saturating_mul(2).min(LONGEST_STOP);
            open.until = now.after(open.length);
            open.probe_until = None;
            return Some(open.length);
        }
        // Requests that were on their way when sending stopped say nothing new.
        if self.open.is_some() || self.in_a_row < IN_A_ROW {
            return None;
        }
        self.open = Some(Open {
            since: now.elapsed,
            until: now.after(FIRST_STOP),
            length: FIRST_STOP,
            probe_until: None,
        });
        Some(FIRST_STOP)
    }
}

const IN_A_ROW: u32 = 5;
const MEMORY: Duration = Duration::from_secs(60);
const FIRST_STOP: Duration = Duration::from_secs(30);
const LONGEST_STOP: Duration = Duration::from_secs(5 * 60);
/// At the least; a request that may take longer has its time.
const PROBE_LEASE: Duration = Duration::from_secs(30);
const ACCOUNT_LIMIT: usize = 4096;
