//! Building clients: what is refused, and that no process-wide state is touched.

use bw_auth_async::reqwest;
use bw_auth_blocking::ureq;
use bw_auth_core::{BasicCredentials, BuildError, Endpoint};
use bw_auth_sandbox::{Certificate, Fault, Sandbox};
use bw_auth_tests::{Driver, OverAsync, OverBlocking, Setup};

use crate::conformance::accepted::assert_one_header;

fn pair() -> BasicCredentials {
    BasicCredentials::new("jdoe", "correct-horse-battery-staple").unwrap()
}

#[test]
fn a_broken_root_certificate_is_an_error_at_build() {
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in ["", "no certificate in here", broken] {
        let error = bw_auth_async::Client::builder(pair())
            .add_root_pem(pem)
            .build()
            .unwrap_err();
        assert!(
            matches!(error.code(), "build.root_pem" | "build.no_roots"),
            "{pem}: {error}"
        );
        let error = bw_auth_blocking::Client::builder(pair())
            .add_root_pem(pem)
            .build()
            .unwrap_err();
        assert!(
            matches!(error.code(), "build.root_pem" | "build.no_roots"),
            "{pem}: {error}"
        );
    }
}

#[test]
fn a_provider_without_algorithms_is_an_error_at_build() {
    let mut empty = bw_auth_tests::ring_provider();
    empty.cipher_suites.clear();
    let provider = std::sync::Arc::new(empty);
    let error = bw_auth_async::Client::builder(pair())
        .crypto_provider(provider.clone())
        .build()
        .unwrap_err();
    assert!(matches!(error, BuildError::Tls(_)), "{error:?}");
    let error = bw_auth_blocking::Client::builder(pair())
        .crypto_provider(provider)
        .build()
        .unwrap_err();
    assert!(matches!(error, BuildError::Tls(_)), "{error:?}");
}

#[test]
fn clients_are_what_one_expects_of_them() {
    fn expected<T: Clone + Send + Sync + std::fmt::Debug + 'static>(client: &T) {
        drop(client.clone());
    }
    let client = bw_auth_async::Client::builder(pair()).build().unwrap();
    expected(&client);
    assert!(client.fingerprint().is_none());
    let client = bw_auth_blocking::Client::builder(pair()).build().unwrap();
    expected(&client);
    assert!(client.fingerprint().is_none());
    assert!(
        rustls::crypto::CryptoProvider::get_default().is_none(),
        "no process-wide TLS default is installed"
    );
}

/// Settings that would undo the safe ones, put in through `configure_http`, change nothing.
fn settings_of_ones_own_undo_nothing<D: Driver>(start: impl Fn(Setup) -> D) {
    let (sandbox, other) = (Sandbox::start().unwrap(), Sandbox::start().unwrap());
    let mut setup = Setup::of(&sandbox);
    setup.root_pem.push(other.ca_pem().to_owned());
    let client = start(setup);
    // Redirects are followed by us, one header each and no referer, and not to strangers.
    sandbox.script(Fault::redirect(302, "?hop"));
    let reply = client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!((reply.status, reply.outcome.attempts()), (200, 2));
    for request in sandbox.requests() {
        assert_one_header(&request);
        assert_eq!((request.referer, request.cookie), (None, None));
    }
    sandbox.script(Fault::redirect(
        302,
        format!("{}/files/report", other.url()),
    ));
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 302);
    assert!(other.requests().is_empty());
    // A status is a response.
    sandbox.script(Fault::status(500));
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 500);
    // An authority that nobody trusts stays untrusted.
    let unknown = Sandbox::builder()
        .certificate(Certificate::UnknownCa)
        .start()
        .unwrap();
    let error = start(Setup::of(&unknown))
        .get(Endpoint::subscriptions())
        .unwrap_err();
    assert_eq!(error.code(), "transport.tls");
}

#[test]
fn settings_of_ones_own_undo_nothing_over_async() {
    settings_of_ones_own_undo_nothing(|setup| {
        OverAsync::start_with(setup, |http| {
            http.redirect(reqwest::redirect::Policy::limited(10))
                .referer(true)
                .https_only(false)
                .connection_verbose(true)
                .tls_danger_accept_invalid_certs(true)
        })
    });
}

#[test]
fn settings_of_ones_own_undo_nothing_over_blocking() {
    settings_of_ones_own_undo_nothing(|setup| {
        OverBlocking::start_with(setup, |settings| {
            let trusting = ureq::tls::TlsConfig::builder()
                .disable_verification(true)
                .build();
            settings
                .max_redirects(10)
                .redirect_auth_headers(ureq::config::RedirectAuthHeaders::SameHost)
                .http_status_as_error(true)
                .https_only(false)
                .tls_config(trusting)
        })
    });
}
