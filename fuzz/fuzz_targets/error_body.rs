//! Arbitrary bytes as the content type (the first line) and the body (the rest) of a 403.

#![no_main]

use std::time::Duration;

use bw_auth_core::{
    Authenticator, Endpoint, Environment, Error, Exchange, Generation, Head, Loaded, Now, Outline,
    Policy, Step,
};
use bw_auth_fuzz::{assert_unreadable, basic, error_texts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|answer: &[u8]| {
    let line = answer.iter().position(|byte| *byte == b'\n');
    let (content_type, body) = answer.split_at(line.unwrap_or_default());
    let error = refused(content_type, body);
    let answer = error.answer().expect("it comes from an answer");
    assert_eq!(error.code(), "auth.forbidden");
    assert!(answer.body().len() <= 16 * 1024);
    for (text, limit) in [(answer.code(), 64), (answer.description(), 512)] {
        let text = text.unwrap_or("none");
        assert!(
            !text.is_empty() && text.chars().count() <= limit,
            "{text:?}"
        );
    }
    assert!(!error.to_string().contains(ends_a_line), "{error}");
    assert_unreadable(&error_texts(&error));
});

fn refused(content_type: &[u8], body: &[u8]) -> Error {
    let environment = Environment::production();
    let account = "920012".parse().expect("it has digits alone");
    let target = Endpoint::subscriptions()
        .resolve(&environment, Some(&account))
        .expect("production has it");
    let mut auth = Authenticator::new(environment, Policy::default());
    let mut exchange = Exchange::new(Outline::new("GET", target));
    loop {
        match exchange.next(&mut auth, NOW) {
            Step::Settle { errand, .. } => {
                auth.loaded(errand, Ok(Loaded::new(basic(0), Generation::FIRST)));
            }
            Step::Send(_) => {
                let fields = [("Content-Type", content_type)];
                exchange.responded(&mut auth, NOW, Head::new(403, &fields));
            }
            Step::Read { limit } => {
                let start = body.get(..limit).unwrap_or(body);
                exchange.read(start, start.len() == body.len());
            }
            Step::Fail(error) => return error,
            step @ (Step::Sleep(_) | Step::Deliver) => panic!("{step:?} after a 403"),
        }
    }
}

/// For some reader of a log, or for whoever looks at one.
fn ends_a_line(c: char) -> bool {
    c.is_control()
        || ('\u{2028}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

const NOW: Now = Now {
    elapsed: Duration::from_secs(1_000),
    unix: Some(Duration::from_secs(1_795_514_400)),
    random: 7,
};
