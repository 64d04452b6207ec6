//! Loggers that somebody else has set. A process has one, so each of these is in a process by itself.

use std::env;
use std::process::Command;

use bw_auth_testkit::emitted;
use log::{Log, Metadata, Record};

use crate::{SECRET, caught};

#[track_caller]
fn alone(test: &str, run: fn()) {
    if env::var_os(ALONE).is_some() {
        return run();
    }
    let output = Command::new(env::current_exe().expect("the path of this test"))
        .args(["--exact", test, "--test-threads", "1"])
        .env(ALONE, "1")
        .output()
        .expect("this program runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
}

/// Takes what it is given, and either keeps it or hands over to tracing.
struct Other {
    hands_over: bool,
}

impl Log for Other {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        if self.hands_over {
            tracing::info!("{}", record.args());
        }
    }

    fn flush(&self) {}
}

#[test]
fn one_that_keeps_its_records() {
    alone("loggers::one_that_keeps_its_records", || {
        log::set_logger(&Other { hands_over: false }).expect("the first");
        let message = caught(|| bw_auth_testkit::assert_no_secret(SECRET, || ()));
        assert!(
            message.starts_with("what is logged cannot be seen"),
            "{message}"
        );
    });
}

#[test]
fn one_that_hands_over_to_tracing() {
    alone("loggers::one_that_hands_over_to_tracing", || {
        log::set_logger(&Other { hands_over: true }).expect("the first");
        log::set_max_level(log::LevelFilter::Info);
        let ((), emitted) = emitted(|| log::info!("hello"));
        assert!(emitted.traced().contains("hello"));
        let message =
            caught(|| bw_auth_testkit::assert_no_secret(SECRET, || log::info!("{SECRET}")));
        assert!(message.contains("an event of tracing"), "{message}");
    });
}

/// A program that caps what its libraries log does the same in its tests.
#[test]
fn ours_with_a_lower_level() {
    alone("loggers::ours_with_a_lower_level", || {
        for _ in 0..2 {
            let ((), emitted) = emitted(|| {
                log::set_max_level(log::LevelFilter::Debug);
                log::trace!("the wire");
                log::debug!("the rest");
            });
            assert_eq!(emitted.logged(), "DEBUG testkit::loggers: the rest");
        }
    });
}

const ALONE: &str = "BW_AUTH_TESTKIT_ALONE";
