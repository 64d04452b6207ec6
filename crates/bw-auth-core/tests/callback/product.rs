//! What Bandwidth takes for which product: narrower than what is verified.

use bw_auth_core::{CallbackProduct, CallbackVerifier};

use super::{header, label, pair};

#[test]
fn each_product_has_limits_of_its_own() {
    let table = [
        (CallbackProduct::Application, [6, 63], [6, 63]),
        (CallbackProduct::EmergencyRecipient, [1, 32], [1, 256]),
        (CallbackProduct::Subscription, [1, 100], [1, 10_000]),
        (CallbackProduct::TollFreeVerification, [1, 100], [1, 200]),
        (CallbackProduct::Voice, [1, 1024], [1, 1024]),
    ];
    let is_fine = |product: CallbackProduct, username: usize, password: usize| {
        // Characters of two bytes, since it is characters that count.
        let pair = pair(&"ü".repeat(username), &"ß".repeat(password));
        CallbackVerifier::new("any", pair).check(product).is_empty()
    };
    for (product, username, password) in table {
        for (least, most) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let (username, password) = (username[least], password[most]);
            assert!(
                is_fine(product, username, password),
                "{product} {username} {password}"
            );
        }
        assert!(!is_fine(product, username[1] + 1, password[0]), "{product}");
        if product != CallbackProduct::Subscription {
            assert!(!is_fine(product, username[0], password[1] + 1), "{product}");
        }
    }
    assert!(!is_fine(CallbackProduct::Application, 5, 6));
    assert!(!is_fine(CallbackProduct::Application, 6, 5));
}

#[test]
fn a_blank_half_is_warned_of_where_it_is_refused() {
    for (username, password) in [(" ", "secret"), ("hooks", "   ")] {
        let verifier = CallbackVerifier::new("blank", pair(username, password));
        assert_eq!(verifier.check(CallbackProduct::Subscription).len(), 1);
        assert_eq!(verifier.check(CallbackProduct::Voice), []);
    }
}

#[test]
fn a_warning_names_the_half_and_the_limit_and_shows_no_secret() {
    let verifier = CallbackVerifier::new("next", pair("hooks", "short"))
        .or("last", pair("hooks-and-more", "long enough"));
    let [warning, other_half] = verifier
        .check(CallbackProduct::Application)
        .try_into()
        .unwrap();
    assert_eq!(
        other_half.to_string(),
        "Bandwidth would not take the password of \"next\" for applications, where it has from 6 to 63 characters"
    );
    assert_eq!(
        warning.to_string(),
        "Bandwidth would not take the username of \"next\" for applications, where it has from 6 to 63 characters"
    );
    assert_eq!(
        (warning.label(), warning.product()),
        ("next", CallbackProduct::Application)
    );
    let verifier = CallbackVerifier::new("next", pair("hooks-and-more", "shrt!"));
    let text = format!("{:?}", verifier.check(CallbackProduct::Application));
    assert!(!text.contains("shrt!"), "{text}");
    assert_eq!(
        label(&verifier, &header("hooks-and-more", "shrt!")),
        Some("next")
    );
}
