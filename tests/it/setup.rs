//! Building clients: what is refused, and that no process-wide state is touched.

use bw_auth_core::{BasicCredentials, BuildError};

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
