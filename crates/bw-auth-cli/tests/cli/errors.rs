//! Each error of the program on one line: a code, what to do, and where to read on; whatever the command.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use bw_auth_sandbox::Fault;

use crate::scene::{Finished, Scene};

#[test]
fn each_error_has_a_code_a_remedy_and_a_section() {
    let sections = sections();
    let mut met = BTreeSet::new();
    let mut wrong = Vec::new();
    for (code, exit, run) in ERRORS {
        let ended = run(&Scene::new());
        if let Some(fault) = fault_of(code, *exit, &ended) {
            wrong.push(format!("{code}: {fault}: {ended:?}"));
        }
        assert!(sections.contains(*code), "{code} has no section");
        met.insert(*code);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let of_program = sections.iter().filter(|code| code.starts_with("cli"));
    for code in of_program.filter(|code| !ELSEWHERE.contains(&code.as_str())) {
        assert!(met.contains(code.as_str()), "no case of {code} here");
    }
}

fn fault_of(code: &str, exit: i32, ended: &Finished) -> Option<&'static str> {
    let last = ended.err.lines().last().unwrap_or_default();
    let said = last.strip_suffix(&format!(" [{code}] (see docs/errors.md)"));
    let said = said.and_then(|said| said.strip_prefix("bw-auth: "));
    let remedy = said.and_then(|said| said.split_once("; "));
    if ended.code != Some(exit) {
        Some("it ends otherwise")
    } else if ended.all().contains("horse") {
        Some("it shows what may be a secret")
    } else if said.is_none() {
        Some("no code and section")
    } else if said.is_some_and(says_twice) {
        Some("it says its cause twice")
    } else if remedy.is_none_or(|(_, remedy)| remedy.len() < 5) {
        Some("no remedy")
    } else {
        None
    }
}

fn says_twice(text: &str) -> bool {
    let causes: Vec<_> = text.split(": ").filter(|cause| cause.len() > 20).collect();
    causes.iter().collect::<BTreeSet<_>>().len() < causes.len()
}

fn sections() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors.md");
    let text = fs::read_to_string(path).expect("the documentation");
    let headings = text.lines().filter_map(|line| {
        let code = line.strip_prefix("### `")?;
        Some(code.strip_suffix('`')?.to_owned())
    });
    headings.collect()
}

