//! What happens at the service in the course of a case.

use core::time::Duration;

use bw_auth_sandbox::{Fault, RateLimit, Sandbox};

#[derive(Clone, Copy, Debug)]
pub(super) enum Incident {
    ApiUsersRetire,
    RateIsLimited,
    TokenEndpointIsBusy,
    TokensExpire,
    TokensAreRevoked,
}

impl Incident {
    pub(super) fn befall(self, sandbox: &Sandbox) {
        match self {
            Self::ApiUsersRetire => sandbox.retire_api_users_at(sandbox.clock().now()),
            Self::RateIsLimited => sandbox.set_rate_limit(Some(RateLimit {
                requests: 0,
                per: MINUTE,
            })),
            Self::TokenEndpointIsBusy => {
                let busy = Fault::status(429).header("retry-after", "5");
                sandbox.script_for("/api/v1/oauth2/token", busy);
            }
            Self::TokensExpire => sandbox.clock().advance(TOKEN_LIFE),
            Self::TokensAreRevoked => sandbox.revoke_tokens(),
        }
    }

    /// Undoes what would outlast a case.
    pub(super) fn clear(sandbox: &Sandbox) {
        sandbox.retire_api_users_at(Duration::MAX);
        sandbox.set_rate_limit(None);
        sandbox.clear_script();
    }
}

pub(super) const MINUTE: Duration = Duration::from_secs(60);
/// As long as a sandbox makes it unless told otherwise.
const TOKEN_LIFE: Duration = Duration::from_secs(3600);
