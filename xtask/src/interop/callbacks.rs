//! Clients that we did not write, as Bandwidth in its two steps, before the example `receiver`.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};

use super::built;
use super::ending::end;
use super::peers::OfficialClients;
use crate::step::{Outcome, Step, root};

pub(super) fn run(clients: &OfficialClients) -> Outcome {
    let receiver = Receiver::start()?;
    let url = format!("{}/callbacks/orders", receiver.url);
    let python = clients.python();
    for (name, steps) in [
        (
            "curl",
            curl as fn(&Path, &str, [&str; 2]) -> Outcome<String>,
        ),
        ("requests", |python, url, pair| {
            script(python, "with_requests.py", url, pair)
        }),
        ("httpx", |python, url, pair| {
            script(python, "with_httpx.py", url, pair)
        }),
        ("fetch", |_, url, pair| {
            script(Path::new("node"), "with_fetch.js", url, pair)
        }),
    ] {
        for (password, second) in [
            (PASSWORD, 204),
            (PASSWORD_BEFORE, 204),
            ("another", 401),
            ("grüße & mehr! ", 401),
        ] {
            let found = steps(&python, &url, [USERNAME, password])?;
            let wanted = format!("401 Basic realm=\"\"\n{second}");
            if found.trim() != wanted {
                return Err(format!("{name} met {found:?}, not {wanted:?}"));
            }
        }
        println!("{name} is let in after the challenge, and with wrong credentials it is not");
    }
    // Ours, which says in words what it finds.
    for (password, success) in [
        (PASSWORD, true),
        (PASSWORD_BEFORE, true),
        ("another", false),
    ] {
        let test = Step::program(built(&["bw-auth"])?.display().to_string())
            .args(["callback-test", &url])
            .env("WEBHOOK_USER", USERNAME)
            .env("WEBHOOK_PASSWORD", password);
        let tested = test.capture()?;
        if tested.success != success {
            return Err(format!(
                "bw-auth callback-test found otherwise:\n{}",
                tested.stdout
            ));
        }
    }
    Ok(())
}

/// curl makes the two steps by itself when it is told to find out what is asked for.
fn curl(_: &Path, url: &str, [username, password]: [&str; 2]) -> Outcome<String> {
    let fixed = "--silent --show-error --max-time 20 --output /dev/null --data {}";
    let curl = || Step::program("curl").args(fixed.split(' '));
    let first = curl()
        .args(["--write-out", "%{http_code} %header{www-authenticate}", url])
        .read()?;
    let user = format!("{username}:{password}");
    let second = curl()
        .args([
            "--anyauth",
            "--user",
            &user,
            "--write-out",
            "%{http_code}",
            url,
        ])
        .read()?;
    Ok(format!("{first}\n{second}"))
}

fn script(program: &Path, name: &str, url: &str, pair: [&str; 2]) -> Outcome<String> {
    let script = root().join("tests/interop/callbacks").join(name);
    Step::program(program.display().to_string())
        .args([script.display().to_string()])
        .args([url])
        .args(pair)
        .read()
}

struct Receiver {
    child: Child,
    /// It tells of each callback, and must not find that nobody listens.
    output: Option<BufReader<ChildStdout>>,
    url: String,
}

impl Receiver {
    fn start() -> Outcome<Self> {
        let program = built(&["examples", "receiver"])?;
        let failed = |error: std::io::Error| format!("the receiver did not start: {error}");
        let mut child = Step::program(program.display().to_string())
            .env("WEBHOOK_USER", USERNAME)
            .env("WEBHOOK_PASSWORD", PASSWORD)
            .env("WEBHOOK_PASSWORD_BEFORE", PASSWORD_BEFORE)
            .command()
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let output = child.stdout.take().map(BufReader::new);
        // Made before anything can fail, so that the child is ended in any case.
        let mut receiver = Self {
            child,
            output,
            url: String::new(),
        };
        let mut line = String::new();
        if let Some(output) = &mut receiver.output {
            output.read_line(&mut line).map_err(failed)?;
        }
        let url = line.trim().strip_prefix("listening on ");
        receiver.url = url.ok_or("the receiver told no address")?.to_owned();
        Ok(receiver)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        end(&mut self.child);
    }
}

const USERNAME: &str = "hooks@example";
const PASSWORD: &str = "grüße & mehr!";
const PASSWORD_BEFORE: &str = "a:b c\"d";
