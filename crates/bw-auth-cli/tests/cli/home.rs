//! A home folder of a test's own, and the program run in it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bw_auth_testkit::assert_no_secret_in;
use tempfile::TempDir;

use crate::{program, text};

/// A home that nothing is in, and an environment with nothing but it: what this machine has is out of reach.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, readable by its owner alone, as a new one under that name.
    pub(crate) fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("its folder");
        let mut file = tempfile::NamedTempFile::new_in(self.path()).expect("a file");
        std::io::Write::write_all(&mut file, content.as_bytes()).expect("written");
        file.persist(&path).expect("its place");
        path
    }

    pub(crate) fn command<K: AsRef<OsStr>, V: AsRef<OsStr>>(
        &self,
        arguments: &[&str],
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Command {
        let mut command = program(arguments);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").expect("a path"))
            .env("HOME", self.path());
        for variable in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
            command.env(variable, self.path().join(variable));
        }
        command.envs(variables);
        command
    }

    /// Runs it to its end, and sees to it that it has shown no secret.
    pub(crate) fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        let run = self.command(arguments, variables.iter().copied()).output();
        let ended = Ended::of(&run.expect("the program runs"));
        for (name, value) in variables {
            let is_secret = ["_PASSWORD", "_SECRET", "_TOKEN"];
            if is_secret.iter().any(|end| name.ends_with(end)) {
                ended.assert_hides(value);
            }
        }
        ended
    }
}

/// How the program ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    #[track_caller]
    pub(crate) fn assert_hides(&self, secret: &str) {
        for shown in [&self.stdout, &self.stderr] {
            assert_no_secret_in(secret, shown);
        }
    }
}
