//! The draft of a request: what both transports' builders are shells around.

use std::collections::BTreeMap;

use bw_auth_core::client::{Draft, Prepared};
use bw_auth_core::http::header::CONTENT_TYPE;
use bw_auth_core::http::{HeaderValue, Method, Request};
use bw_auth_core::{AccountId, Can, Endpoint, Error, Replay, RequestError, Service};

use super::bench::{Bench, ORDERS, code, environment, seconds};
use super::reply::Reply;

fn draft() -> Draft {
    let account: AccountId = "920012".parse().unwrap();
    Draft::new(
        Method::GET,
        &Endpoint::subscriptions(),
        &environment(),
        Some(&account),
    )
}

fn finish(draft: Draft) -> Result<Prepared, Error> {
    draft.finish(Replay::Empty, None, Can::ALL, None)
}

fn finished_url(draft: Draft) -> String {
    let prepared = finish(draft).unwrap();
    prepared.outline.target().url().as_str().to_owned()
}

fn unwritable() -> BTreeMap<(u8, u8), u8> {
    BTreeMap::from([((1, 2), 3)])
}

fn settle(draft: &mut Draft, account: &str) {
    draft.settle_account(Some(&account.parse().unwrap()), seconds(60), seconds(0));
}

#[test]
fn what_it_takes_to_find_the_account_is_taken_off_the_time() {
    let limit = |taken| {
        let mut draft = draft();
        draft.settle_account(None, seconds(3), seconds(taken));
        draft.time_limit(seconds(60))
    };
    assert_eq!([0, 2, 3, 9].map(limit), [60, 1, 0, 0].map(seconds));
    let mut own = draft();
    own.timeout(seconds(5));
    assert_eq!(own.time_limit(seconds(60)), seconds(5));
}

#[test]
fn a_draft_becomes_an_outline() {
    let mut draft = draft();
    draft.header("x-a", "1");
    draft.header("x-a", "2");
    let prepared = finish(draft).unwrap();
    assert_eq!(prepared.outline.method(), "GET");
    assert_eq!(prepared.method, Method::GET);
    let target = prepared.outline.target();
    assert_eq!(
        target.url().as_str(),
        "https://numbers.example/api/accounts/920012/subscriptions"
    );
    assert_eq!(target.service(), Some(Service::Numbers));
    assert_eq!(prepared.fields.get_all("x-a").iter().count(), 2);
    assert!(!prepared.own_timeout);
}

#[test]
fn queries_add_up() {
    let mut draft = draft();
    let base = finished_url(self::draft());
    draft.query(&[("size", "10"), ("q", "a b&c=ü")]);
    draft.query(&BTreeMap::from([("page", 1)]));
    draft.query::<[(&str, &str)]>(&[]);
    assert_eq!(
        finished_url(draft),
        format!("{base}?size=10&q=a+b%26c%3D%C3%BC&page=1")
    );
}

