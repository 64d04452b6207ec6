//! How much core asks of the allocator, and that what held a secret is wiped before it is given back.

mod callbacks;

use std::hint::black_box;
use std::time::Duration;

use bw_auth_allocations::{Count, Watchful, watch};
use bw_auth_core::secrecy::SecretString;
use bw_auth_core::{
    AccountId, Authenticator, Authorization, BasicCredentials, BearerToken, ClientCredentials,
    CredentialsProvider, Dispatch, Endpoint, Environment, Exchange, Head, Now, Outline, Policy,
    Step, StoredToken,
};
use http::{Request, header::AUTHORIZATION};

#[global_allocator]
static ALLOCATOR: Watchful = Watchful;

const USERNAME: &str = "jdoe";
const PASSWORD: &str = "correct-horse-battery-staple";
const HEADER: &str = "Basic amRvZTpjb3JyZWN0LWhvcnNlLWJhdHRlcnktc3RhcGxl";

/// The password, its base64, and its base64 at the two other alignments: what no freed block may hold.
const SECRETS: &[&[u8]] = &[
    PASSWORD.as_bytes(),
    b"amRvZTpjb3JyZWN0LWhvcnNlLWJhdHRlcnktc3RhcGxl",
    b"Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LXN0YXBsZQ",
    b"NvcnJlY3QtaG9yc2UtYmF0dGVyeS1zdGFwbG",
];

fn credentials() -> BasicCredentials {
    BasicCredentials::new(USERNAME, PASSWORD).expect("the pair is valid")
}

fn count<T>(work: impl FnOnce() -> T) -> Count {
    watch(SECRETS, || black_box(work()))
}

/// `at_most` allocations, and nothing given back with a secret in it.
#[track_caller]
fn assert_frugal<T>(at_most: usize, work: impl FnOnce() -> T) {
    let count = count(work);
    assert!(
        count.allocations <= at_most,
        "{} allocations",
        count.allocations
    );
    assert_eq!(count.unwiped, 0, "blocks given back with a secret in them");
}

/// Exactly `allocations`, and nothing given back with a secret in it.
#[track_caller]
fn assert_exact<T>(allocations: usize, work: impl FnOnce() -> T) {
    assert_eq!(
        count(work),
        Count {
            allocations,
            unwiped: 0
        }
    );
}

#[test]
fn the_allocator_notices() {
    let left_behind = count(|| PASSWORD.to_owned());
    assert_eq!(
        left_behind,
        Count {
            allocations: 1,
            unwiped: 1
        }
    );
    let half_wiped = count(|| PASSWORD[..PASSWORD.len() / 2].to_owned());
    assert_eq!(
        half_wiped,
        Count {
            allocations: 1,
            unwiped: 1
        }
    );
    let grown = count(|| {
        let mut bytes = PASSWORD.as_bytes().to_vec();
        bytes.reserve(1024);
        bytes.fill(0);
        bytes
    });
    assert_eq!(
        grown,
        Count {
            allocations: 2,
            unwiped: 1
        }
    );
    assert_eq!(count(|| HEADER.to_owned()).unwiped, 1);
    assert_eq!(
        count(|| USERNAME.to_owned()),
        Count {
            allocations: 1,
            unwiped: 0
        }
    );
}

#[test]
fn new_wipes_the_password_that_it_was_given() {
    let password = SecretString::from(PASSWORD);
    assert_exact(1, || BasicCredentials::new(USERNAME, password));
}

#[test]
fn new_wipes_the_password_that_it_refuses() {
    for (username, password) in [
        ("j:doe", PASSWORD.to_owned()),
        (USERNAME, format!("{PASSWORD}\n")),
    ] {
        let password = SecretString::from(password);
        assert_exact(0, || {
            BasicCredentials::new(username, password).map_err(drop)
        });
    }
}

#[test]
fn credentials_are_wiped_when_dropped() {
    let credentials = credentials();
    assert_exact(0, || credentials);
}

#[test]
fn a_clone_is_wiped_too() {
    let credentials = credentials();
    assert_exact(1, || credentials.clone());
}

#[test]
fn a_header_costs_two_allocations_at_most() {
    let credentials = credentials();
    assert_frugal(2, || Authorization::basic(&credentials));
    assert_frugal(2, || Authorization::basic(&credentials).header_value());
    assert_eq!(Authorization::basic(&credentials).expose(), HEADER);
}

#[test]
fn a_header_shares_its_buffer() {
    let authorization = Authorization::basic(&credentials());
    assert_exact(0, || authorization.header_value());
    assert_exact(0, || authorization.clone());
}

#[test]
fn the_last_holder_of_a_header_wipes_it() {
    let authorization = Authorization::basic(&credentials());
    let value = authorization.header_value();
    assert_exact(0, || authorization);
    assert_eq!(value.as_bytes(), HEADER.as_bytes());
    assert_exact(0, || value);
}

#[test]
fn attaching_a_known_header_costs_nothing() {
    let authorization = Authorization::basic(&credentials());
    let mut request = Request::new(());
    request.headers_mut().reserve(1);
    assert_exact(0, || {
        request
            .headers_mut()
            .insert(AUTHORIZATION, authorization.header_value())
    });
    assert_eq!(
        request.headers()[AUTHORIZATION].as_bytes(),
        HEADER.as_bytes()
    );
    assert_exact(0, || request.headers_mut().remove(AUTHORIZATION));
}

