use std::fs;
use std::time::Duration;

use super::Lock;
use crate::exit::Exit;

#[test]
fn a_lock_that_is_held_on_and_on_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("credentials.toml");
    let held = Lock::take(&file, Duration::ZERO).expect("it is free");
    let failure = Lock::take(&file, Duration::ZERO).expect_err("it is held");
    assert_eq!((failure.exit, failure.code), (Exit::Failed, "cli.locked"));
    assert!(
        failure.text.contains("credentials.toml.lock"),
        "{}",
        failure.text
    );
    drop(held);
    Lock::take(&file, Duration::ZERO).expect("it is free again");
    assert!(fs::metadata(&file).is_err(), "the file itself is not made");
}
