//! The end of a child process, waited for within bounds.

use core::time::Duration;
use std::process::Child;
use std::thread;

/// Gives a child that has been asked to stop some time to do so, and then no choice.
pub(super) fn end(child: &mut Child) {
    for _ in 0..TRIES {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return;
        }
        thread::sleep(PAUSE);
    }
    // It may have ended by itself meanwhile, which is as good.
    let _ = child.kill();
    let _ = child.wait();
}

const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(50);