const NOW: Now = Now {
    elapsed: Duration::from_secs(5),
    unix: Some(Duration::from_secs(1_795_000_000)),
    random: 0,
};

fn exchange(auth: &Authenticator) -> Exchange {
    let account: AccountId = "920012".parse().expect("digits");
    let target = Endpoint::subscriptions()
        .resolve(auth.environment(), Some(&account))
        .expect("production has the service");
    Exchange::new(Outline::new("GET", target))
}

/// What an exchange hands out for sending, with a token at hand.
fn dispatch(auth: &mut Authenticator) -> Dispatch {
    let mut exchange = exchange(auth);
    loop {
        match exchange.next(auth, NOW) {
            Step::Settle { errand, .. } => {
                let client = ClientCredentials::new("CLI-1", PASSWORD.to_owned());
                auth.loaded(errand, client.expect("the pair is valid").load(None));
            }
            Step::Send(dispatch) => return dispatch,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn attaching_a_cached_token_costs_nothing() {
    let mut auth = Authenticator::new(Environment::production(), Policy::default());
    let token = BearerToken::new(PASSWORD.to_owned()).expect("it is visible ASCII");
    auth.give_token(
        StoredToken::new(token, Duration::from_secs(1_795_003_600)),
        NOW,
    );
    for _ in 0..2 {
        let dispatch = dispatch(&mut auth);
        let mut request = Request::new(());
        request.headers_mut().reserve(1);
        assert_exact(0, || dispatch.apply(request.headers_mut()));
        let attached = request.headers()[AUTHORIZATION].as_bytes();
        assert_eq!(attached, format!("Bearer {PASSWORD}").as_bytes());
        assert_exact(0, || request.headers_mut().remove(AUTHORIZATION));
    }
}

#[test]
fn a_token_and_its_header_are_wiped() {
    let token = BearerToken::new(PASSWORD.to_owned()).expect("it is visible ASCII");
    assert_frugal(2, || Authorization::bearer(&token).header_value());
    assert_exact(1, || token.clone());
    assert_exact(0, || token);
}

#[test]
fn an_answer_of_the_token_endpoint_is_read_without_leaving_the_token_behind() {
    let mut auth = Authenticator::new(Environment::production(), Policy::default());
    auth.install(ClientCredentials::new("CLI-5f2a", "sesame").expect("the pair is valid"));
    let Step::Settle { errand, .. } = exchange(&auth).next(&mut auth, NOW) else {
        panic!("there is no token yet")
    };
    let request = auth.token_request(errand, NOW).expect("it is open");
    for (answer, is_granted) in [
        (r#"{"access_token":"correct-horse-battery-staple"}"#, true),
        (
            r#"{"access_token":"correct\u002dhorse-battery-staple","expires_in":60}"#,
            true,
        ),
        (
            r#"{"access_token":"correct-horse-battery-staple\n"}"#,
            false,
        ),
        (
            r#"{"access_token":"correct-horse-battery-staple","expires_in":"soon"}"#,
            false,
        ),
        (
            r#"{"access_token":"correct-horse-battery-staple","access_token":"correct\u002dhorse-battery-staple"}"#,
            false,
        ),
        (
            r#"{"access_token":"correct\u002dhorse-battery-staple","token_type":"mac"}"#,
            false,
        ),
        (r#"{"access_token":"correct-horse-battery-staple""#, false),
    ] {
        let none: [(&str, &str); 0] = [];
        let head = || Head::new(200, &none);
        let read = || request.read(NOW, head(), answer.as_bytes(), true);
        assert_eq!(
            format!("{:?}", read()).contains("a token for"),
            is_granted,
            "{answer}"
        );
        assert_eq!(count(read).unwiped, 0, "{answer}");
    }
}

#[test]
fn a_header_is_parsed_into_one_buffer() {
    assert_exact(1, || BasicCredentials::parse(HEADER.as_bytes()));
    let parsed = BasicCredentials::parse(HEADER.as_bytes()).expect("the header is valid");
    assert_eq!(
        (parsed.username(), parsed.expose_password()),
        (USERNAME, PASSWORD)
    );
}

/// Each refusal comes after a part of the secret has been decoded.
#[test]
fn a_header_that_is_refused_leaves_nothing_behind() {
    for header in [
        // The secret, and then a symbol that base64 does not have.
        "Basic amRvZTpjb3JyZWN0LWhvcnNlLWJhdHRlcnktc3RhcGxl!AAA",
        // Without its padding, and with bits behind the last byte.
        "Basic amRvZTpjb3JyZWN0LWhvcnNlLWJhdHRlcnktc3RhcGxlQQ",
        "Basic amRvZTpjb3JyZWN0LWhvcnNlLWJhdHRlcnktc3RhcGxlQR==",
        // Without a colon.
        "Basic Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LXN0YXBsZQ==",
        // A byte that is no UTF-8, and a line feed, behind the secret.
        "Basic amRvZTpjb3JyZWN0LWhvcnNlLWJhdHRlcnktc3RhcGxl/w==",
        "Basic amRvZTpjb3JyZWN0LWhvcnNlLWJhdHRlcnktc3RhcGxlCg==",
    ] {
        let refused = || {
            BasicCredentials::parse(header.as_bytes())
                .map(drop)
                .is_err()
        };
        assert!(refused(), "{header}");
        assert_frugal(1, refused);
    }
}
