//! A case of the demonstration: one call, made once or several times, with what is expected of it.

use bw_auth_core::{AccountId, BuildError, Credentials, Endpoint};
use bw_auth_sandbox::Sandbox;

use super::incident::Incident;
use super::outcome::Outcome;
use super::transport::Transport;

/// A GET, by whom and for which account.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) credentials: Credentials,
    pub(super) account: AccountId,
    pub(super) endpoint: Endpoint,
}

#[derive(Debug)]
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) call: Call,
    /// How often the call is made, one after another by the same client. All but the last are to be accepted.
    pub(super) times: usize,
    /// What happens before the last one.
    pub(super) incident: Option<Incident>,
    pub(super) expected: Outcome,
    pub(super) requests: Requests,
}

/// What came of a case.
#[derive(Debug)]
pub(super) struct Found {
    outcome: Outcome,
    requests: Requests,
}

/// The requests that the sandbox sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Requests {
    pub(super) to_services: usize,
    pub(super) for_tokens: usize,
}

impl Case {
    pub(super) fn run(
        &self,
        sandbox: &Sandbox,
        transport: &dyn Transport,
    ) -> Result<Found, BuildError> {
        sandbox.clear_log();
        Incident::clear(sandbox);
        let get = transport.client(sandbox, &self.call)?;
        let mut outcome = Outcome::Accepted;
        for left in (0..self.times).rev() {
            if left == 0 {
                self.incident
                    .iter()
                    .for_each(|incident| incident.befall(sandbox));
            }
            outcome = get().into();
            if outcome != Outcome::Accepted {
                break;
            }
        }
        let for_tokens = sandbox.token_requests();
        Ok(Found {
            outcome,
            requests: Requests {
                to_services: sandbox.requests().len() - for_tokens,
                for_tokens,
            },
        })
    }

    pub(super) fn is_met_by(&self, found: &Found) -> bool {
        found.outcome == self.expected && found.requests == self.requests
    }

    pub(super) fn row(&self, transport: &str, found: &Found) -> [String; 6] {
        let (wanted, seen) = (self.requests, found.requests);
        [
            self.name.to_owned(),
            transport.to_owned(),
            self.expected.to_string(),
            found.outcome.to_string(),
            count(wanted.to_services, seen.to_services),
            count(wanted.for_tokens, seen.for_tokens),
        ]
    }
}

fn count(expected: usize, found: usize) -> String {
    if found == expected {
        found.to_string()
    } else {
        format!("{found}, expected {expected}")
    }
}
