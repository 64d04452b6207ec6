//! Equal credentials share one state, unequal ones never do, and the memory of them has a bound.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bw_auth_core::client::Tenants;
use bw_auth_core::{BearerToken, ClientCredentials, Credentials};
use bw_auth_testkit::assert_no_secret_in;

use super::bench::basic;
use super::token_bench::{SECRET, client};

fn tenant(number: usize) -> Credentials {
    let id = format!("CLI-{number}");
    ClientCredentials::new(&id, SECRET.to_owned())
        .unwrap()
        .into()
}

/// Shares, and counts how many states were made.
#[derive(Default)]
struct Shared {
    tenants: Tenants<Arc<usize>>,
    made: AtomicUsize,
}

impl Shared {
    fn state(&self, credentials: &Credentials) -> Arc<usize> {
        let make = || Arc::new(self.made.fetch_add(1, Ordering::Relaxed));
        self.tenants.shared(credentials, |_| true, make)
    }

    fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }
}

#[test]
fn equal_credentials_share_and_others_do_not() {
    let bearer = |text: &str| Credentials::from(BearerToken::new(text.to_owned()).unwrap());
    let named_alike = Credentials::from(ClientCredentials::new("jdoe", SECRET.to_owned()).unwrap());
    let all = [
        client(SECRET).into(),
        client("another secret").into(),
        client(SECRET).with_scope("orders").unwrap().into(),
        basic(SECRET).into(),
        basic("another secret").into(),
        named_alike,
        bearer("at-1"),
        bearer("at-2"),
    ];
    let shared = Shared::default();
    let states: Vec<_> = all
        .iter()
        .map(|credentials| shared.state(credentials))
        .collect();
    assert_eq!(shared.made(), all.len());
    for _ in 0..10 {
        for (credentials, state) in all.iter().zip(&states) {
            assert!(Arc::ptr_eq(&shared.state(&credentials.clone()), state));
        }
    }
    assert_eq!(shared.made(), all.len());
    let text = format!("{:?}", shared.tenants);
    assert_no_secret_in("CLI-5f2a", &text);
    assert_no_secret_in(SECRET, &text);
}

#[test]
fn the_one_not_used_for_longest_leaves() {
    let shared = Shared::default();
    let first: Vec<_> = (0..1024)
        .map(|number| shared.state(&tenant(number)))
        .collect();
    assert_eq!(shared.made(), 1024);
    for number in (0..1024).filter(|number| *number != 7) {
        assert!(Arc::ptr_eq(&shared.state(&tenant(number)), &first[number]));
    }
    shared.state(&tenant(5000));
    assert_eq!(shared.made(), 1025);
    for number in (0..1024).filter(|number| *number != 7) {
        assert!(
            Arc::ptr_eq(&shared.state(&tenant(number)), &first[number]),
            "{number}"
        );
    }
    assert_eq!(shared.made(), 1025, "the others are still known");
    assert!(
        !Arc::ptr_eq(&shared.state(&tenant(7)), &first[7]),
        "it is made anew"
    );
}

#[test]
fn no_more_than_so_many_are_kept_alive() {
    let shared = Shared::default();
    let states: Vec<_> = (0..3000)
        .map(|number| shared.state(&tenant(number)))
        .collect();
    let kept = states
        .iter()
        .filter(|state| Arc::strong_count(state) > 1)
        .count();
    assert_eq!(kept, 1024);
    // Many secrets under one name are no way around it.
    let states: Vec<_> = (0..2000)
        .map(|number| shared.state(&client(&format!("secret number {number}")).into()))
        .collect();
    let kept = states
        .iter()
        .filter(|state| Arc::strong_count(state) > 1)
        .count();
    assert_eq!(kept, 1024);
}

#[test]
fn a_state_with_other_credentials_is_known_by_those_alone() {
    let shared = Shared::default();
    let [one, two] = [1, 2].map(|number| shared.state(&tenant(number)));
    let is_one = |state: &Arc<usize>| Arc::ptr_eq(state, &one);
    shared.tenants.forget(is_one);
    shared.tenants.know(&tenant(3), &one);
    assert!(is_one(&shared.state(&tenant(3))));
    assert!(Arc::ptr_eq(&shared.state(&tenant(2)), &two));
    assert!(!is_one(&shared.state(&tenant(1))));
    // Whoever had them before is in the way no more.
    shared.tenants.know(&tenant(2), &one);
    assert!(is_one(&shared.state(&tenant(2))));
}

#[test]
fn a_state_whose_credentials_were_replaced_is_nobodys() {
    let shared = Shared::default();
    let one = shared.state(&tenant(1));
    let other = shared.tenants.shared(
        &tenant(1),
        |state| !Arc::ptr_eq(state, &one),
        || Arc::new(7),
    );
    assert_eq!(*other, 7);
    assert!(Arc::ptr_eq(&shared.state(&tenant(1)), &other));
}

#[test]
fn a_panic_while_a_state_is_made_leaves_the_rest_intact() {
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
    let shared = Shared::default();
    let one = shared.state(&tenant(1));
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        shared
            .tenants
            .shared(&tenant(2), |_| true, || resume_unwind(Box::new("no state")))
    }));
    assert!(panicked.is_err());
    assert!(Arc::ptr_eq(&shared.state(&tenant(1)), &one));
    assert!(Arc::ptr_eq(
        &shared.state(&tenant(2)),
        &shared.state(&tenant(2))
    ));
}
