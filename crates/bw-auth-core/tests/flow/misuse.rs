//! A driver with a bug gets an error, never a panic and never a secret sent where it must not go.

use bw_auth_core::{Can, Exchange, Fault, Head, Policy, Replay, Retry, Step};
use proptest::prelude::*;

use super::bench::{Bench, ORDERS, PASSWORD, code, loaded, outline, seconds};
use super::reply::Reply;

#[test]
fn asking_before_reporting_is_an_error() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    assert!(matches!(bench.next(&mut exchange), Step::Send(_)));
    for _ in 0..2 {
        let end = bench.drive(&mut exchange, &mut [].into());
        assert_eq!(code(&end), "transport.other");
    }
}

#[test]
fn asking_after_the_end() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    bench
        .drive(&mut exchange, &mut [Reply::status(200)].into())
        .unwrap();
    for _ in 0..3 {
        assert!(matches!(bench.next(&mut exchange), Step::Deliver));
    }
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    let end = bench.drive(&mut exchange, &mut [Reply::Broken(Fault::Dns)].into());
    assert_eq!(code(&end), "transport.dns");
    assert_eq!(
        code(&bench.drive(&mut exchange, &mut [].into())),
        "transport.other"
    );
}

#[test]
fn asking_after_giving_up_is_an_error() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    bench.next(&mut exchange);
    exchange.abandoned(&mut bench.auth, bench.now);
    bench.answer(&mut exchange, Reply::status(200));
    let end = bench.drive(&mut exchange, &mut [].into());
    assert_eq!(code(&end), "transport.other");
}

#[test]
fn a_response_to_nothing_changes_nothing() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    bench.answer(&mut exchange, Reply::status(200));
    let end = bench.drive(&mut exchange, &mut [Reply::status(403)].into());
    assert_eq!(code(&end), "auth.forbidden");

    // A second one does not turn a refusal into a response, nor a response into another sending.
    for second in [Reply::status(200), Reply::redirect(302, "/x")] {
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        bench.next(&mut exchange);
        bench.answer(&mut exchange, Reply::status(403));
        bench.answer(&mut exchange, second);
        assert!(matches!(bench.next(&mut exchange), Step::Read { .. }));
    }
}

#[test]
fn a_body_that_nobody_asked_for_is_ignored_with_the_rest() {
    let mut bench = Bench::new();
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    exchange.read(b"body", true);
    assert!(matches!(
        bench.next(&mut exchange),
        Step::Send(_) | Step::Fail(_)
    ));
}

#[derive(Clone, Debug)]
enum Call {
    Next,
    Responded(u16, Option<&'static str>),
    Read,
    Failed(Fault),
    Abandoned,
    Load(Option<u64>),
    Install,
    Reset,
    Pass(u64),
    Begin(u8),
}

fn call() -> impl Strategy<Value = Call> {
    let location = prop_oneof![
        3 => Just(None),
        1 => Just(Some("/x")),
        1 => Just(Some("https://storage.example/f")),
        1 => Just(Some("https://evil.example/f")),
        1 => Just(Some("http://numbers.example/")),
    ];
    let status = prop_oneof![
        Just(200),
        Just(302),
        Just(401),
        Just(403),
        Just(429),
        Just(503),
        100..600_u16
    ];
    prop_oneof![
        6 => Just(Call::Next),
        5 => (status, location).prop_map(|(status, location)| Call::Responded(status, location)),
        1 => Just(Call::Read),
        1 => prop_oneof![Just(Fault::Closed), Just(Fault::Timeout)].prop_map(Call::Failed),
        1 => Just(Call::Abandoned),
        2 => prop::option::of(0..9_u64).prop_map(Call::Load),
        1 => Just(Call::Install),
        1 => Just(Call::Reset),
        1 => (0..100_u64).prop_map(Call::Pass),
        1 => any::<u8>().prop_map(Call::Begin),
    ]
}

/// One of all kinds of requests.
fn begin(kind: u8) -> Exchange {
    let bit = |bit: u8| kind & (1 << bit) != 0;
    let url = if bit(0) {
        ORDERS
    } else {
        "https://elsewhere.example/"
    };
    Exchange::new(
        outline(if bit(1) { "GET" } else { "POST" }, url)
            .with_powers(if bit(2) { Can::ALL } else { Can::NONE })
            .with_body(if bit(3) { Replay::Empty } else { Replay::Once })
            .with_raw_status(bit(4))
            .with_foreign_pass_through(bit(5))
            .with_own_authorization(bit(6) && bit(7))
            .with_time_limit(bit(7).then_some(seconds(40))),
    )
}

proptest! {
    /// Calls in any order, of any number of exchanges with one authenticator.
    #[test]
    fn any_order_of_calls_is_survived(calls in prop::collection::vec((call(), 0..3_usize), 0..80)) {
        let storage = bw_auth_core::Origin::parse("https://storage.example").unwrap();
        let policy = Policy::default().with_retry(Retry::times(2)).with_foreign_host(storage);
        let mut bench = Bench::with_policy(policy);
        let mut exchanges = [255, 159, 61].map(begin);
        let mut errands = Vec::new();
        for (call, which) in calls {
            let exchange = &mut exchanges[which];
            match call {
                Call::Next => match exchange.next(&mut bench.auth, bench.now) {
                    Step::Settle { errand, .. } => errands.push(errand),
                    Step::Send(dispatch) if dispatch.authorization().is_some() => {
                        let origin = dispatch.url().origin();
                        prop_assert!(bench.auth.environment().lists(origin), "{origin}");
                        prop_assert!(!dispatch.own_fields_only());
                    }
                    step => { let _ = format!("{step:?}"); }
                },
                Call::Responded(status, location) => {
                    let fields: Vec<_> = location.map(|to| ("Location", to)).into_iter().collect();
                    match fields.first() {
                        Some(field) => exchange.responded(&mut bench.auth, bench.now, Head::new(status, &[*field])),
                        None => exchange.responded(&mut bench.auth, bench.now, Head::new(status, &[("a", "b")])),
                    }
                }
                Call::Read => exchange.read(b"{\"code\":1}", true),
                Call::Abandoned => exchange.abandoned(&mut bench.auth, bench.now),
                Call::Failed(fault) => exchange.failed(&mut bench.auth, fault, None),
                Call::Load(generation) => if let Some(errand) = errands.pop() {
                    let answer = generation
                        .map(|number| loaded(&format!("{PASSWORD}{number}"), number))
                        .ok_or_else(|| bw_auth_core::ProviderError::new("down"));
                    bench.auth.loaded(errand, answer);
                },
                Call::Install => bench.auth.install(super::bench::basic(PASSWORD)),
                Call::Reset => bench.auth.reset_rejections(),
                Call::Pass(time) => bench.pass(seconds(time)),
                Call::Begin(kind) => exchanges[which] = begin(kind),
            }
            let exchange = &exchanges[which];
            let _ = format!("{exchange:?} {:?} {:?}", exchange.outcome(), exchange.fingerprint());
        }
    }
}
