//! Tokens in a file, which several clients share.

use std::sync::{Arc, Barrier};
use std::thread;

use bw_auth_core::{CheckVerdict, Endpoint};
use bw_auth_sandbox::{LoggedRequest, Sandbox};
use bw_auth_sources::{Chain, FileTokenStore, Surroundings};
use tempfile::TempDir;

use super::transport::{Transport, Wanted};

/// A sandbox, and the folder in which its clients keep tokens.
struct Machine {
    sandbox: Sandbox,
    cache: TempDir,
}

impl Machine {
    fn new() -> Self {
        Self {
            sandbox: Sandbox::start().unwrap(),
            cache: tempfile::tempdir().unwrap(),
        }
    }

    /// As a process of its own would have it: with a store of its own over the same folder.
    fn client<T: Transport>(&self, secret: &str) -> T {
        let pairs = [
            ("BANDWIDTH_CLIENT_ID", self.sandbox.client_id()),
            ("BANDWIDTH_CLIENT_SECRET", secret),
            ("BANDWIDTH_ACCOUNT_ID", self.sandbox.account_id()),
            ("XDG_CACHE_HOME", self.cache.path().to_str().unwrap()),
        ];
        let surroundings = Surroundings::from_pairs(pairs);
        let wanted = Wanted {
            direct: true,
            store: FileTokenStore::standard(&surroundings).ok(),
            ..Wanted::default()
        };
        assert!(wanted.store.is_some());
        let chain = Arc::new(Chain::variables(surroundings));
        T::start(chain, &self.sandbox, wanted).unwrap()
    }

    fn right<T: Transport>(&self) -> T {
        self.client(self.sandbox.client_secret())
    }

    /// Which token each request had, for tokens apart.
    fn tokens(&self) -> Vec<u64> {
        let requests = self.sandbox.requests().into_iter();
        requests
            .filter_map(|LoggedRequest { token_number, .. }| token_number)
            .collect()
    }
}

fn get(client: &impl Transport) {
    let answer = client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(answer.0, 200);
}

pub(super) fn the_next_run_needs_no_token_request<T: Transport>() {
    let machine = Machine::new();
    for _ in 0..3 {
        get(&machine.right::<T>());
    }
    assert_eq!(machine.sandbox.token_requests(), 1);
    assert_eq!(machine.tokens(), [1, 1, 1]);
}

pub(super) fn twenty_at_once_make_one_token_request<T: Transport>() {
    let machine = Machine::new();
    let clients: Vec<T> = (0..AT_ONCE).map(|_| machine.right()).collect();
    let ready = Barrier::new(AT_ONCE);
    thread::scope(|scope| {
        for client in &clients {
            scope.spawn(|| {
                ready.wait();
                get(client);
            });
        }
    });
    assert_eq!(machine.sandbox.token_requests(), 1);
    assert_eq!(machine.tokens(), [1; AT_ONCE]);
}

pub(super) fn a_revoked_token_is_replaced_in_the_store<T: Transport>() {
    let machine = Machine::new();
    let client: T = machine.right();
    get(&client);
    machine.sandbox.revoke_tokens();
    get(&client);
    get(&machine.right::<T>());
    assert_eq!(machine.tokens(), [1, 1, 2, 2]);
    assert_eq!(machine.sandbox.token_requests(), 2);
}

/// A stored token is found with the secret that it was fetched with, and a wrong one does not seem to work for as long as it lives.
pub(super) fn a_wrong_secret_is_told_beside_a_stored_token<T: Transport>() {
    let machine = Machine::new();
    get(&machine.right::<T>());
    let wrong: T = machine.client("wrong-secret");
    let error = wrong.get(Endpoint::subscriptions()).unwrap_err();
    assert_eq!(error.code(), "token.refused");
    assert_eq!(wrong.check().verdict(), CheckVerdict::Rejected);
    get(&machine.right::<T>());
    assert_eq!(machine.tokens(), [1, 1]);
}

pub(super) fn a_second_secret_has_a_token_of_its_own<T: Transport>() {
    let machine = Machine::new();
    get(&machine.right::<T>());
    let id = machine.sandbox.client_id();
    assert!(machine.sandbox.add_client_secret(id, "second-secret"));
    get(&machine.client::<T>("second-secret"));
    get(&machine.client::<T>("second-secret"));
    get(&machine.right::<T>());
    assert_eq!(machine.tokens(), [1, 2, 2, 1]);
    assert_eq!(machine.sandbox.token_requests(), 2);
}

const AT_ONCE: usize = 20;