type Case = (&'static str, i32, fn(&Scene) -> Finished);

/// What takes a terminal, a full disk, a lock that somebody holds, or a port that is taken; each has a test of its own.
const ELSEWHERE: [&str; 4] = ["cli.locked", "cli.output", "cli.sandbox", "cli.terminal"];

#[rustfmt::skip]
const ERRORS: &[Case] = &[
    // What clap finds, and what it does not.
    ("cli.usage", 64, |home| run(home, &[])),
    ("cli.usage", 64, |home| run(home, &["horse"])),
    ("cli.usage", 64, |home| run(home, &["get"])),
    ("cli.usage", 64, |home| run(home, &["get", "--horse", "/"])),
    ("cli.usage", 64, |home| run(home, &["doctor", "--wait", "horse"])),
    ("cli.usage", 64, |home| run(home, &["explain", "--environment", "horse"])),
    ("cli.usage", 64, |home| run(home, &["login", "horse"])),
    ("cli.usage", 64, |home| run(home, &["login", "--secret-stdin"])),
    ("cli.usage", 64, |home| run(home, &["login", "--username", "jdoe"])),
    ("cli.usage", 64, |home| {
        let mut login = home.bare(&["login", "--username", "jdoe", "--profile", "", "--secret-stdin"]);
        Finished::fed(&mut login, b"horse")
    }),
    ("cli.usage", 64, |home| {
        let mut login = home.bare(&["login", "--username", "jdoe", "--secret-stdin"]);
        Finished::fed(&mut login, &[b'x'; 70_000])
    }),
    ("cli.usage", 64, |home| get(home, &["--header", "horse", "/x"])),
    ("cli.usage", 64, |home| get(home, &["--header", "horse horse: x", "/x"])),
    ("cli.usage", 64, |home| get(home, &["--header", "x: hor\nse", "/x"])),
    ("cli.usage", 64, |home| get(home, &["--service", "numbers", "https://dashboard.bandwidth.com/api"])),
    ("cli.usage", 64, |home| Finished::fed(&mut home.as_user(&["get", "-"]), b"\xff\n")),
    ("cli.usage", 64, |home| Finished::fed(&mut home.as_user(&["get", "-"]), &[b'x'; 70_000])),
    ("cli.usage", 64, |home| run(home, &["callback-test", "horse horse"])),
    ("cli.usage", 64, |home| run(home, &["callback-test", "/horse"])),
    ("cli.usage", 64, |home| run(home, &["callback-test", "https://a.example:99999/"])),
    ("cli.usage", 64, |home| run(home, &["callback-test", "http://a.example/"])),
    // Files, variables and pipes.
    ("cli.cert_file", 3, |home| Finished::run(home.as_user(&["get", "/x"]).env("SSL_CERT_FILE", "/no/horse"))),
    ("cli.cert_file", 3, |home| {
        let large = fs::File::create(home.path("large.pem")).expect("a file");
        large.set_len(9 * 1024 * 1024).expect("room");
        Finished::run(home.as_user(&["get", "/x"]).env("SSL_CERT_DIR", home.path("")))
    }),
    ("cli.no_folder", 3, |home| {
        Finished::run(home.bare(&["profiles"]).env("BANDWIDTH_CREDENTIALS_FILE", OsStr::from_bytes(b"\xff")))
    }),
    ("cli.no_password", 3, |home| run(home, &["callback-test", "https://a.example/", "--username", "jdoe"])),
    ("cli.no_token", 3, |home| Finished::run(&mut home.as_user(&["token"]))),
    ("cli.proxy", 3, |home| Finished::run(home.as_user(&["get", "/x"]).env("ALL_PROXY", "horse horse"))),
    ("cli.unreadable", 3, |home| {
        let user = [("BANDWIDTH_USERNAME", "jdoe"), ("BANDWIDTH_PASSWORD", "horse")];
        Finished::run(home.bare(&["header", "--ca", "/no/horse"]).envs(user))
    }),
    ("cli.unreadable", 1, |home| {
        let mut login = home.bare(&["login", "--username", "jdoe", "--secret-stdin"]);
        Finished::fed(&mut login, b"hor\xffse")
    }),
    ("cli.unreadable", 1, |home| {
        let folder = fs::File::open(home.path("")).expect("a folder");
        Finished::run(home.as_user(&["get", "-"]).stdin(folder))
    }),
    ("cli.unreadable", 3, |home| {
        let mut request = home.as_user(&["request", "POST", "/x", "--data", "/no/horse"]);
        Finished::run(&mut request)
    }),
    ("cli.unwritable", 1, |home| {
        let mut login = home.bare(&["login", "--username", "jdoe", "--secret-stdin"]);
        Finished::fed(login.env("BANDWIDTH_CREDENTIALS_FILE", "/proc/nowhere/file"), b"horse")
    }),
    ("cli.unwritable", 1, |home| run(home, &["sandbox", "--ca-out", "/no/horse"])),
    ("credentials.colon", 3, |home| {
        Finished::fed(&mut home.bare(&["login", "--username", "j:d", "--secret-stdin"]), b"horse")
    }),
    // The set-up; the data files of tests/sources/cases have the rest.
    ("source.not_configured", 3, |home| run(home, &["get", "/x"])),
    ("source.credentials", 3, |home| {
        Finished::run(home.bare(&["get", "/x"]).env("BANDWIDTH_ACCESS_TOKEN", "hor\u{7}se"))
    }),
    ("source.profile_missing", 3, |home| run(home, &["header", "--profile", "horse"])),
    ("source.profile_missing", 3, |home| run(home, &["logout", "--profile", "horse"])),
    ("source.profile_syntax", 3, |home| in_file(home, "horse", &["profiles"])),
    ("source.profile_type", 3, |home| in_file(home, "horse = 1", &["profiles"])),
    ("source.profile_type", 3, |home| in_file(home, "[a]\n\n[b]\n[[horse]]\n", &["profiles"])),
    ("source.profile_key", 3, |home| in_file(home, "[default]\nhorse = 1", &["header"])),
    ("source.not_text", 3, |home| {
        let mut login = home.bare(&["login", "--username", "jdoe"]);
        Finished::run(login.env("BANDWIDTH_PROFILE", OsStr::from_bytes(b"\xff")))
    }),
    // Where a request goes.
    ("endpoint.not_rooted", 64, |home| get(home, &["accounts/55/horse"])),
    ("endpoint.empty_segment", 64, |home| get(home, &["/accounts//horse"])),
    ("endpoint.dot_segment", 64, |home| get(home, &["/accounts/../horse"])),
    ("endpoint.placeholder", 64, |home| get(home, &["/accounts/{horse}"])),
    ("endpoint.fragment", 64, |home| get(home, &["/accounts/1#horse"])),
    ("url.not_http", 64, |home| get(home, &["ftp://horse.example/"])),
    ("url.malformed", 64, |home| get(home, &["https://horse.example/ "])),
    ("url.userinfo", 64, |home| get(home, &["https://horse@a.example/"])),
    ("url.port", 64, |home| get(home, &["https://horse.example:0/"])),
    ("url.host", 64, |home| get(home, &["https://ho%72se/"])),
    ("url.malformed", 64, |home| Finished::run(&mut home.as_user(&["header", "not a horse"]))),
    ("withheld.malformed_url", 64, |home| Finished::run(&mut home.as_user(&["header", "/x"]))),
    ("withheld.foreign_origin", 3, |home| get(home, &["https://a.example/"])),
    ("withheld.insecure", 3, |home| get(home, &["http://dashboard.bandwidth.com/"])),
    ("withheld.authorization_present", 64, |home| get(home, &["--header", "Authorization: horse", "/x"])),
    ("withheld.no_account", 3, |home| {
        Finished::run(home.as_user(&["get", "/{accountId}"]).env_remove("BANDWIDTH_ACCOUNT_ID"))
    }),
    ("request.field", 64, |home| get(home, &["--header", "Host: horse", "/x"])),
    // What comes of it.
    ("auth.rejected", 2, |home| Finished::run(home.as_user(&["get", PATH]).env("BANDWIDTH_PASSWORD", "horse"))),
    ("auth.forbidden", 4, |home| get(home, &["/accounts/{accountId}/tns"])),
    ("rate_limited", 7, |home| met(home, Fault::status(429))),
    ("withheld.redirect_limit", 1, |home| met(home, Fault::redirect(302, ""))),
    ("withheld.redirect_malformed", 1, |home| met(home, Fault::redirect(302, "https://"))),
    ("withheld.redirect_insecure", 1, |home| met(home, Fault::redirect(302, "http://a.example/"))),
    ("transport.closed", 5, |home| met(home, Fault::close())),
    ("transport.body", 5, |home| met(home, Fault::close_after_bytes(200).body(vec![b'x'; 10_000]))),
    ("transport.protocol", 5, |home| met(home, Fault::garbage("horse"))),
    ("transport.timeout", 5, |home| {
        home.sandbox.script_for("/api/accounts", Fault::hang().always());
        get(home, &[PATH, "--timeout", "1"])
    }),
    ("transport.tls", 5, |home| {
        let mut without_authority = home.bare(&["get", "/accounts/1"]);
        without_authority.env("BANDWIDTH_USERNAME", "jdoe").env("BANDWIDTH_PASSWORD", "horse");
        Finished::run(&mut without_authority)
    }),
    ("transport.proxy", 5, |home| Finished::run(home.as_user(&["get", PATH]).env("HTTPS_PROXY", "http://127.0.0.1:1"))),
    ("token.refused", 2, |home| {
        Finished::run(home.as_client(&["get", PATH]).env("BANDWIDTH_CLIENT_SECRET", "horse"))
    }),
    ("token.rate_limited", 7, |home| no_token(home, Fault::status(429))),
    ("token.unavailable", 1, |home| no_token(home, Fault::status(503))),
    ("token.unreachable", 5, |home| no_token(home, Fault::close())),
    ("token.unusable", 1, |home| no_token(home, Fault::status(200).body("horse"))),
];

fn run(home: &Scene, arguments: &[&str]) -> Finished {
    Finished::run(&mut home.bare(arguments))
}

fn get(home: &Scene, arguments: &[&str]) -> Finished {
    Finished::run(home.as_user(&["get"]).args(arguments))
}

/// A request that meets this.
fn met(home: &Scene, fault: Fault) -> Finished {
    home.sandbox.script_for("/api/accounts", fault.always());
    get(home, &[PATH])
}

/// One whose token meets this.
fn no_token(home: &Scene, fault: Fault) -> Finished {
    home.sandbox
        .script_for("/api/v1/oauth2/token", fault.always());
    Finished::run(&mut home.as_client(&["get", PATH]))
}

fn in_file(home: &Scene, text: &str, arguments: &[&str]) -> Finished {
    use std::os::unix::fs::PermissionsExt as _;

    let file = home.profile_file();
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(&file, text).expect("a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("ours");
    run(home, arguments)
}

const PATH: &str = "/accounts/{accountId}/subscriptions";
