//! How a secret comes in, and that it goes nowhere else.

use super::file::{file, home_with};
use crate::scene::{Finished, Scene};

#[test]
fn one_line_end_is_dropped_and_no_other_character() {
    for (input, kept) in [
        ("sesame", "sesame"),
        ("sesame\n", "sesame"),
        ("sesame\r\n", "sesame"),
        (" sesame ", " sesame "),
    ] {
        let home = Scene::new();
        let got = Finished::fed(&mut home.bare(LOGIN), input.as_bytes());
        assert_eq!(got.code, Some(0), "{got:?}");
        got.assert_hides("sesame");
        let password = format!("\npassword = \"{kept}\"\n");
        assert!(file(&home).contains(&password), "{input:?}");
    }
}

#[test]
fn a_secret_in_the_place_of_nothing_is_not_shown() {
    let home = Scene::new();
    for argument in ["--secret-stdin=sesame", "--password=sesame", "sesame"] {
        let arguments = ["login", "--username", "jdoe", argument];
        let got = Finished::run(&mut home.bare(&arguments));
        assert_eq!(got.code, Some(64), "{got:?}");
        got.assert_hides("sesame");
    }
}

#[test]
fn a_secret_that_no_request_could_carry_is_not_kept() {
    let before = "[default]\nusername = \"jdoe\"\npassword = \"old\"\n";
    for input in [
        "",
        "\n",
        "sesame\n\n",
        "sesame\nsesame",
        "sesame\r",
        "se\u{7}same",
    ] {
        let home = home_with(before);
        let got = Finished::fed(&mut home.bare(LOGIN), input.as_bytes());
        assert_eq!(got.code, Some(3), "{input:?}: {got:?}");
        assert!(got.err.contains("[credentials."), "{got:?}");
        assert!(!got.all().contains("same"), "{got:?}");
        assert_eq!(file(&home), before);

        let empty = Scene::new();
        assert_eq!(
            Finished::fed(&mut empty.bare(LOGIN), input.as_bytes()).code,
            Some(3)
        );
        assert!(!empty.path("config").exists());
    }
    let home = home_with(before);
    let arguments = ["login", "--username", "j:doe", "--secret-stdin"];
    let got = Finished::fed(&mut home.bare(&arguments), b"sesame");
    assert_eq!(got.code, Some(3), "{got:?}");
    let too_long = vec![b'x'; 70_000];
    assert_eq!(
        Finished::fed(&mut home.bare(LOGIN), &too_long).code,
        Some(64)
    );
    assert_eq!(
        Finished::fed(&mut home.bare(LOGIN), b"\xff\xfe").code,
        Some(1)
    );
    assert_eq!(file(&home), before);
}

/// What is wrong with the rest of the profile is told before anything is put in place.
#[test]
fn a_profile_that_could_not_be_used_is_not_put_in_place() {
    let before = "[default]\nclientid = \"a slip\"\n";
    let home = home_with(before);
    let got = Finished::fed(&mut home.bare(LOGIN), b"sesame");
    assert_eq!(got.code, Some(3), "{got:?}");
    assert!(got.err.contains("[source.profile_key]"), "{got:?}");
    let path = home.profile_file();
    assert!(got.err.contains(path.to_str().expect("UTF-8")), "{got:?}");
    assert_eq!(file(&home), before);
    let folder = path.parent().expect("a folder").read_dir();
    let left = folder
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name());
    let mut left: Vec<_> = left.collect();
    left.sort();
    assert_eq!(left, ["credentials.toml", "credentials.toml.lock"]);
}

