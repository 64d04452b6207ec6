//! Header maps: what a sending adds and removes, and requests that somebody else sends.

use bw_auth_core::http::header::{AUTHORIZATION, LOCATION};
use bw_auth_core::http::{HeaderMap, HeaderName, HeaderValue, Method};
use bw_auth_core::{Exchange, Field, Fields, Origin, Outline, Policy, Step, Withheld};

use super::bench::{Bench, ORDERS, PASSWORD, code, header, outline, seconds};
use super::reply::Reply;

#[test]
fn a_request_in_passing_has_no_powers_and_every_status() {
    let uri = ORDERS.parse().unwrap();
    let outline = Outline::in_passing(&Method::GET, &uri, &HeaderMap::new()).unwrap();
    let mut bench = Bench::new();
    for status in [401, 403, 429, 503, 302] {
        let reply = Reply::status(status).field("Location", "/x");
        let (delivered, _) = bench.run(outline.clone(), [reply]).unwrap();
        assert_eq!(delivered, status);
    }

    let mut fields = HeaderMap::new();
    fields.insert(AUTHORIZATION, HeaderValue::from_static("Basic b3duOm93"));
    let own = Outline::in_passing(&Method::GET, &uri, &fields).unwrap();
    assert_eq!(code(&bench.run(own, [])), "withheld.authorization_present");
    let relative = "/x".parse().unwrap();
    assert!(matches!(
        Outline::in_passing(&Method::GET, &relative, &fields),
        Err(Withheld::MalformedUrl(_))
    ));
}

#[test]
fn steps_for_those_who_only_send_once() {
    let mut bench = Bench::new();
    let value = |bench: &mut Bench, url| {
        let outline = outline("GET", url).with_foreign_pass_through(url != ORDERS);
        let step = bench.next(&mut Exchange::new(outline));
        step.into_header_value()
    };
    let ours = value(&mut bench, ORDERS).unwrap();
    assert_eq!(
        (ours.to_str().unwrap(), ours.is_sensitive()),
        (header(PASSWORD).as_str(), true)
    );
    let none = value(&mut bench, "https://elsewhere.example/").unwrap_err();
    assert_eq!(none.code(), "transport.other");
    for step in [
        Step::Deliver,
        Step::Sleep(seconds(1)),
        Step::Read { limit: 1 },
    ] {
        assert_eq!(step.into_dispatch().unwrap_err().code(), "transport.other");
    }
    let failed = Step::Fail(Withheld::Insecure.into());
    assert_eq!(
        failed.into_dispatch().unwrap_err().code(),
        "withheld.insecure"
    );
}

fn caller_fields() -> HeaderMap {
    let mut fields = HeaderMap::new();
    fields.insert("x-api-key", HeaderValue::from_static("k"));
    fields.insert(
        "referer",
        HeaderValue::from_static("https://numbers.example/"),
    );
    fields
}

#[test]
fn a_sending_makes_the_fields_its_own() {
    let storage = Origin::parse("https://storage.example").unwrap();
    let mut bench = Bench::with_policy(Policy::default().with_foreign_host(storage));
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    let Step::Send(dispatch) = bench.next(&mut exchange) else {
        panic!("not sent")
    };
    let mut fields = caller_fields();
    dispatch.apply(&mut fields);
    dispatch.apply(&mut fields);
    let ours: Vec<_> = fields.get_all(AUTHORIZATION).iter().collect();
    assert_eq!(ours, [header(PASSWORD).as_str()]);
    assert!(ours[0].is_sensitive());
    assert_eq!(fields.len(), 3);

    bench.answer(
        &mut exchange,
        Reply::redirect(302, "https://storage.example/f"),
    );
    let Step::Send(dispatch) = bench.next(&mut exchange) else {
        panic!("not sent")
    };
    let mut fields = caller_fields();
    dispatch.apply(&mut fields);
    assert!(fields.is_empty(), "{fields:?}");
}

#[test]
fn a_target_that_was_not_followed_is_marked() {
    let mut bench = Bench::new();
    let signed = "https://storage.example/f?sig=5d41402a";
    let (_, outcome) = bench.get([Reply::redirect(302, signed)]).unwrap();
    let mut fields = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static(signed))]);
    outcome.mark_sensitive(&mut fields);
    assert!(!format!("{fields:?}").contains("5d41402a"));

    let (_, outcome) = bench.get([Reply::status(201)]).unwrap();
    let mut fields = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static("/made"))]);
    outcome.mark_sensitive(&mut fields);
    assert!(!fields[LOCATION].is_sensitive());
}

#[test]
fn a_header_map_and_a_list_of_pairs_are_read_alike() {
    let pairs = [("a", "1"), ("b", "2"), ("B", "3")];
    let mut map = HeaderMap::new();
    for (name, value) in pairs {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        map.append(name, HeaderValue::from_static(value));
    }
    let all: [&dyn Fields; 2] = [&map, &pairs];
    for fields in all {
        assert_eq!(fields.field("A"), Field::One(b"1"));
        assert_eq!(
            (fields.field("b"), fields.field("c")),
            (Field::Several, Field::Absent)
        );
        let mut count = 0;
        fields.each(&mut |_, _| count += 1);
        assert_eq!(count, 3);
    }
    assert_eq!(
        format!("{:?}", map.field("a")),
        "One([…])",
        "no value is printed"
    );
}
