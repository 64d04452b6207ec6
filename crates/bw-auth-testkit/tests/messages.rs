//! What the assertions say, and when they refuse to work.

use bw_auth_testkit::{assert_no_secret, assert_no_secret_in, find_secret};

use crate::{SECRET, caught};

#[test]
fn a_short_secret_is_refused() {
    let refused = "a secret of 5 bytes may be found by chance: use one of 6 bytes or more";
    assert_eq!(caught(|| assert_no_secret("12345", || ())), refused);
    assert_eq!(caught(|| assert_no_secret_in("12345", "")), refused);
    assert_eq!(caught(|| find_secret("12345", "")), refused);
    assert_eq!(find_secret("123456", ""), None);
}

#[test]
fn a_text_is_named_by_its_length() {
    let message = caught(|| assert_no_secret_in(SECRET, SECRET));
    assert_eq!(
        message,
        "the secret is in a text of 30 bytes, as plain text"
    );
}

/// The name of the place is somebody's text too.
#[test]
fn a_place_that_holds_the_secret_is_not_named() {
    let record = log::Record::builder()
        .target(SECRET)
        .args(format_args!("hello"))
        .build();
    let message = caught(|| assert_no_secret(SECRET, || log::logger().log(&record)));
    assert_eq!(message, "the secret is there, as plain text");
}
