//! A named pipe in the place of a file.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Whoever opens the pipe is given this text, so that a program that does so ends as well, and the test with it.
/// Tells whether anybody did.
pub(crate) fn feed(pipe: &Path, text: &'static str) -> Arc<AtomicBool> {
    let made = Command::new("mkfifo")
        .args(["-m", "600"])
        .arg(pipe)
        .status();
    assert!(made.expect("mkfifo runs").success());
    let pipe = pipe.to_owned();
    let opened = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&opened);
    thread::spawn(move || {
        // Until the folder is gone, or the tests are over.
        while let Ok(mut open) = File::options().write(true).open(&pipe) {
            opened.store(true, Ordering::SeqCst);
            let _ = open.write_all(text.as_bytes());
        }
    });
    seen
}
