//! The terminal, while a secret is typed that it does not show.

use std::io;
use std::thread::JoinHandle;

/// From here on, a signal that ends this program has the terminal show again what is typed, as it does now. The thread that
/// sees to it goes on until then.
#[cfg(unix)]
pub(super) fn shows_again_at_a_signal() -> io::Result<Option<JoinHandle<()>>> {
    use std::fs::File;
    use std::{process, thread};

    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

    use crate::stop::{INTERRUPTED, Stop};

    // The one that is asked on, wherever the output goes.
    let terminal = File::options().read(true).write(true).open("/dev/tty")?;
    let before = tcgetattr(&terminal)?;
    let mut stop = Stop::listen(false)?;
    let thread = thread::Builder::new().name("signals".into());
    let signals = thread.spawn(move || {
        stop.wait();
        // It is on the way out, with nobody left to tell.
        let _ = tcsetattr(&terminal, OptionalActions::Now, &before);
        process::exit(INTERRUPTED);
    });
    signals.map(Some)
}

/// A console elsewhere is not left to a signal.
#[cfg(not(unix))]
pub(super) fn shows_again_at_a_signal() -> io::Result<Option<JoinHandle<()>>> {
    Ok(None)
}
