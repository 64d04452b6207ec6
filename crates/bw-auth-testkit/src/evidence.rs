//! Evidence: what a closure may yield to be looked at.

use core::error::Error;
use core::fmt::{Debug, Display};

use crate::texts::Texts;

/// What a closure may yield to be looked at by [`assert_no_secret`](crate::assert_no_secret).
///
/// A `Result` is looked at as it is: the value by its `Debug`, or the whole chain of the error. For anything else a wrapper
/// says what it is: [`Debugged`], [`Displayed`] or [`Failed`]. A plain value is not taken, because one that is an error
/// would then be looked at by its `Debug` alone.
///
/// ```
/// use bw_auth_testkit::{Evidence, Texts, assert_no_secret};
///
/// struct Answer {
///     status: u16,
///     body: Vec<u8>,
/// }
///
/// impl Evidence for Answer {
///     fn show(&self, texts: &mut Texts) {
///         texts.display(&self.status);
///         texts.text("the body", &self.body);
///     }
/// }
///
/// assert_no_secret("correct-horse", || Answer { status: 401, body: b"who are you?".to_vec() });
/// ```
#[diagnostic::on_unimplemented(
    message = "it is not said how `{Self}` is to be looked at",
    note = "wrap it in `Debugged(…)`, `Displayed(…)` or, if it is an error, `Failed(…)`; or yield nothing"
)]
pub trait Evidence {
    /// Adds all that this shows of itself.
    fn show(&self, texts: &mut Texts);
}

/// A value by its `Debug`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_structs,
    reason = "it is made and taken apart by callers"
)]
pub struct Debugged<T>(pub T);

impl<T: Debug> Evidence for Debugged<T> {
    fn show(&self, texts: &mut Texts) {
        texts.debug(&self.0);
    }
}

/// A value by its `Display` and its `Debug`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_structs,
    reason = "it is made and taken apart by callers"
)]
pub struct Displayed<T>(pub T);

impl<T: Debug + Display> Evidence for Displayed<T> {
    fn show(&self, texts: &mut Texts) {
        texts.display(&self.0);
        texts.debug(&self.0);
    }
}

/// An error with all of its causes, each by its `Display` and its `Debug`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_structs,
    reason = "it is made and taken apart by callers"
)]
pub struct Failed<E>(pub E);

impl<E: Error + 'static> Evidence for Failed<E> {
    fn show(&self, texts: &mut Texts) {
        texts.error(&self.0);
    }
}

impl<T: Debug, E: Error + 'static> Evidence for Result<T, E> {
    fn show(&self, texts: &mut Texts) {
        match self {
            Ok(value) => texts.debug(value),
            Err(error) => texts.error(error),
        }
    }
}

impl Evidence for Box<dyn Error> {
    fn show(&self, texts: &mut Texts) {
        texts.error(&**self);
    }
}

impl Evidence for Box<dyn Error + Send + Sync> {
    fn show(&self, texts: &mut Texts) {
        texts.error(&**self);
    }
}

/// Nothing: what is traced and logged meanwhile is all that counts.
impl Evidence for () {
    fn show(&self, _: &mut Texts) {}
}

/// A text as it is.
impl Evidence for String {
    fn show(&self, texts: &mut Texts) {
        texts.text(YIELDED, self);
    }
}

/// A text as it is.
impl Evidence for &str {
    fn show(&self, texts: &mut Texts) {
        texts.text(YIELDED, self);
    }
}

/// Bytes as they are.
impl Evidence for Vec<u8> {
    fn show(&self, texts: &mut Texts) {
        texts.text(YIELDED, self);
    }
}

/// Bytes as they are.
impl Evidence for &[u8] {
    fn show(&self, texts: &mut Texts) {
        texts.text(YIELDED, self);
    }
}

impl<A: Evidence, B: Evidence> Evidence for (A, B) {
    fn show(&self, texts: &mut Texts) {
        self.0.show(texts);
        self.1.show(texts);
    }
}

impl<A: Evidence, B: Evidence, C: Evidence> Evidence for (A, B, C) {
    fn show(&self, texts: &mut Texts) {
        self.0.show(texts);
        self.1.show(texts);
        self.2.show(texts);
    }
}

const YIELDED: &str = "the text that was yielded";
