//! When to stop: at a signal, or at the end of standard input where that is asked for.

use core::future::{Future as _, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll};
use std::io;
use std::process;
use std::thread;

use tokio::runtime::{Builder, Runtime};
#[cfg(unix)]
use tokio::signal::unix::{Signal as Interrupt, Signal as Terminate, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlBreak as Terminate, CtrlC as Interrupt, ctrl_break, ctrl_c};
use tokio::sync::oneshot;

#[derive(Debug)]
pub(crate) struct Stop {
    runtime: Runtime,
    signals: Signals,
    end_of_stdin: Option<oneshot::Receiver<()>>,
}

impl Stop {
    /// From here on a signal no longer ends the process by itself.
    pub(crate) fn listen(with_stdin: bool) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let signals = {
            let _context = runtime.enter();
            Signals::listen()?
        };
        let end_of_stdin = if with_stdin {
            Some(end_of_stdin()?)
        } else {
            None
        };
        Ok(Self {
            runtime,
            signals,
            end_of_stdin,
        })
    }

    /// Blocks until it is time.
    pub(crate) fn wait(&mut self) {
        let (signals, end_of_stdin) = (&mut self.signals, &mut self.end_of_stdin);
        self.runtime.block_on(poll_fn(|context| {
            let has_ended = end_of_stdin
                .as_mut()
                .is_some_and(|end| Pin::new(end).poll(context).is_ready());
            if has_ended {
                Poll::Ready(())
            } else {
                signals.poll(context)
            }
        }));
    }

    /// Lets one more signal end the process at once, whatever it is still waiting for.
    pub(crate) fn insist(mut self) {
        thread::spawn(move || {
            let signals = &mut self.signals;
            self.runtime
                .block_on(poll_fn(|context| signals.poll(context)));
            process::exit(INTERRUPTED);
        });
    }
}

/// What people and process managers send to end a program.
#[derive(Debug)]
struct Signals {
    interrupt: Interrupt,
    terminate: Terminate,
}

impl Signals {
    #[cfg(unix)]
    fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(windows)]
    fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: ctrl_c()?,
            terminate: ctrl_break()?,
        })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        // Both, so that both wake the task.
        let interrupted = self.interrupt.poll_recv(context).is_ready();
        let terminated = self.terminate.poll_recv(context).is_ready();
        if interrupted || terminated {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

/// Reads on a thread of its own: tokio's would keep the process from ending while it waits.
fn end_of_stdin() -> io::Result<oneshot::Receiver<()>> {
    let (ended, end) = oneshot::channel();
    thread::Builder::new().name("stdin".into()).spawn(move || {
        // An input that cannot be read has ended as well.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = ended.send(());
    })?;
    Ok(end)
}

/// What a shell reports for a program that SIGINT has ended.
pub(crate) const INTERRUPTED: i32 = 130;
