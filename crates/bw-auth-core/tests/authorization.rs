//! The encoded header.

use bw_auth_core::{Authorization, BasicCredentials, Scheme};

fn encode(username: &str, password: &str) -> Authorization {
    Authorization::basic(&BasicCredentials::new(username, password).expect("a valid pair"))
}

#[test]
fn the_examples_of_rfc_7617_come_out() {
    assert_eq!(
        encode("Aladdin", "open sesame").expose(),
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    );
    assert_eq!(encode("test", "123£").expose(), "Basic dGVzdDoxMjPCow==");
}

#[test]
fn every_length_of_padding_comes_out() {
    assert_eq!(encode("a", "b").expose(), "Basic YTpi");
    assert_eq!(encode("a", "bc").expose(), "Basic YTpiYw==");
    assert_eq!(encode("a", "bcd").expose(), "Basic YTpiY2Q=");
}

#[test]
fn case_reaches_the_header() {
    assert_ne!(encode("jdoe", "x").expose(), encode("JDOE", "x").expose());
    assert_ne!(encode("jdoe", "x").expose(), encode("jdoe", "X").expose());
}

#[test]
fn a_clone_is_the_same_header() {
    let authorization = encode("jdoe", "x");
    let clone = authorization.clone();
    assert_eq!(authorization.expose().as_ptr(), clone.expose().as_ptr());
    drop(authorization);
    assert_eq!(clone.expose(), "Basic amRvZTp4");
    assert_eq!(clone.scheme(), Scheme::Basic);
}

#[test]
fn debug_shows_the_scheme_alone() {
    assert_eq!(
        format!("{:?}", encode("jdoe", "open sesame")),
        "Authorization(Basic [redacted])"
    );
}

#[cfg(feature = "http")]
#[test]
fn a_header_value_is_sensitive_and_shares_the_buffer() {
    let authorization = encode("jdoe", "open sesame");
    let value = authorization.header_value();
    assert!(value.is_sensitive());
    assert_eq!(value.as_bytes(), authorization.expose().as_bytes());
    assert_eq!(value.as_bytes().as_ptr(), authorization.expose().as_ptr());
    assert_eq!(format!("{value:?}"), "Sensitive");
}
