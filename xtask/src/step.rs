//! One command, described before it is run, so that what is printed is what is done.

use core::fmt;
use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The reason of a failure is a sentence for the person at the terminal.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// A command, the variables that it adds to the environment, and the folder that it runs in.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    program: String,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    folder: PathBuf,
}

impl Step {
    /// A cargo command; `arguments` are split at white space.
    pub(crate) fn cargo(arguments: &str) -> Self {
        Self::program("cargo").args(arguments.split_whitespace())
    }

    pub(crate) fn program(program: impl Into<String>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            variables: Vec::new(),
            folder: root(),
        }
    }

    pub(crate) fn args<A: Into<String>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// `folder` is relative to the root of the workspace.
    pub(crate) fn within(mut self, folder: impl AsRef<Path>) -> Self {
        self.folder = root().join(folder);
        self
    }

    /// Runs with the terminal as output, and fails unless the command succeeds.
    pub(crate) fn run(&self) -> Outcome {
        println!("$ {self}");
        let status = self
            .command()
            .status()
            .map_err(|e| self.did_not_start(&e))?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("`{self}` failed: {status}"))
        }
    }

    /// Like [`Step::run`], and hands each line of standard output to `seen` as it is printed.
    pub(crate) fn watch(&self, mut seen: impl FnMut(&str)) -> Outcome {
        println!("$ {self}");
        let mut child = self
            .command()
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| self.did_not_start(&e))?;
        if let Some(stdout) = child.stdout.take() {
            // Read as bytes: a test may print anything, and its verdict must still be counted.
            for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line);
                println!("{line}");
                seen(&line);
            }
        }
        let status = child.wait().map_err(|e| self.did_not_start(&e))?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("`{self}` failed: {status}"))
        }
    }

    /// Runs in silence and gives back whether it succeeded, with what it wrote to both outputs.
    pub(crate) fn capture(&self) -> Outcome<Captured> {
        let output = self
            .command()
            .stdin(Stdio::null())
            .output()
            .map_err(|e| self.did_not_start(&e))?;
        Ok(Captured {
            success: output.status.success(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// The standard output of a command that has to succeed.
    pub(crate) fn read(&self) -> Outcome<String> {
        let captured = self.capture()?;
        if captured.success {
            Ok(captured.stdout)
        } else {
            Err(format!("`{self}` failed:\n{}", captured.stderr))
        }
    }

    pub(crate) fn command(&self) -> Command {
        // Cargo names itself to what it runs, so that one toolchain is used throughout.
        let program = match self.program.as_str() {
            "cargo" => env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()),
            other => other.to_owned(),
        };
        let mut command = Command::new(program);
        command.args(&self.arguments).current_dir(&self.folder);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn did_not_start(&self, error: &std::io::Error) -> String {
        format!("`{}` could not be run: {error}", self.program)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.variables {
            write!(f, "{name}={value} ")?;
        }
        write!(f, "{}", self.program)?;
        for argument in &self.arguments {
            write!(f, " {argument}")?;
        }
        Ok(())
    }
}

pub(crate) struct Captured {
    pub(crate) success: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the steps in order and stops at the first failure.
pub(crate) fn all(steps: impl IntoIterator<Item = Step>) -> Outcome {
    steps.into_iter().try_for_each(|step| step.run())
}

/// The root of the workspace, wherever cargo was called from.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}
