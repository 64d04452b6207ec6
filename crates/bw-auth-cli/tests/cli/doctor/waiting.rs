//! `--wait`: an init container that holds a program back until its credentials work.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Stdio};

use bw_auth_sandbox::Fault;
use bw_auth_testkit::assert_no_secret_in;

use super::Clinic;

#[test]
fn a_service_in_trouble_is_waited_for() {
    let clinic = Clinic::open();
    // All that a check asks for while no order is listed, once.
    clinic.sandbox.script(Fault::status(503).times(3));
    let ended = clinic.run(&clinic.right_user(), &["--wait", "60"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    assert!(
        ended.stderr.starts_with("bw-auth: not yet (service)"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_token_endpoint_in_trouble_is_waited_for_and_the_wait_is_told_in_tenths_of_a_second() {
    let clinic = Clinic::open();
    clinic
        .sandbox
        .script_for("/api/v1/oauth2/token", Fault::status(503));
    let ended = clinic.run(&clinic.right_client(), &["--wait", "60"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
    // What is left of a pause that was shortened by chance.
    let wait = ended.stderr.trim_end().split_once("the next look is in ");
    let seconds = wait.and_then(|(_, wait)| wait.strip_suffix(" s"));
    let decimals = seconds.and_then(|seconds| Some(seconds.split_once('.')?.1.len()));
    assert_eq!(decimals, Some(1), "{}", ended.stderr);
}

#[test]
fn what_was_refused_is_not_sent_again() {
    let clinic = Clinic::open();
    for (variables, verdict) in [
        (clinic.user("not-the-password"), "secret_or_account"),
        // For another secret of the same client the token endpoint's pause is none.
        (clinic.client("not-the-secret"), "secret"),
    ] {
        let before = clinic.sandbox.requests().len();
        let ended = clinic.run(&variables, &["--wait", "2"]);
        assert_eq!(ended.code, Some(2), "{}", ended.stdout);
        let (shown, told) = (
            format!("{verdict}: "),
            format!("bw-auth: not yet ({verdict})"),
        );
        assert!(ended.stdout.contains(&shown), "{}", ended.stdout);
        assert!(ended.stderr.contains(&told), "{}", ended.stderr);
        assert_eq!(clinic.sandbox.requests().len(), before + 1);
    }
}

#[test]
fn a_secret_that_is_mounted_late_or_replaced_is_taken() {
    let clinic = Clinic::open();
    let (user, client) = (clinic.sandbox.username(), clinic.sandbox.client_id());
    let (password, secret) = (clinic.sandbox.password(), clinic.sandbox.client_secret());
    for (variables, name, secret, verdict) in [
        (
            ["BANDWIDTH_USERNAME_FILE", "BANDWIDTH_PASSWORD_FILE"],
            user,
            password,
            "secret_or_account",
        ),
        (
            ["BANDWIDTH_CLIENT_ID_FILE", "BANDWIDTH_CLIENT_SECRET_FILE"],
            client,
            secret,
            "secret",
        ),
    ] {
        replaced(&clinic, variables, [name, secret], verdict);
    }
}

fn replaced(clinic: &Clinic, variables: [&str; 2], right: [&str; 2], verdict: &str) {
    let before = clinic.sandbox.requests().len();
    let [name_file, secret_file] = variables.map(str::to_lowercase);
    let name = clinic.home.write(&name_file, right[0]);
    let secret = clinic.home.path().join(&secret_file);
    let (arguments, variables) = (
        clinic.arguments(&["--wait", "60"]),
        [
            (variables[0], name.as_os_str()),
            (variables[1], secret.as_os_str()),
            ("BANDWIDTH_ACCOUNT_ID", clinic.sandbox.account_id().as_ref()),
            ("HTTPS_PROXY", clinic.proxy.as_ref()),
        ],
    );
    let mut command = clinic.home.command(&arguments, variables);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = Running(child.expect("the program runs"));
    let mut said = BufReader::new(child.0.stderr.take().expect("a pipe")).lines();
    let mut next = |verdict: &str| {
        let is_it = |line: &String| line.contains(verdict);
        let line = said.by_ref().map_while(Result::ok).find(is_it);
        assert!(line.is_some(), "it never said {verdict}");
    };

    next("not yet (misconfigured)");
    clinic.home.write(&secret_file, "not-the-secret");
    next(&format!("not yet ({verdict})"));
    clinic.home.write(&secret_file, right[1]);
    let mut shown = String::new();
    let mut stdout = child.0.stdout.take().expect("a pipe");
    stdout.read_to_string(&mut shown).expect("text");
    assert_eq!(child.0.wait().expect("it ends").code(), Some(0), "{shown}");
    assert!(shown.contains("accepted: "), "{shown}");
    assert_no_secret_in(right[1], &shown);
    let sent = clinic.sandbox.requests();
    let refused = sent.iter().skip(before);
    let refused = refused.filter(|request| request.status == Some(401));
    assert_eq!(refused.count(), 1);
}

#[test]
fn an_account_or_a_token_url_that_was_mended_is_tried_with_the_same_secret() {
    let clinic = Clinic::open();
    let profile = |more: &str| {
        let (id, secret) = (clinic.sandbox.client_id(), clinic.sandbox.client_secret());
        let text = format!("[default]\nclient_id = \"{id}\"\nclient_secret = \"{secret}\"\n{more}");
        clinic
            .home
            .write("XDG_CONFIG_HOME/bw-auth/credentials.toml", &text);
    };
    let token_url = "token_url = \"https://test.api.bandwidth.com/api/v1/oauth2/token\"\n";
    profile(token_url);
    let arguments = clinic.arguments(&["--wait", "60"]);
    let mut command = clinic
        .home
        .command(&arguments, [("HTTPS_PROXY", &clinic.proxy)]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = Running(child.expect("the program runs"));
    let mut said = BufReader::new(child.0.stderr.take().expect("a pipe")).lines();
    let mut next = |verdict: &str| {
        let is_it = |line: &String| line.contains(verdict);
        let line = said.by_ref().map_while(Result::ok).find(is_it);
        assert!(line.is_some(), "it never said {verdict}");
    };

    next("not yet (environment)");
    profile("account_id = \"77\"\n");
    next("not yet (account)");
    profile("");
    let mut shown = String::new();
    let mut stdout = child.0.stdout.take().expect("a pipe");
    stdout.read_to_string(&mut shown).expect("text");
    assert_eq!(child.0.wait().expect("it ends").code(), Some(0), "{shown}");
    assert!(shown.contains("accepted: "), "{shown}");
}

/// It does not outlive its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It has usually ended by now.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
