//! A user's home with nothing in it, and a sandbox that plays Bandwidth to what runs there.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use bw_auth_sandbox::Sandbox;
use bw_auth_testkit::assert_no_secret_in;
use tempfile::TempDir;

use crate::{program, text};

/// Folders of one's own, and no variable but `PATH` and those that say where the sandbox is.
pub(crate) struct Scene {
    folder: TempDir,
    pub(crate) sandbox: Sandbox,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let sandbox = Sandbox::start().expect("a sandbox");
        fs::write(folder.path().join("ca.pem"), sandbox.ca_pem()).expect("a file");
        Self { folder, sandbox }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn profile_file(&self) -> PathBuf {
        self.path("config/bw-auth/credentials.toml")
    }

    pub(crate) fn ca(&self) -> String {
        self.path("ca.pem").to_str().expect("UTF-8").to_owned()
    }

    /// The program in this home, with nothing set up.
    pub(crate) fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        self.furnish(&mut command);
        command
    }

    /// A command of the program that sends requests, with nothing set up.
    pub(crate) fn online(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(arguments);
        command.args(["--ca", &self.ca()]);
        command
    }

    /// The same with the sandbox's client in variables.
    pub(crate) fn as_client(&self, arguments: &[&str]) -> Command {
        let mut command = self.online(arguments);
        command
            .env("BANDWIDTH_CLIENT_ID", self.sandbox.client_id())
            .env("BANDWIDTH_CLIENT_SECRET", self.sandbox.client_secret())
            .env("BANDWIDTH_ACCOUNT_ID", self.sandbox.account_id());
        command
    }

    /// The same with the sandbox's API user.
    pub(crate) fn as_user(&self, arguments: &[&str]) -> Command {
        let mut command = self.online(arguments);
        command
            .env("BANDWIDTH_USERNAME", self.sandbox.username())
            .env("BANDWIDTH_PASSWORD", self.sandbox.password())
            .env("BANDWIDTH_ACCOUNT_ID", self.sandbox.account_id());
        command
    }

    pub(crate) fn furnish(&self, command: &mut Command) {
        let home = self.folder.path();
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").expect("a PATH"))
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_STATE_HOME", home.join("state"))
            .env("HTTPS_PROXY", self.sandbox.proxy_url())
            .stdin(Stdio::null());
    }
}

/// How a command ended, and what it printed.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Finished {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    pub(crate) fn run(command: &mut Command) -> Self {
        Self::of(&command.output().expect("the program runs"))
    }

    /// With this on standard input.
    pub(crate) fn fed(command: &mut Command, input: &[u8]) -> Self {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = input.to_vec();
        // Apart, as the program may print before it has read it all; and it may not want it at all.
        let feeding = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output().expect("it ends");
        let _ = feeding.join().expect("no panic");
        Self::of(&output)
    }

    #[track_caller]
    pub(crate) fn assert_hides(&self, secret: &str) {
        assert_no_secret_in(secret, &self.out);
        assert_no_secret_in(secret, &self.err);
    }

    /// Both outputs, to look for what must not be there.
    pub(crate) fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

#[cfg(unix)]
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = fs::metadata(path).expect("it is there");
    metadata.permissions().mode() & 0o7777
}
