//! Whether a callback is verified in bounded memory, whoever sends it and however many may.

use bw_auth_core::{Authorization, BasicCredentials, CallbackVerifier};

use crate::{Count, PASSWORD, USERNAME, count, credentials};

fn header(username: &str, password: &str) -> Vec<u8> {
    let pair = BasicCredentials::new(username, password.to_owned()).expect("a pair");
    let header = Authorization::basic(&pair);
    header.header_value().as_bytes().to_vec()
}

fn tenants(number: usize) -> CallbackVerifier {
    let first = CallbackVerifier::new(USERNAME, credentials());
    (1..number).fold(first, |verifier, tenant| {
        let pair = BasicCredentials::new(&format!("tenant-{tenant}"), "another-password");
        verifier.or(tenant.to_string(), pair.expect("a pair"))
    })
}

#[test]
fn what_is_too_long_is_not_even_read() {
    let verifier = tenants(1);
    let field = [b"Basic ".to_vec(), vec![b'A'; 8 * 1024 * 1024]].concat();
    let count = count(|| verifier.verify([&field[..]]));
    assert_eq!(count, Count::default());
}

#[test]
fn hundreds_of_tenants_cost_no_more_than_one_and_an_unknown_one_as_much() {
    let fields = [
        header(USERNAME, PASSWORD),
        header(USERNAME, "correct-horse-battery-stable"),
        header("jdoo", PASSWORD),
    ];
    let [one, hundreds] = [1, 500].map(|number| {
        let verifier = tenants(number);
        fields
            .each_ref()
            .map(|field| count(|| verifier.verify([&field[..]])))
    });
    assert_eq!(one, hundreds);
    assert_eq!(one[0], one[1]);
    assert_eq!(one[1], one[2]);
    assert_eq!(one[0].unwiped, 0);
}
