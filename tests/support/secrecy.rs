//! The testkit's search for secrets, in a process whose tests run beside one another.

use std::sync::Once;

use bw_auth_testkit::{Emitted, Evidence};
use log::LevelFilter;

/// The testkit's, but for what ureq logs of the wire.
///
/// # Panics
///
/// When the secret is found.
#[track_caller]
pub fn assert_no_secret<E: Evidence>(secret: &str, run: impl FnOnce() -> E) -> E {
    without_the_wire();
    bw_auth_testkit::assert_no_secret(secret, run)
}

/// The testkit's `emitted`, but for what ureq logs of the wire.
#[track_caller]
pub fn emitted<T>(run: impl FnOnce() -> T) -> (T, Emitted) {
    without_the_wire();
    bw_auth_testkit::emitted(run)
}

/// Caps the level as `docs/observability.md` has it: at trace, ureq logs the header.
///
/// The level is the process's, and the testkit raises it once. So this comes first, wherever it is used.
fn without_the_wire() {
    static CAPPED: Once = Once::new();
    CAPPED.call_once(|| {
        bw_auth_testkit::emitted(|| log::set_max_level(LevelFilter::Debug));
    });
}

/// Everything that must not occur in a text about a token: each part of it that is long enough to be told from chance.
///
/// A JWT without its signature is worth nothing, and its other parts are public; they are not to be printed all the same.
#[must_use]
pub fn parts_of_token(token: &str) -> Vec<String> {
    let parts = token.split('.').filter(|part| part.len() >= 16);
    let starts = parts.map(|part| part.get(..16).unwrap_or(part).to_owned());
    // The header of a JWT says the same in each, and in other people's.
    let header = token.split_once('.').map(|(header, _)| header);
    starts
        .filter(|start| header.is_none_or(|header| !header.starts_with(start)))
        .collect()
}
