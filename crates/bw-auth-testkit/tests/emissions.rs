//! What a closure traces and logs.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bw_auth_testkit::{assert_no_secret, assert_no_secret_in, emitted};
use tracing::field::Empty;

use crate::{SECRET, caught};

#[track_caller]
fn caught_in(place: &str, emit: impl FnOnce()) {
    let message = caught(|| assert_no_secret(SECRET, emit));
    assert!(
        message.starts_with(&format!("the secret is in {place} (")),
        "{message}"
    );
    assert!(message.contains("emissions.rs:"), "{message}");
}

#[test]
fn a_field_of_an_event() {
    caught_in("an event of tracing", || {
        tracing::trace!(password = SECRET, "logging in")
    });
    caught_in(
        "an event of tracing",
        || tracing::info!(password = ?SECRET, "logging in"),
    );
    caught_in(
        "an event of tracing",
        || tracing::warn!(header = %STANDARD.encode(SECRET)),
    );
}

#[test]
fn the_message_of_an_event() {
    caught_in("an event of tracing", || {
        tracing::error!("logging in with {SECRET}")
    });
}

#[test]
fn a_field_of_a_span() {
    caught_in("a span of tracing", || {
        drop(tracing::trace_span!("login", password = SECRET))
    });
    let message = caught(|| {
        assert_no_secret(SECRET, || {
            let span = tracing::info_span!("login", password = Empty);
            span.record("password", SECRET);
        });
    });
    assert_eq!(
        message,
        "the secret is in a value in a span of tracing, as plain text"
    );
}

#[test]
fn the_cause_of_an_error_in_a_field() {
    #[derive(Debug)]
    struct Outer(io::Error);
    impl std::fmt::Display for Outer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("it failed")
        }
    }
    impl std::error::Error for Outer {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }
    let error = Outer(io::Error::other(SECRET));
    let error: &(dyn std::error::Error + 'static) = &error;
    caught_in("an event of tracing", || tracing::info!(error));
}

#[test]
fn a_key_and_its_value_in_a_record_of_log() {
    caught_in(
        "a record of log",
        || log::info!(password = SECRET; "logging in"),
    );
    caught_in(
        "a record of log",
        || log::info!(password:? = SECRET; "logging in"),
    );
    caught_in(
        "a record of log",
        || log::info!(user = "jdoe", password:% = SECRET; "logging in"),
    );
}

#[test]
fn a_record_of_log() {
    caught_in("a record of log", || {
        log::trace!("logging in with {SECRET}")
    });
    caught_in("a record of log", || {
        log::error!("logging in with {SECRET:?}")
    });
}

#[test]
fn a_dump_with_a_record_for_each_row() {
    let header = format!(
        "authorization: Basic {}\r\n",
        STANDARD.encode(format!("jdoe:{SECRET}"))
    );
    for content in [format!("..{SECRET}"), header] {
        let rows = || {
            content
                .as_bytes()
                .chunks(16)
                .map(|row| format!("{row:02x?}"))
        };
        let logged = caught(|| {
            assert_no_secret(SECRET, || {
                rows().for_each(|row| log::trace!("{}", bare(&row)))
            })
        });
        assert_eq!(
            logged,
            "the secret is in several records of log, as a hexdump"
        );
        let traced = caught(|| {
            assert_no_secret(SECRET, || {
                rows().for_each(|row| tracing::trace!("{}", bare(&row)))
            })
        });
        assert_eq!(
            traced,
            "the secret is in several records of tracing, as a hexdump"
        );
    }
}

fn bare(row: &str) -> String {
    row.replace(['[', ']', ','], "")
}

/// A closure that panics must not leave its listener behind.
#[test]
fn each_closure_is_heard_by_itself() {
    caught(|| assert_no_secret(SECRET, || log::info!("{SECRET}")));
    let stopped = || -> () { panic!("by itself") };
    let _ = std::panic::catch_unwind(|| assert_no_secret(SECRET, stopped));
    assert_no_secret(SECRET, || {
        let ((), inner) = emitted(|| log::info!("{SECRET}"));
        assert!(inner.logged().contains(SECRET));
    });
    caught_in("a record of log", || {
        emitted(|| ());
        log::info!("{SECRET}");
    });
    let ((), inner) = emitted(|| log::info!("afterwards"));
    assert_eq!(inner.logged(), "INFO testkit::emissions: afterwards");
}

#[test]
fn what_is_emitted_can_be_read_and_is_not_printed() {
    let (sum, emitted) = emitted(|| {
        tracing::info!(user = "jdoe", password = SECRET, "logging in");
        log::info!("{SECRET}");
        1 + 1
    });
    assert_eq!(sum, 2);
    assert!(
        emitted.traced().contains(" user: jdoe"),
        "{}",
        emitted.traced()
    );
    assert_no_secret_in(SECRET, format!("{emitted:?}"));
}