/// The code, what goes wrong, and how it is told.
type Mistake = (&'static str, fn(&mut Draft), RequestError);

#[test]
fn the_first_mistake_wins() {
    let mistakes: [Mistake; 6] = [
        (
            "request.header",
            |draft| draft.header("bad name", "v"),
            RequestError::Header,
        ),
        (
            "request.header",
            |draft| draft.header("name", "bad\nvalue"),
            RequestError::Header,
        ),
        (
            "request.query",
            |draft| draft.query(&["no pair"]),
            RequestError::Query,
        ),
        (
            "request.body",
            |draft| assert!(draft.json(&unwritable()).is_none()),
            RequestError::Body,
        ),
        (
            "request.body",
            |draft| assert!(draft.form(&[[1, 2, 3]]).is_none()),
            RequestError::Body,
        ),
        (
            "request.body",
            |draft| draft.mistake(RequestError::Body),
            RequestError::Body,
        ),
    ];
    for (expected, first, kind) in mistakes {
        for (_, second, _) in mistakes {
            let mut draft = draft();
            first(&mut draft);
            second(&mut draft);
            draft.query(&[("fine", "1")]);
            let error = finish(draft).unwrap_err();
            assert_eq!(error.code(), expected);
            assert!(matches!(error, Error::Request(found) if found == kind));
            assert!(!error.is_retryable());
        }
    }
    // A missing account may still be found, so it counts last.
    let mut draft = Draft::new(
        Method::GET,
        &Endpoint::subscriptions(),
        &environment(),
        None,
    );
    draft.query(&[("fine", "1")]);
    assert!(draft.lacks_account());
    assert_eq!(finish(draft).unwrap_err().code(), "withheld.no_account");
}

#[test]
fn a_content_type_is_set_where_there_is_none() {
    let content_type = |draft: Draft| {
        let fields = finish(draft).unwrap().fields;
        let all: Vec<_> = fields.get_all(CONTENT_TYPE).iter().cloned().collect();
        all.iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let mut json = draft();
    assert_eq!(json.json(&[1, 2]).unwrap(), "[1,2]".as_bytes());
    assert_eq!(content_type(json), ["application/json"]);

    let mut form = draft();
    assert_eq!(form.form(&[("a", "b c")]).unwrap(), "a=b+c".as_bytes());
    assert_eq!(content_type(form), ["application/x-www-form-urlencoded"]);

    let mut named = draft();
    named.header("Content-Type", "application/vnd.x+json");
    named.json(&1).unwrap();
    named.content_type(&HeaderValue::from_static("text/plain"));
    assert_eq!(content_type(named), ["application/vnd.x+json"]);

    assert!(content_type(draft()).is_empty());
}

#[test]
fn its_own_time_limit_goes_before_the_clients() {
    // (the draft's, the client's, what holds)
    let limits = [
        (None, None, None),
        (None, Some(30), Some(30)),
        (Some(5), Some(30), Some(5)),
        (Some(50), None, Some(50)),
        // Beyond what clocks can count is no limit.
        (Some(u64::MAX), Some(1), None),
        (None, Some(u64::MAX), None),
    ];
    for (own, client, expected) in limits {
        let mut draft = draft();
        if let Some(own) = own {
            draft.timeout(seconds(own));
        }
        let prepared = draft
            .finish(Replay::Empty, None, Can::ALL, client.map(seconds))
            .unwrap();
        assert_eq!(prepared.own_timeout, own.is_some());
        let mut bench = Bench::new();
        bench.run(prepared.outline, [Reply::status(200)]).unwrap();
        let left = bench.sent[0].time_left.map(|left| left.as_secs());
        assert_eq!(left, expected, "{own:?} {client:?}");
    }
}

#[test]
fn a_raw_status_and_an_own_authorization_are_passed_on() {
    let mut raw = draft();
    raw.raw_status();
    let outline = finish(raw).unwrap().outline;
    assert!(Bench::new().run(outline, [Reply::status(403)]).is_ok());

    let mut own = draft();
    own.header("authorization", "Basic b3duOm93bi1zZWNyZXQ=");
    let text = format!("{own:?}");
    assert!(!text.contains("b3duOm93"), "{text}");
    let prepared = finish(own).unwrap();
    let text = format!("{prepared:?}");
    assert!(!text.contains("b3duOm93"), "{text}");
    let end = Bench::new().run(prepared.outline, []);
    assert_eq!(code(&end), "withheld.authorization_present");
}

#[test]
fn a_request_from_elsewhere_is_drafted_as_it_is() {
    let parts = |uri: &str| {
        let request = Request::post(uri)
            .header("x-a", "1")
            .header("Authorization", "Basic b3duOm93bi1zZWNyZXQ=")
            .header("Cookie", "session=b3duOm93");
        request.body(()).unwrap().into_parts().0
    };
    let draft = Draft::from_parts(parts(ORDERS));
    let text = format!("{draft:?}");
    assert!(!text.contains("b3duOm93"), "{text}");
    let prepared = finish(draft).unwrap();
    assert_eq!(
        (prepared.outline.method(), &prepared.fields["x-a"]),
        ("POST", &HeaderValue::from_static("1"))
    );
    assert_eq!(prepared.outline.target().url().as_str(), ORDERS);
    assert_eq!(
        prepared.outline.target().account().unwrap().as_str(),
        "920012"
    );

    for (uri, expected) in [
        ("/relative", "withheld.malformed_url"),
        ("https://jdoe@numbers.example/", "withheld.userinfo"),
        ("ftp://numbers.example/", "withheld.malformed_url"),
    ] {
        let error = finish(Draft::from_parts(parts(uri))).unwrap_err();
        assert_eq!(error.code(), expected, "{uri}");
    }
}

fn without_account(endpoint: &Endpoint) -> Draft {
    Draft::new(Method::GET, endpoint, &environment(), None)
}

#[test]
fn an_account_may_be_settled_later_queries_and_all() {
    let mut late = without_account(&Endpoint::subscriptions());
    late.query(&[("a", "1")]);
    late.query(&[("b", "2")]);
    assert!(late.lacks_account());
    settle(&mut late, "920012");
    assert!(!late.lacks_account());
    late.query(&[("c", "3")]);
    assert_eq!(
        finished_url(late),
        "https://numbers.example/api/accounts/920012/subscriptions?a=1&b=2&c=3"
    );
}

#[test]
fn an_account_that_is_there_already_stays() {
    let mut settled = draft();
    assert!(!settled.lacks_account());
    settle(&mut settled, "77");
    assert!(finished_url(settled).contains("/accounts/920012/"));

    // A URL of one's own has no place for one.
    let elsewhere = Endpoint::url("https://numbers.example/api/tns").unwrap();
    let mut draft = without_account(&elsewhere);
    assert!(!draft.lacks_account());
    settle(&mut draft, "77");
    assert_eq!(finished_url(draft), "https://numbers.example/api/tns");
}

#[test]
fn a_mistake_outlasts_the_account() {
    let mut draft = without_account(&Endpoint::subscriptions());
    draft.mistake(RequestError::Header);
    assert!(!draft.lacks_account(), "no account would help it");
    settle(&mut draft, "77");
    assert_eq!(finish(draft).unwrap_err().code(), "request.header");
}
