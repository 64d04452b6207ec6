//! The program itself, from outside: what it prints, what it leaves behind, and how it ends.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use base64ct::{Base64, Base64Unpadded, Encoding as _};
use bw_auth_blocking::ureq::Proxy;
use bw_auth_blocking::{BasicCredentials, Client, Endpoint, Environment, Service};
use serde_json::Value;

/// The proxy leads nowhere, as a test that the demonstration needs none.
fn demo() -> Output {
    program(&["demo"])
        .env("HTTPS_PROXY", "http://127.0.0.1:9")
        .env("ALL_PROXY", "http://127.0.0.1:9")
        .output()
        .expect("the program runs")
}

#[test]
fn demo_shows_each_endpoint_accepted_over_both_transports() {
    let demo = demo();
    let text = text(&demo.stdout);
    assert_eq!(demo.status.code(), Some(0), "{text}");
    for name in [
        "orders",
        "order details",
        "SIP peers",
        "edge management settings",
        "subscriptions",
    ] {
        for transport in ["async", "blocking"] {
            let wanted = [name, transport, "200 accepted", "200 accepted", "1 request"];
            assert!(has_row(&text, &wanted), "no {wanted:?} in:\n{text}");
        }
    }
}

#[test]
fn demo_shows_each_way_to_be_refused() {
    let text = text(&demo().stdout);
    let limited = "429 rate limited, wait 60 s";
    let forbidden = "403 forbidden, 1001, Access Denied";
    let withheld = "not sent, withheld.foreign_origin";
    for (name, outcome, requests) in [
        ("wrong password", "401 rejected", "1 request"),
        ("username in capitals", "401 rejected", "1 request"),
        ("wrong account", "401 rejected", "1 request"),
        ("missing role", forbidden, "1 request"),
        ("second within a limit of one", limited, "2 requests"),
        ("origin off the list", withheld, "0 requests"),
    ] {
        for transport in ["async", "blocking"] {
            let wanted = [name, transport, outcome, outcome, requests];
            assert!(has_row(&text, &wanted), "no {wanted:?} in:\n{text}");
        }
    }
    assert!(text.ends_with("\n22 checks, all as expected\n"), "{text}");
}

#[test]
fn demo_shows_no_secret() {
    let demo = demo();
    let shown = text(&demo.stdout) + &text(&demo.stderr);
    assert!(!shown.contains("Basic "), "{shown}");
    let is_symbol = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    for word in shown.split(|c| !is_symbol(c)) {
        assert!(!holds_pair(word), "{word} is a pair in base64");
    }
}

#[test]
fn sandbox_says_in_one_line_of_json_what_a_client_needs() {
    let mut sandbox = Running::start(&["sandbox", "--json", "--exit-with-stdin"]);
    let ready: Value = serde_json::from_str(&sandbox.line()).expect("JSON");
    let field = |name: &str| ready[name].as_str().expect(name).to_owned();

    let pem = fs::read(field("ca")).expect("the file of the authority");
    let direct = Environment::custom("sandbox")
        .with_origin(Service::Numbers, &format!("{}/api", field("url")))
        .expect("an https URL");
    let proxy = Proxy::new(&field("proxy")).expect("a proxy's URL");
    for (environment, proxy) in [(direct, None), (Environment::production(), Some(proxy))] {
        let pair = BasicCredentials::new(&field("username"), field("password"));
        let client = Client::builder(pair.expect("a pair"))
            .account(field("account_id").parse().expect("an account"))
            .environment(environment)
            .add_root_pem(&pem)
            .configure_http(|settings| settings.proxy(proxy))
            .build()
            .expect("a client");
        let order = field("order_id").parse().expect("an order id");
        let site = field("site_id").parse().expect("a site id");
        for endpoint in [Endpoint::order(order), Endpoint::sip_peers(site)] {
            let response = client.get(endpoint).send().expect("a response");
            assert_eq!(response.status(), 200);
        }
    }
    assert_eq!(sandbox.end_of_stdin(), (Some(0), String::new()));
}

