//! A sandbox of the program's, from its start to its end.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::program;

/// A sandbox that does not outlive its test.
pub(crate) struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Running {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = program(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let stdout = child.stdout.take().expect("a pipe");
        Self {
            child,
            stdout: BufReader::new(stdout),
        }
    }

    /// The next line, with its end; empty at the end of the output.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("text");
        line
    }

    /// The exit code, and what was printed up to it.
    pub(crate) fn end_of_stdin(&mut self) -> (Option<i32>, String) {
        drop(self.child.stdin.take());
        self.ended()
    }

    pub(crate) fn terminate(&mut self) -> (Option<i32>, String) {
        self.signal("-TERM")
    }

    pub(crate) fn interrupt(&mut self) -> (Option<i32>, String) {
        self.signal("-INT")
    }

    fn signal(&mut self, signal: &str) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status();
        assert!(sent.expect("kill runs").success());
        self.ended()
    }

    fn ended(&mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("text");
        // Whatever pipe was left open closes only now, so that it cannot have been what ended it.
        (self.child.wait().expect("it ends").code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has usually ended by now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
