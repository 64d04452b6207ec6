//! Which requests are let in, and as whom.

use bw_auth_core::{CallbackVerifier, Verdict};

use super::{challenges, header, label, pair};

#[test]
fn the_first_request_carries_nothing_and_is_challenged() {
    let verifier = CallbackVerifier::new("hooks", pair("hooks", "open sesame"));
    assert!(challenges(&verifier, &[]));
    assert_eq!(Verdict::CHALLENGE, ("www-authenticate", "Basic realm=\"\""));
    assert_eq!(
        label(&verifier, &header("hooks", "open sesame")),
        Some("hooks")
    );
}

#[test]
fn two_pairs_are_accepted_during_a_rotation() {
    let verifier = CallbackVerifier::new("next", pair("hooks", "the next one"))
        .or("last", pair("hooks", "the last one"));
    for (password, expected) in [
        ("the next one", Some("next")),
        ("the last one", Some("last")),
        ("another", None),
        ("The next one", None),
        ("the next one ", None),
    ] {
        assert_eq!(label(&verifier, &header("hooks", password)), expected);
    }
    assert_eq!(label(&verifier, &header("Hooks", "the next one")), None);
}

#[test]
fn hundreds_of_tenants_are_told_apart() {
    let first = CallbackVerifier::new("tenant-0", pair("user-0", "secret-0"));
    let verifier = (1..500).fold(first, |verifier, number| {
        let pair = pair(&format!("user-{number}"), &format!("secret-{number}"));
        verifier.or(format!("tenant-{number}"), pair)
    });
    for number in 0..500 {
        let own = header(&format!("user-{number}"), &format!("secret-{number}"));
        let expected = format!("tenant-{number}");
        assert_eq!(label(&verifier, &own), Some(expected.as_str()));
        let next = (number + 1) % 500;
        let others = header(&format!("user-{number}"), &format!("secret-{next}"));
        assert_eq!(label(&verifier, &others), None);
    }
    assert_eq!(label(&verifier, &header("nobody", "secret-1")), None);
}

#[test]
fn one_username_can_have_many_pairs() {
    let first = CallbackVerifier::new("0", pair("hooks", "secret-0"));
    let verifier = (1..9).fold(first, |verifier, number| {
        verifier.or(
            number.to_string(),
            pair("hooks", &format!("secret-{number}")),
        )
    });
    for number in 0..9 {
        let expected = number.to_string();
        let sent = header("hooks", &format!("secret-{number}"));
        assert_eq!(label(&verifier, &sent), Some(expected.as_str()));
    }
}

#[test]
fn of_two_that_are_the_same_the_first_counts() {
    let verifier =
        CallbackVerifier::new("first", pair("hooks", "same")).or("second", pair("hooks", "same"));
    assert_eq!(label(&verifier, &header("hooks", "same")), Some("first"));
}

#[test]
fn several_fields_are_refused_even_if_each_is_right() {
    let verifier = CallbackVerifier::new("hooks", pair("hooks", "open sesame"));
    let right = header("hooks", "open sesame");
    assert!(challenges(&verifier, &[right.as_bytes(), right.as_bytes()]));
    assert!(challenges(&verifier, &[right.as_bytes(), b"Bearer x"]));
    let joined = format!("{right}, {right}");
    assert!(challenges(&verifier, &[joined.as_bytes()]));
}

#[test]
fn halves_are_not_taken_for_each_other() {
    let verifier = CallbackVerifier::new("a", pair("ab", "c:d"));
    for (username, password) in [("a", "b:c:d"), ("a", "bc:d"), ("abc", "d"), ("c", "d:ab")] {
        assert_eq!(label(&verifier, &header(username, password)), None);
    }
    assert_eq!(label(&verifier, &header("ab", "c:d")), Some("a"));
    assert_eq!(label(&verifier, &header("ab", "c")), None);
    assert_eq!(label(&verifier, &header("ab", "c:d:")), None);
}

#[test]
fn a_field_beyond_all_measure_is_challenged_and_a_long_pair_is_not() {
    let long = "x".repeat(100_000);
    let verifier = CallbackVerifier::new("short", pair("hooks", "open sesame"));
    assert_eq!(label(&verifier, &header("hooks", &long)), None);
    let verifier = verifier.or("long", pair("hooks", &long));
    assert_eq!(label(&verifier, &header("hooks", &long)), Some("long"));
    assert_eq!(
        label(&verifier, &header("hooks", "open sesame")),
        Some("short")
    );
}

/// As long as Bandwidth takes for voice, and longer.
#[test]
fn a_long_pair_is_compared_to_its_last_byte() {
    for length in [1024, 9000] {
        let password = "x".repeat(length);
        let verifier = CallbackVerifier::new("long", pair(&password, &password));
        assert_eq!(
            label(&verifier, &header(&password, &password)),
            Some("long")
        );
        let changed = format!("{}y", "x".repeat(length - 1));
        for (username, password) in [(&password, &changed), (&changed, &password)] {
            assert_eq!(label(&verifier, &header(username, password)), None);
        }
    }
}

#[test]
fn debug_shows_labels_and_no_pair() {
    let verifier = CallbackVerifier::new("tenant 7", pair("hooks", "open sesame"));
    let text = format!("{verifier:?} {verifier:#?}");
    assert!(text.contains("tenant 7"));
    assert!(
        !text.contains("hooks") && !text.contains("sesame"),
        "{text}"
    );
}
