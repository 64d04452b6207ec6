//! What a closure yields: a value, an error with its causes, a text, several of them.

use std::error::Error;
use std::fmt;
use std::io;

use bw_auth_testkit::{Debugged, Displayed, Evidence, Failed, Texts, assert_no_secret};

use crate::{SECRET, caught};

#[derive(Debug)]
struct Config {
    #[allow(dead_code, reason = "it is there to be printed")]
    password: String,
}

fn config() -> Config {
    let password = SECRET.to_owned();
    Config { password }
}

/// An error that says what it is told to.
#[derive(Default)]
struct Told {
    display: &'static str,
    debug: &'static str,
    source: Option<Box<Self>>,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.display)
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.debug)
    }
}

impl Error for Told {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

fn caused_by(source: Told) -> Told {
    let source = Some(Box::new(source));
    Told {
        source,
        ..Told::default()
    }
}

#[test]
fn a_derived_debug() {
    let message = caught(|| assert_no_secret(SECRET, || Debugged(config())));
    assert_eq!(
        message,
        "the secret is in Debug of what was yielded, as escaped text"
    );
    let result = || Ok::<_, io::Error>(config());
    let message = caught(|| assert_no_secret(SECRET, result));
    assert_eq!(
        message,
        "the secret is in Debug of what was yielded, as escaped text"
    );
}

#[test]
fn a_display() {
    let value = Told {
        display: SECRET,
        ..Told::default()
    };
    let message = caught(|| assert_no_secret(SECRET, || Displayed(value)));
    assert_eq!(
        message,
        "the secret is in Display of what was yielded, as plain text"
    );
}

#[test]
fn an_error() {
    let error = || Told {
        display: SECRET,
        ..Told::default()
    };
    let message = "the secret is in Display of the error, as plain text";
    assert_eq!(
        caught(|| assert_no_secret(SECRET, || Failed(error()))),
        message
    );
    assert_eq!(
        caught(|| assert_no_secret(SECRET, || Err::<(), _>(error()))),
        message
    );
    let boxed = || Box::<dyn Error>::from(error());
    assert_eq!(caught(|| assert_no_secret(SECRET, boxed)), message);
    let boxed = || Box::<dyn Error + Send + Sync>::from(error());
    assert_eq!(caught(|| assert_no_secret(SECRET, boxed)), message);
}

#[test]
fn a_cause() {
    let display = Told {
        display: SECRET,
        ..Told::default()
    };
    let message = caught(|| assert_no_secret(SECRET, || Failed(caused_by(display))));
    assert_eq!(
        message,
        "the secret is in Display of cause 1 of the error, as plain text"
    );
    let debug = Told {
        debug: SECRET,
        ..Told::default()
    };
    let error = Failed(caused_by(caused_by(debug)));
    let message = caught(|| assert_no_secret(SECRET, || error));
    assert_eq!(
        message,
        "the secret is in Debug of cause 2 of the error, as plain text"
    );
}

#[test]
fn a_text_and_bytes() {
    let message = "the secret is in the text that was yielded, as plain text";
    assert_eq!(caught(|| assert_no_secret(SECRET, || SECRET)), message);
    assert_eq!(
        caught(|| assert_no_secret(SECRET, || SECRET.to_owned())),
        message
    );
    assert_eq!(
        caught(|| assert_no_secret(SECRET, || SECRET.as_bytes())),
        message
    );
    assert_eq!(
        caught(|| assert_no_secret(SECRET, || SECRET.as_bytes().to_vec())),
        message
    );
}

#[test]
fn the_last_of_several() {
    caught(|| assert_no_secret(SECRET, || ((), Debugged(config()))));
    caught(|| assert_no_secret(SECRET, || ((), "", Debugged(config()))));
}

#[test]
fn evidence_of_ones_own() {
    struct Answer(&'static str);
    impl Evidence for Answer {
        fn show(&self, texts: &mut Texts) {
            texts.text("the body", self.0);
        }
    }
    let message = caught(|| assert_no_secret(SECRET, || Answer(SECRET)));
    assert_eq!(message, "the secret is in the body, as plain text");
}

#[test]
fn what_is_clean_is_handed_back() {
    let found = assert_no_secret(SECRET, || "17".parse::<u8>());
    assert_eq!(found, Ok(17));
}