#[test]
fn sandbox_removes_its_temporary_file_when_it_ends() {
    for end in [
        Running::end_of_stdin,
        Running::terminate,
        Running::interrupt,
    ] {
        let mut sandbox = Running::start(&["sandbox", "--json", "--exit-with-stdin"]);
        let ready: Value = serde_json::from_str(&sandbox.line()).expect("JSON");
        let ca = ready["ca"].as_str().expect("a path").to_owned();
        assert!(Path::new(&ca).is_file());
        assert_eq!(end(&mut sandbox), (Some(0), String::new()));
        assert!(!Path::new(&ca).exists(), "{ca} is left behind");
    }
}

#[test]
fn sandbox_leaves_the_file_that_was_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let ca = folder.path().join("an authority.pem");
    let mut sandbox = Running::start(&[
        "sandbox",
        "--exit-with-stdin",
        "--ca-out",
        ca.to_str().expect("UTF-8"),
    ]);
    let mut text = String::new();
    while !text.contains("https://dashboard.bandwidth.com/") {
        let line = sandbox.line();
        assert!(!line.is_empty(), "no line for the proxy in:\n{text}");
        text.push_str(&line);
    }
    let line = format!("curl --cacert '{}' --user sandbox-api-user:", ca.display());
    assert!(text.contains(&line), "{text}");
    assert_eq!(sandbox.end_of_stdin(), (Some(0), String::new()));
    let pem = fs::read_to_string(&ca).expect("the file stays");
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"));
}

#[test]
fn failure_ends_with_1_and_a_plain_message() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    for (option, value) in [
        ("--listen", address.as_str()),
        ("--proxy-listen", &address),
        ("--ca-out", "/no such folder/ca.pem"),
    ] {
        let failed = program(&["sandbox", option, value]).output();
        let failed = failed.expect("the program runs");
        assert_eq!(failed.status.code(), Some(1), "{option}");
        let message = text(&failed.stderr);
        assert!(message.starts_with("bw-auth: "), "{message}");
        assert!(message.contains(value), "{message}");
        assert_eq!(message.lines().count(), 1, "{message}");
        assert_eq!(text(&failed.stdout), "");
    }
}

#[test]
fn usage_errors_end_with_64() {
    for arguments in [
        &[] as &[&str],
        &["dance"],
        &["demo", "--loudly"],
        &["sandbox", "--listen", "nowhere"],
        &["sandbox", "--ca-out"],
    ] {
        let refused = program(arguments).output().expect("the program runs");
        assert_eq!(refused.status.code(), Some(64), "{arguments:?}");
        assert!(text(&refused.stderr).contains("--help"), "{arguments:?}");
        assert_eq!(text(&refused.stdout), "");
    }
}

#[test]
fn help_is_no_error() {
    for arguments in [
        &["--help"] as &[&str],
        &["--version"],
        &["demo", "--help"],
        &["sandbox", "--help"],
    ] {
        let helped = program(arguments).output().expect("the program runs");
        assert_eq!(helped.status.code(), Some(0), "{arguments:?}");
        assert!(text(&helped.stdout).contains("bw-auth"), "{arguments:?}");
        assert_eq!(text(&helped.stderr), "");
    }
}

/// A sandbox that does not outlive its test.
struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
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
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("text");
        line
    }

    /// The exit code, and what was printed up to it.
    fn end_of_stdin(&mut self) -> (Option<i32>, String) {
        drop(self.child.stdin.take());
        self.ended()
    }

    fn terminate(&mut self) -> (Option<i32>, String) {
        self.signal("-TERM")
    }

    fn interrupt(&mut self) -> (Option<i32>, String) {
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

fn program(arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_bw-auth"));
    program.args(arguments);
    program
}

fn text(output: &[u8]) -> String {
    String::from_utf8(output.to_vec()).expect("the output is UTF-8")
}

fn has_row(text: &str, wanted: &[&str]) -> bool {
    text.lines().any(|line| {
        let cells: Vec<_> = line
            .split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect();
        cells == wanted
    })
}

fn holds_pair(word: &str) -> bool {
    [Base64::decode_vec(word), Base64Unpadded::decode_vec(word)]
        .into_iter()
        .flatten()
        .filter_map(|bytes| String::from_utf8(bytes).ok())
        .any(|pair| pair.contains(':'))
}
