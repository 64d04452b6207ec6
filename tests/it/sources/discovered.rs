//! Clients made of what variables and files say, and what they say when it will not do.

use std::error::Error as _;
use std::fs;
use std::sync::Arc;

use bw_auth_core::{Endpoint, Error, Service, Withheld};
use bw_auth_sandbox::{ApiUser, Credential, Sandbox};
use bw_auth_sources::{Chain, DiscoverError, SourceError, Surroundings};
use bw_auth_testkit::Failed;
use bw_auth_tests::{Driver as _, Setup, assert_no_secret};

use super::transport::{Transport, Wanted};

type Variables<'a> = &'a [(&'a str, &'a str)];

fn chain(variables: Variables<'_>) -> Arc<Chain> {
    let surroundings = Surroundings::from_pairs(variables.iter().copied());
    Arc::new(Chain::variables(surroundings))
}

fn start<T: Transport>(sandbox: &Sandbox, variables: Variables<'_>) -> T {
    T::start(chain(variables), sandbox, Wanted::default()).unwrap()
}

/// Who was seen at which host.
fn seen(sandbox: &Sandbox) -> Vec<(String, Credential)> {
    let requests = sandbox.requests().into_iter();
    requests
        .map(|request| (request.host, request.credential))
        .collect()
}

pub(super) fn each_scheme<T: Transport>() {
    let sandbox = Sandbox::start().unwrap();
    let account = ("BANDWIDTH_ACCOUNT_ID", sandbox.account_id());
    let (user, client) = (sandbox.username(), sandbox.client_id());
    let basic = [
        ("BANDWIDTH_USERNAME", user),
        ("BANDWIDTH_PASSWORD", sandbox.password()),
        account,
    ];
    start::<T>(&sandbox, &basic)
        .get(Endpoint::subscriptions())
        .unwrap();
    let service = || "dashboard.bandwidth.com".to_owned();
    let accepted = (service(), Credential::Accepted(user.to_owned()));
    assert_eq!(seen(&sandbox), [accepted]);

    sandbox.clear_log();
    let client_credentials = [
        ("BANDWIDTH_CLIENT_ID", client),
        ("BANDWIDTH_CLIENT_SECRET", sandbox.client_secret()),
        account,
    ];
    start::<T>(&sandbox, &client_credentials)
        .get(Endpoint::subscriptions())
        .unwrap();
    let tokens = "api.bandwidth.com".to_owned();
    let expected = [
        (tokens, Credential::Client(client.to_owned())),
        (service(), Credential::Token(client.to_owned())),
    ];
    assert_eq!(seen(&sandbox), expected);

    // A token that somebody else has fetched.
    let uri = sandbox.url().parse().unwrap();
    let header = T::Driver::start(Setup::of_client(&sandbox)).authorize(&uri);
    let header = header.unwrap();
    let token = header.to_str().unwrap().strip_prefix("Bearer ").unwrap();
    sandbox.clear_log();
    start::<T>(&sandbox, &[("BANDWIDTH_ACCESS_TOKEN", token), account])
        .get(Endpoint::subscriptions())
        .unwrap();
    let expected = (service(), Credential::Token(client.to_owned()));
    assert_eq!(seen(&sandbox), [expected]);
}

pub(super) fn environment_and_account_are_the_variables<T: Transport>() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_user(ApiUser::new("jdoe", "Secret123").account("920012"));
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    // The pair is of one source, and the rest need not be.
    let client = start::<T>(
        &sandbox,
        &[
            ("BANDWIDTH_USERNAME_FILE", &path("username", "jdoe\n")),
            ("BANDWIDTH_PASSWORD_FILE", &path("password", "Secret123\n")),
            ("BANDWIDTH_ACCOUNT_ID", "920012"),
            ("BANDWIDTH_ENVIRONMENT_FILE", &path("environment", "test\n")),
        ],
    );
    client.get(Endpoint::subscriptions()).unwrap();
    let requests = sandbox.requests();
    let [request] = requests.as_slice() else {
        panic!("{requests:?}")
    };
    assert_eq!(request.host, "test.dashboard.bandwidth.com");
    assert!(
        request.path.contains("/accounts/920012/"),
        "{}",
        request.path
    );
    assert_eq!(request.credential, Credential::Accepted("jdoe".into()));

    let messages = Endpoint::path(Service::Messaging, "/users/{accountId}/messages").unwrap();
    let error = client.get(messages).unwrap_err();
    assert!(
        matches!(&error, Error::Withheld(Withheld::ServiceMissing { .. })),
        "{error:?}"
    );
    assert_eq!(sandbox.requests().len(), 1);

    let elsewhere = start::<T>(
        &sandbox,
        &[
            ("BW_CLIENT_ID", sandbox.client_id()),
            ("BW_CLIENT_SECRET", sandbox.client_secret()),
            ("BW_ACCOUNT_ID", sandbox.account_id()),
            (
                "BW_TOKEN_URL",
                "https://sso.bandwidth.com/api/v1/oauth2/token",
            ),
        ],
    );
    sandbox.clear_log();
    elsewhere.get(Endpoint::subscriptions()).unwrap();
    let hosts: Vec<String> = seen(&sandbox).into_iter().map(|(host, _)| host).collect();
    assert_eq!(hosts, ["sso.bandwidth.com", "dashboard.bandwidth.com"]);
}

