//! Nothing that can be printed contains what was sent.

use std::error::Error as StdError;
use std::fmt;

use bw_auth_core::{Error, Exchange, Fault, Policy, ProviderError, Step};
use bw_auth_testkit::assert_no_secret_in;
use proptest::prelude::*;

use super::bench::{Bench, ORDERS, header, loaded, outline};
use super::reply::Reply;

/// Everything that an error prints, its causes included.
fn texts(error: &(dyn StdError + 'static)) -> String {
    let own = format!("{error} {error:?} {error:#?}");
    match error.source() {
        Some(source) => format!("{own} {}", texts(source)),
        None => own,
    }
}

fn assert_clean(text: &str, password: &str) {
    assert_no_secret_in(password, text);
    assert_no_secret_in(&header(password).split_off(6), text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// For random secrets of 16 characters or more, and a server that repeats all it got. The oracle is the testkit's search,
    /// which has another base64.
    #[test]
    fn no_text_contains_the_secret(password in "[!-~]{16,40}") {
        let echo = header(&password);
        let body = format!("{{\"code\":\"{password}\",\"description\":\"{echo} {password}\"}}");
        let mut seen = String::new();
        for status in [401, 403, 429] {
            let mut bench = Bench::with_policy(Policy::default())
                .provide([Ok(loaded(&password, 1)), Err(ProviderError::new("down"))]);
            let mut exchange = Exchange::new(outline("GET", ORDERS));
            let step = bench.next(&mut exchange);
            seen += &format!("{step:?} {exchange:?}");
            let reply = Reply::status(status).field("X-Echo", &echo).field("X-Password", &password);
            let response = bench.answer(&mut exchange, reply.body(&body)).unwrap();
            seen += &format!("{exchange:?}");
            let step = bench.next(&mut exchange);
            seen += &format!("{step:?} {exchange:?} {:?}", bench.auth);
            exchange.read(&response.body, true);
            let Step::Fail(error) = bench.next(&mut exchange) else { panic!("refused") };
            let answer = error.answer().unwrap();
            seen += &texts(&error);
            seen += &format!("{answer} {answer:?} {}", String::from_utf8_lossy(answer.body()));
            seen += &format!("{:?} {:?}", answer.fields().collect::<Vec<_>>(), exchange);
            seen += &format!("{:?} {:?}", bench.auth.take_events(), bench.auth.fingerprint());
        }
        assert_clean(&seen, &password);
    }
}

/// What an HTTP library may say about itself.
struct Library {
    display: String,
    debug_only: String,
    source: Option<Box<Self>>,
}

impl fmt::Display for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display)
    }
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Library({})", self.debug_only)
    }
}

impl StdError for Library {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

fn library(display: &str, debug_only: &str, source: Option<Library>) -> Library {
    Library {
        display: display.to_owned(),
        debug_only: debug_only.to_owned(),
        source: source.map(Box::new),
    }
}

fn broken(password: &str, source: Library) -> Error {
    let mut bench = Bench::new().provide([Ok(loaded(password, 1))]);
    let mut exchange = Exchange::new(outline("GET", ORDERS));
    bench.next(&mut exchange);
    exchange.failed(&mut bench.auth, Fault::Protocol, Some(Box::new(source)));
    match bench.next(&mut exchange) {
        Step::Fail(error) => error,
        step => panic!("{step:?}"),
    }
}

#[test]
fn a_library_error_that_prints_the_secret_is_dropped() {
    let password = "correct-horse-battery-staple";
    let echo = header(password);
    let quoted = format!("bad header {echo:?}");
    let leaking = [
        library(&echo, "", None),
        library("bad header", &echo, None),
        library("bad header", "", Some(library(password, "", None))),
        library(
            "bad",
            "",
            Some(library("worse", "", Some(library("worst", &quoted, None)))),
        ),
        library(
            &format!("url: /?p={}", password.replace('-', "%2D")),
            "",
            None,
        ),
    ];
    for source in leaking {
        let error = broken(password, source);
        assert_eq!(error.code(), "transport.protocol");
        assert!(error.source().is_none());
        assert_clean(&texts(&error), password);
    }
}

#[test]
fn a_library_error_that_does_not_is_kept() {
    let harmless = library(
        "connection reset",
        "by peer",
        Some(library("os error 104", "", None)),
    );
    let error = broken("correct-horse-battery-staple", harmless);
    let source = error.source().expect("it is chained");
    assert_eq!(source.to_string(), "connection reset");
    assert_eq!(source.source().unwrap().to_string(), "os error 104");
    assert_eq!(
        error.to_string(),
        "the answer was not valid HTTP; check the port, and what is between here and the service"
    );
}
