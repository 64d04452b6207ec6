//! What the scenarios about tokens begin with.

use std::sync::Arc;
use std::time::Duration;

use bw_auth_core::ClientCredentials;
use bw_auth_sandbox::{Fault, OAuthClient, Sandbox, SandboxBuilder, SandboxClock};
use bw_auth_tests::{Setup, TestClock};

/// A sandbox, a clock that moves it and the client alike, and what a client of it is set up with.
pub(super) struct Stage {
    pub(super) sandbox: Sandbox,
    pub(super) clock: TestClock,
    pub(super) setup: Setup,
}

impl Stage {
    pub(super) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(super) fn with(build: impl FnOnce(SandboxBuilder) -> SandboxBuilder) -> Self {
        let time = SandboxClock::manual(1_795_000_000);
        let sandbox = build(Sandbox::builder().clock(time.clone()))
            .start()
            .unwrap();
        let clock = TestClock::moved_by_hand(&time);
        let mut setup = Setup::of_client(&sandbox);
        setup.clock = Some(clock.clone());
        Self {
            sandbox,
            clock,
            setup,
        }
    }

    /// The setup for another client of the sandbox, which it is given.
    pub(super) fn setup_for(&self, client_id: &str, client: OAuthClient) -> Setup {
        self.sandbox.add_client(client);
        Setup {
            provider: Arc::new(own(client_id)),
            ..self.setup.clone()
        }
    }

    pub(super) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(super) fn token_fault(&self, fault: Fault) {
        self.sandbox.script_for(TOKEN_ENDPOINT, fault);
    }

    /// A fault of a service, and not of the token endpoint.
    pub(super) fn service_fault(&self, fault: Fault) {
        self.sandbox.script_for("/api/accounts", fault);
    }

    /// How many requests were answered with this status, those for tokens apart.
    pub(super) fn answered(&self, status: u16) -> usize {
        self.sandbox
            .count(|request| request.status == Some(status) && request.path != TOKEN_ENDPOINT)
    }
}

/// Credentials of a client that was added by a test.
pub(super) fn own(client_id: &str) -> ClientCredentials {
    ClientCredentials::new(client_id, SECRET.to_owned()).unwrap()
}

/// A client for the account of the sandbox's own.
pub(super) fn client(sandbox: &Sandbox, client_id: &str) -> OAuthClient {
    OAuthClient::new(client_id, SECRET).account(sandbox.account_id())
}

pub(super) const SECRET: &str = "correct-horse-battery";
pub(super) const TOKEN_ENDPOINT: &str = "/api/v1/oauth2/token";
/// Bounds how long a broken client holds up the run.
pub(super) const LONG: Duration = Duration::from_secs(60);
