//! Every form and every place: what is planted is caught, and what is innocent is not.

mod emissions;
mod forms;
mod innocence;
mod loggers;
mod messages;
mod yielded;

/// A secret with characters that URLs escape, and such that strings do.
const SECRET: &str = "correct horse/battery\"staple\\9";

/// What the panic of `run` says, which must not be the secret.
#[track_caller]
fn caught<T>(run: impl FnOnce() -> T) -> String {
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
    let panic = outcome.map(drop).expect_err("it passes");
    let message = match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => (*panic.downcast::<&str>().expect("a message")).to_owned(),
    };
    assert!(!message.contains(SECRET), "the message is a leak");
    message
}
