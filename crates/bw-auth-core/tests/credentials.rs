//! Credentials of whichever scheme.

use bw_auth_core::{BasicCredentials, Credentials, Scheme};

#[test]
fn a_basic_credential_tells_who_it_is_and_nothing_more() {
    let basic = BasicCredentials::new("jdoe", "open sesame").expect("a valid pair");
    let credentials = Credentials::from(basic);
    assert_eq!(credentials.principal(), "jdoe");
    assert_eq!(credentials.scheme(), Scheme::Basic);
    assert_eq!(credentials.scheme().to_string(), "basic");
    assert_eq!(
        credentials.authorization().expect("a header").expose(),
        "Basic amRvZTpvcGVuIHNlc2FtZQ=="
    );
    assert_eq!(
        format!("{credentials:?}"),
        r#"Basic(BasicCredentials { username: "jdoe", password: "[redacted]" })"#
    );
}
