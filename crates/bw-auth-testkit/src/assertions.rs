//! Assertions: the questions that a test asks.

use crate::emitted::{emitted, find_in};
use crate::evidence::Evidence;
use crate::form::Form;
use crate::texts::Texts;
use crate::traces::Traces;

/// Runs the closure and asserts that nothing gives the secret away: neither what it yields nor what its thread traces or
/// logs meanwhile. Returns what was yielded.
///
/// ```
/// use bw_auth_testkit::{Debugged, assert_no_secret};
///
/// #[derive(Debug)]
/// struct Login {
///     user: &'static str,
/// }
///
/// assert_no_secret("correct-horse", || {
///     let login = Login { user: "jdoe" };
///     log::debug!("logged in: {login:?}");
///     Debugged(login)
/// });
/// ```
///
/// # Panics
///
/// When the secret is found. The message says where and in which [`Form`], and never prints the secret. Also when the secret
/// has fewer than six bytes, when the process has a logger that keeps its records to itself, and when the closure panics.
#[track_caller]
pub fn assert_no_secret<E: Evidence>(secret: &str, run: impl FnOnce() -> E) -> E {
    let traces = Traces::of(secret);
    let ((yielded, texts), emitted) = emitted(|| {
        let yielded = run();
        let mut texts = Texts::default();
        yielded.show(&mut texts);
        (yielded, texts.0)
    });
    let found = find_in(&texts, &traces).or_else(|| emitted.find(&traces));
    if let Some((form, place)) = found {
        give_away(&traces, form, place);
    }
    yielded
}

/// Asserts that a text, or bytes, do not give the secret away.
///
/// ```
/// # use bw_auth_testkit::assert_no_secret_in;
/// assert_no_secret_in("correct-horse", "Authorization: Basic ***");
/// ```
///
/// # Panics
///
/// When the secret is found. The message says in which [`Form`], and never prints the secret. Also when the secret has fewer
/// than six bytes.
#[track_caller]
pub fn assert_no_secret_in(secret: &str, text: impl AsRef<[u8]>) {
    let traces = Traces::of(secret);
    let text = text.as_ref();
    if let Some(form) = traces.find(text) {
        give_away(&traces, form, &format!("a text of {} bytes", text.len()));
    }
}

/// Tells in which form a text, or bytes, give the secret away, if they do.
///
/// ```
/// # use bw_auth_testkit::{Form, find_secret};
/// assert_eq!(find_secret("correct-horse", "p=correct%2Dhorse"), Some(Form::Percent));
/// assert_eq!(find_secret("correct-horse", "p=***"), None);
/// ```
///
/// # Panics
///
/// When the secret has fewer than six bytes: it would be found by chance.
#[track_caller]
#[must_use]
pub fn find_secret(secret: &str, text: impl AsRef<[u8]>) -> Option<Form> {
    Traces::of(secret).find(text.as_ref())
}

#[track_caller]
fn give_away(traces: &Traces, form: Form, place: &str) -> ! {
    let message = format!("the secret is in {place}, as {form}");
    // The target of a record, or a path, may itself be where it is.
    match traces.find(message.as_bytes()) {
        None => panic!("{message}"),
        Some(_) => panic!("the secret is there, as {form}"),
    }
}
