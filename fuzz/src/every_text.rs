//! All that an error lets anybody read.

use std::error::Error as StdError;
use std::fmt::Write as _;

use bw_auth_core::Error;

/// What the error, its causes, and the answer behind it show.
pub fn error_texts(error: &Error) -> String {
    let mut texts = String::new();
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        writeln!(texts, "{error}\n{error:?}").expect(INFALLIBLE);
        next = error.source();
    }
    if let Some(answer) = error.answer() {
        let body = String::from_utf8_lossy(answer.body());
        writeln!(texts, "{answer}\n{answer:?}\n{body}").expect(INFALLIBLE);
        writeln!(texts, "{:?}\n{:?}", answer.code(), answer.description()).expect(INFALLIBLE);
        for (name, value) in answer.fields() {
            writeln!(texts, "{name}: {value}").expect(INFALLIBLE);
        }
    }
    texts
}

const INFALLIBLE: &str = "a String takes all that is written to it";