pub(super) fn what_the_builder_says_stands_before<T: Transport>() {
    let sandbox = Sandbox::start().unwrap();
    let variables = [
        ("BANDWIDTH_USERNAME", sandbox.username()),
        ("BANDWIDTH_PASSWORD", sandbox.password()),
        ("BANDWIDTH_ACCOUNT_ID", "920012"),
        ("BANDWIDTH_ENVIRONMENT", "test"),
    ];
    let wanted = Wanted {
        direct: true,
        account: sandbox.account_id().parse().ok(),
        ..Wanted::default()
    };
    let client = T::start(chain(&variables), &sandbox, wanted).unwrap();
    client.get(Endpoint::subscriptions()).unwrap();
    assert!(sandbox.proxy_requests().is_empty());
    assert_eq!(
        sandbox.count(|request| request.path.contains(sandbox.account_id())),
        1
    );
}

pub(super) fn a_wrong_set_up_makes_no_client<T: Transport>() {
    let sandbox = Sandbox::start().unwrap();
    let error = |variables: Variables<'_>| {
        let error = T::start(chain(variables), &sandbox, Wanted::default()).err();
        let error = error.expect("no client");
        // What `from_env` and `discover` return tells the same.
        let code = error.code();
        let text = error.to_string();
        let discovered = DiscoverError::from(error.clone());
        assert_eq!((discovered.code(), discovered.to_string()), (code, text));
        assert_no_secret(SECRET, || Failed(error)).0
    };
    assert!(matches!(error(&[]), SourceError::NotConfigured));
    let pair = [
        ("BANDWIDTH_USERNAME", "jdoe"),
        ("BANDWIDTH_PASSWORD", SECRET),
    ];
    assert!(matches!(error(&pair[1..]), SourceError::HalfSet { .. }));
    let with = |name, value| error(&[pair[0], pair[1], (name, value)]);
    let token = with("BANDWIDTH_ACCESS_TOKEN", "some-token");
    assert!(matches!(token, SourceError::TwoSchemes { .. }), "{token:?}");
    let account = with("BANDWIDTH_ACCOUNT_ID", "92 0012");
    assert!(
        matches!(account, SourceError::AccountId { .. }),
        "{account:?}"
    );
    let environment = with("BANDWIDTH_ENVIRONMENT", "staging");
    assert!(
        matches!(environment, SourceError::Environment(_)),
        "{environment:?}"
    );
    let url = with("BANDWIDTH_TOKEN_URL", "http://api.bandwidth.com/token");
    assert!(matches!(url, SourceError::TokenUrl { .. }), "{url:?}");
    let missing = with("BANDWIDTH_ACCOUNT_ID_FILE", "/dev/null/account");
    assert!(
        matches!(missing, SourceError::FileMissing(_)),
        "{missing:?}"
    );
    assert!(sandbox.proxy_requests().is_empty() && sandbox.requests().is_empty());
}

/// A chain is a provider like any other; then its error comes with the first request.
pub(super) fn a_chain_that_was_not_asked_first<T: Transport>() {
    let sandbox = Sandbox::start().unwrap();
    let half = [("BANDWIDTH_PASSWORD", SECRET)];
    let setup = Setup::with_provider(&sandbox, chain(&half));
    let client = T::Driver::start(setup);
    let error = assert_no_secret(SECRET, || client.get(Endpoint::subscriptions())).unwrap_err();
    let Error::Provider(failed) = &error else {
        panic!("{error:?}")
    };
    let cause = failed.source().and_then(|cause| cause.downcast_ref());
    assert!(
        matches!(cause, Some(SourceError::HalfSet { .. })),
        "{error:?}"
    );
    assert!(error.to_string().contains("source.half_set"), "{error}");
    assert!(sandbox.requests().is_empty());
}

pub(super) fn a_refusal_names_the_source<T: Transport>() {
    let sandbox = Sandbox::start().unwrap();
    let variables = [
        ("BANDWIDTH_USERNAME", sandbox.username()),
        ("BANDWIDTH_PASSWORD", SECRET),
        ("BANDWIDTH_ACCOUNT_ID", sandbox.account_id()),
    ];
    let client: T = start(&sandbox, &variables);
    let get = || client.get(Endpoint::subscriptions());
    let error = assert_no_secret(SECRET, get).unwrap_err();
    let Error::Rejected(rejection) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(rejection.fingerprint().source(), "environment BANDWIDTH_*");
    // Variables do not rotate, so there is nothing to send again.
    assert_eq!(sandbox.requests().len(), 1);
}

pub(super) fn a_file_that_vanishes_stops_nobody<T: Transport>() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.add_user(ApiUser::new("jdoe", SECRET).account(sandbox.account_id()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("password");
    fs::write(&path, SECRET).unwrap();
    let username = folder.path().join("username");
    fs::write(&username, "jdoe").unwrap();
    let variables = [
        ("BANDWIDTH_USERNAME_FILE", username.to_str().unwrap()),
        ("BANDWIDTH_PASSWORD_FILE", path.to_str().unwrap()),
        ("BANDWIDTH_ACCOUNT_ID", sandbox.account_id()),
    ];
    let chain = chain(&variables);
    let client = T::start(Arc::clone(&chain), &sandbox, Wanted::default()).unwrap();
    fs::remove_file(&path).unwrap();
    client.get(Endpoint::subscriptions()).unwrap();

    // Refused, it looks for something newer, finds none, and says why.
    sandbox.set_password("jdoe", "another");
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    let trouble = chain.explain().error().map(SourceError::code);
    assert_eq!(trouble, Some("source.file_missing"));

    // What was good goes on, for another client of the chain too.
    sandbox.set_password("jdoe", SECRET);
    let another = T::start(chain, &sandbox, Wanted::default()).unwrap();
    another.get(Endpoint::subscriptions()).unwrap();
}

const SECRET: &str = "correct-horse-battery";