#[test]
fn a_secret_is_never_an_argument() {
    let home = Scene::new();
    for rest in [
        &["sesame"] as &[&str],
        &["--password", "sesame"],
        &["--secret=sesame"],
    ] {
        let arguments = [&["login", "--username", "jdoe"], rest].concat();
        let got = Finished::run(&mut home.bare(&arguments));
        assert_eq!(got.code, Some(64), "{got:?}");
        assert!(got.err.contains("argument"), "{got:?}");
        got.assert_hides("sesame");
    }
    // Nobody is there to be asked.
    for arguments in [
        &["login"] as &[&str],
        &["login", "--username", "jdoe"],
        &["login", "--secret-stdin"],
    ] {
        let got = Finished::fed(&mut home.bare(arguments), b"sesame");
        assert_eq!(got.code, Some(64), "{got:?}");
    }
    assert!(!home.path("config").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn on_a_terminal_the_secret_is_asked_for_and_not_shown() {
    let home = Scene::new();
    let mut terminal = Terminal::of_login(&home);
    terminal.until(b"Client id: ");
    terminal.types(b"CLI-5f2a\n");
    terminal.until(b"Client secret: ");
    terminal.until_it_shows_nothing();
    terminal.types(b"sesame\n");
    let (is_fine, rest) = terminal.ended();
    assert!(is_fine, "{rest}");
    assert!(!rest.contains("sesame"), "{rest}");
    let wanted = "[default]\nclient_id = \"CLI-5f2a\"\nclient_secret = \"sesame\"\n";
    assert_eq!(file(&home), wanted);
}

#[test]
#[cfg(target_os = "linux")]
fn who_types_a_secret_is_told_where_the_profile_has_it_sent() {
    let home = home_with(WITH_TOKEN_URL);
    let mut terminal = Terminal::of_login(&home);
    terminal.until(b"Client id: ");
    terminal.types(b"CLI-2\n");
    terminal.until(b"Client secret, for https://token.example, which is the profile's token_url: ");
    terminal.until_it_shows_nothing();
    terminal.types(b"sesame\n");
    assert!(terminal.ended().0);
}

#[test]
fn login_says_where_a_token_url_that_was_there_sends_the_secret() {
    let sent = "the secret is sent to https://token.example, since the profile has a token_url; ";
    for (before, option, is_said) in [
        (WITH_TOKEN_URL, "--client-id", true),
        // Nothing of an API user's goes there.
        (WITH_TOKEN_URL, "--username", false),
        ("", "--client-id", false),
    ] {
        let home = home_with(before);
        let login = ["login", option, "CLI-2", "--secret-stdin"];
        let ended = Finished::fed(&mut home.bare(&login), b"sesame");
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert_eq!(ended.out.contains(sent), is_said, "{ended:?}");
    }
}

/// Kept as something else than what was typed it would be refused later, and nobody would know why.
#[test]
#[cfg(target_os = "linux")]
fn a_typed_secret_that_is_no_text_is_refused() {
    let home = Scene::new();
    let mut terminal = Terminal::of_login(&home);
    terminal.until(b"Client id: ");
    terminal.types(b"CLI-5f2a\n");
    terminal.until(b"Client secret: ");
    terminal.until_it_shows_nothing();
    terminal.types(b"ses\xe4me\n");
    let (is_fine, rest) = terminal.ended();
    assert!(!is_fine, "{rest}");
    assert!(rest.contains("[cli.unreadable]"), "{rest}");
    assert!(!rest.contains("ses"), "{rest}");
    assert!(!home.profile_file().exists());
}

#[test]
#[cfg(target_os = "linux")]
fn who_names_no_client_is_not_asked_for_its_secret() {
    for typed in [b"\x04" as &[u8], b"\n"] {
        let home = Scene::new();
        let mut terminal = Terminal::of_login(&home);
        terminal.until(b"Client id: ");
        terminal.types(typed);
        let (is_fine, rest) = terminal.ended();
        assert!(!is_fine, "{rest}");
        assert!(!rest.contains("Client secret"), "{rest}");
        assert!(rest.contains("[cli.usage]"), "{rest}");
    }
}

/// `bw-auth login` at a terminal, which `script` lends it.
#[cfg(target_os = "linux")]
struct Terminal {
    child: std::process::Child,
    stdin: std::process::ChildStdin,
    out: std::io::BufReader<std::process::ChildStdout>,
    tty: String,
}

#[cfg(target_os = "linux")]
impl Terminal {
    fn of_login(home: &Scene) -> Self {
        use std::io::{BufRead as _, BufReader};
        use std::process::{Command, Stdio};

        let mut script = Command::new("script");
        home.furnish(&mut script);
        let login = format!("tty; exec {} login", env!("CARGO_BIN_EXE_bw-auth"));
        script
            .args(["--quiet", "--return", "--command", &login, "/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = script.spawn().expect("script runs");
        let stdin = child.stdin.take().expect("a pipe");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut tty = String::new();
        out.read_line(&mut tty).expect("text");
        Self {
            child,
            stdin,
            out,
            tty,
        }
    }

    fn until(&mut self, end: &[u8]) {
        use std::io::Read as _;

        let mut said = Vec::new();
        while !said.ends_with(end) {
            let mut byte = [0];
            self.out.read_exact(&mut byte).expect("it goes on");
            said.extend(byte);
        }
    }

    /// The terminal itself tells when it shows nothing any more: right after the prompt it still may.
    fn until_it_shows_nothing(&self) {
        let shows = || {
            let mut stty = std::process::Command::new("stty");
            let stty = stty.args(["-a", "-F", self.tty.trim()]).output();
            let said = String::from_utf8(stty.expect("stty runs").stdout).expect("text");
            !said.split_whitespace().any(|word| word == "-echo")
        };
        assert!((0..10_000).any(|_| !shows()), "it is shown");
    }

    fn types(&mut self, text: &[u8]) {
        std::io::Write::write_all(&mut self.stdin, text).expect("it reads");
    }

    /// Whether it ended well, and the rest of what it showed. Nobody types any more.
    fn ended(mut self) -> (bool, String) {
        drop(self.stdin);
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut self.out, &mut rest).expect("text");
        (self.child.wait().expect("it ends").success(), rest)
    }
}

const WITH_TOKEN_URL: &str = "[default]\nclient_id = \"CLI-1\"\nclient_secret = \"sesame\"\ntoken_url = \"https://token.example/oauth2/token\"\n";
const LOGIN: &[&str] = &["login", "--username", "jdoe", "--secret-stdin"];
