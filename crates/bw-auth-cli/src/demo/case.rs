//! One request of the demonstration, with what is expected of it.

use bw_auth_core::{AccountId, BasicCredentials, Endpoint};
use bw_auth_sandbox::{RateLimit, Sandbox};

use super::outcome::Outcome;
use super::transport::Transport;

/// A GET, by whom and for which account.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) credentials: BasicCredentials,
    pub(super) account: AccountId,
    pub(super) endpoint: Endpoint,
}

#[derive(Debug)]
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) call: Call,
    /// How often the call is made; the last time is the one that is looked at.
    pub(super) times: usize,
    pub(super) limit: Option<RateLimit>,
    pub(super) expected: Outcome,
    /// The requests that the sandbox is to see.
    pub(super) requests: usize,
}

/// What came of a case.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) outcome: Outcome,
    requests: usize,
}

impl Case {
    /// A call that is made once and costs one request.
    pub(super) fn new(name: &'static str, call: Call, expected: Outcome) -> Self {
        Self {
            name,
            call,
            times: 1,
            limit: None,
            expected,
            requests: 1,
        }
    }

    pub(super) fn run(&self, sandbox: &Sandbox, transport: &dyn Transport) -> Found {
        sandbox.clear_log();
        sandbox.set_rate_limit(self.limit);
        let mut last = transport.get(&self.call);
        for _ in 1..self.times {
            last = transport.get(&self.call);
        }
        Found {
            outcome: last.into(),
            requests: sandbox.requests().len(),
        }
    }

    pub(super) fn is_met_by(&self, found: &Found) -> bool {
        found.outcome == self.expected && found.requests == self.requests
    }

    /// The requests that the sandbox saw, in words.
    pub(super) fn count(&self, found: &Found) -> String {
        let plural = if found.requests == 1 { "" } else { "s" };
        let mut count = format!("{} request{plural}", found.requests);
        if found.requests != self.requests {
            count.push_str(&format!(", expected {}", self.requests));
        }
        count
    }
}
