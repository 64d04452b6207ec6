//! What both transports share above the decisions: the draft of a request, the lock, the clock, the header map.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use bw_auth_core::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use bw_auth_core::http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use bw_auth_core::{
    AccountId, Authenticator, Can, Clock, Draft, Endpoint, Error, Event, Exchange, Field, Fields,
    Now, Observer, Outline, Policy, Prepared, Replay, RequestError, Service, Session, Step,
    SystemClock, Withheld,
};

use super::bench::{Bench, ORDERS, PASSWORD, basic, code, environment, header, outline, seconds};
use super::reply::Reply;

const NOW: Now = Now {
    elapsed: Duration::from_secs(100),
    unix: None,
    random: 0,
};

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
    draft.finish(Replay::Empty, Can::ALL, None, NOW)
}

fn finished_url(draft: Draft) -> String {
    let prepared = finish(draft).unwrap();
    prepared.outline.target().url().as_str().to_owned()
}

fn unwritable() -> BTreeMap<(u8, u8), u8> {
    BTreeMap::from([((1, 2), 3)])
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

#[test]
fn the_first_mistake_wins() {
    let mistakes: [(&str, fn(&mut Draft), RequestError); 6] = [
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
    // The account was missing before any of them.
    let mut draft = Draft::new(
        Method::GET,
        &Endpoint::subscriptions(),
        &environment(),
        None,
    );
    draft.header("bad name", "v");
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
        (Some(u64::MAX), Some(1), Some(u64::MAX - 1_000)),
    ];
    for (own, client, expected) in limits {
        let mut draft = draft();
        if let Some(own) = own {
            draft.timeout(seconds(own));
        }
        let prepared = draft
            .finish(Replay::Empty, Can::ALL, client.map(seconds), NOW)
            .unwrap();
        assert_eq!(prepared.own_timeout, own.is_some());
        let mut bench = Bench::new();
        bench.now.elapsed = NOW.elapsed;
        bench.run(prepared.outline, [Reply::status(200)]).unwrap();
        let left = bench.sent[0].time_left;
        match expected {
            Some(expected) => assert!(left.unwrap() >= seconds(expected), "{own:?} {client:?}"),
            None => assert_eq!(left, None),
        }
        if expected.is_some_and(|expected| expected < 1_000) {
            assert_eq!(left, expected.map(seconds));
        }
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
    let storage = bw_auth_core::Origin::parse("https://storage.example").unwrap();
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

#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Now {
        NOW
    }
}

#[test]
fn an_observer_may_call_back_into_the_session() {
    type Link = OnceLock<Weak<Session<Stopped>>>;
    let link: Arc<Link> = Arc::default();
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let observer: Observer = {
        let (link, seen) = (link.clone(), seen.clone());
        Arc::new(move |event: &Event| {
            let session = link.get().and_then(Weak::upgrade).expect("it is linked");
            // It would hang here if the lock were still held.
            let principal =
                session.decide(|auth, _| auth.fingerprint().map(|f| f.principal().to_owned()));
            seen.lock()
                .unwrap()
                .push(format!("{} {principal:?}", event.name()));
        })
    };
    let auth = Authenticator::new(environment(), Policy::default());
    let observers = vec![observer.clone(), observer];
    let session = Arc::new(Session::new(auth, Arc::new(Stopped), observers));
    link.set(Arc::downgrade(&session)).unwrap();

    session.decide(|auth, now| {
        assert_eq!(now, NOW);
        auth.install(basic(PASSWORD));
        auth.install(basic("installed"));
    });
    let told = "credentials.rotated Some(\"jdoe\")".to_owned();
    assert_eq!(
        *seen.lock().unwrap(),
        [told.clone(), told],
        "each observer once"
    );
    session.decide(|_, _| ());
    assert_eq!(seen.lock().unwrap().len(), 2, "and once only");
    let text = format!("{session:?} {:?}", session.clock());
    assert!(
        text.contains("jdoe") && !text.contains("installed"),
        "{text}"
    );
}

#[test]
fn a_panic_within_a_decision_does_not_end_the_session() {
    let auth = Authenticator::new(environment(), Policy::default());
    let session = Session::new(auth, Arc::new(Stopped), Vec::new());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        session.decide(|_, _| std::panic::resume_unwind(Box::new("a caller's clock")));
    }));
    assert!(panicked.is_err());
    assert!(session.decide(|auth, _| auth.fingerprint().is_none()));
}

#[test]
fn the_system_clock_never_goes_back() {
    let clock = SystemClock::new();
    let moments: Vec<_> = (0..1_000).map(|_| clock.now()).collect();
    assert!(
        moments
            .windows(2)
            .all(|pair| pair[0].elapsed <= pair[1].elapsed)
    );
    assert!(moments.iter().all(|now| now.unix.is_some()));
    let clones = clock.clone().now();
    assert!(
        clones.elapsed >= moments[999].elapsed,
        "a clone counts from the same start"
    );
    let other = SystemClock::default();
    assert_ne!(other.now().random, clock.now().random);
}
