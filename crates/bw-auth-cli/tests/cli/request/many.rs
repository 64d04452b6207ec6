//! Many requests: of one run, of many runs, and of many processes at once.

use std::process::{Child, Stdio};

use bw_auth_sandbox::Fault;

use crate::scene::{Finished, Scene};

#[test]
fn get_reads_many_paths_and_asks_for_one_token() {
    let home = Scene::new();
    let paths = format!(
        "{SUBSCRIPTIONS}\n\n{SETTINGS}\r\n{}{SETTINGS}",
        format!("{SUBSCRIPTIONS}\n").repeat(20)
    );
    let mut command = home.as_client(&["get", "-", "--no-cache"]);
    let got = Finished::fed(&mut command, paths.as_bytes());
    assert_eq!(got.code, Some(0), "{got:?}");
    assert_eq!(got.out.matches("<SubscriptionsResponse").count(), 21);
    assert_eq!(got.out.matches("<EdgeManagementSettings").count(), 2);
    assert!(got.out.ends_with('\n'), "{got:?}");
    let lines: Vec<_> = got.err.lines().collect();
    assert_eq!(lines.len(), 23);
    assert_eq!(lines[1], format!("200 OK {SETTINGS}"));
    assert_eq!(home.sandbox.token_requests(), 1);
}

#[test]
fn get_goes_on_after_an_answer_and_stops_without_one() {
    let home = Scene::new();
    let forbidden = "/accounts/{accountId}/tns";
    let paths = format!("{SUBSCRIPTIONS}\n{forbidden}\n/accounts/77/tns\n{SETTINGS}\n");
    let got = Finished::fed(&mut home.as_client(&["get", "-"]), paths.as_bytes());
    assert_eq!(got.code, Some(2), "{got:?}");
    assert!(got.out.contains("<EdgeManagementSettings"), "{got:?}");
    for line in [
        format!("403 Forbidden {forbidden}"),
        "401 Unauthorized /accounts/77/tns".into(),
        format!("200 OK {SETTINGS}"),
    ] {
        assert!(got.err.lines().any(|said| said == line), "{got:?}");
    }

    home.sandbox
        .script_for("/api/accounts", Fault::delay(core::time::Duration::ZERO));
    let prefix = format!("/api/accounts/{}/products", home.sandbox.account_id());
    home.sandbox.script_for(&prefix, Fault::close().always());
    let paths = format!("{SUBSCRIPTIONS}\n{SETTINGS}\n{SUBSCRIPTIONS}\n");
    let got = Finished::fed(&mut home.as_client(&["get", "-"]), paths.as_bytes());
    assert_eq!(got.code, Some(5), "{got:?}");
    assert_eq!(got.out.matches("<SubscriptionsResponse").count(), 1);
}

#[test]
fn a_thousand_runs_make_one_token_request() {
    let home = Scene::new();
    for _ in 0..1_000 {
        let got = Finished::run(&mut home.as_client(&["get", SUBSCRIPTIONS]));
        assert_eq!(got.code, Some(0), "{got:?}");
    }
    assert_eq!(home.sandbox.token_requests(), 1);
}

#[test]
fn fifty_processes_at_once_make_one_token_request() {
    let home = Scene::new();
    let started: Vec<Child> = (0..50)
        .map(|_| {
            let mut command = home.as_client(&["get", SUBSCRIPTIONS]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().expect("the program runs")
        })
        .collect();
    for child in started {
        let got = Finished::of(&child.wait_with_output().expect("it ends"));
        assert_eq!(got.code, Some(0), "{got:?}");
    }
    assert_eq!(home.sandbox.token_requests(), 1);
}

#[test]
fn without_the_cache_each_run_asks_for_a_token_and_none_is_kept() {
    let home = Scene::new();
    for _ in 0..2 {
        let mut command = home.as_client(&["get", SUBSCRIPTIONS, "--no-cache"]);
        assert_eq!(Finished::run(&mut command).code, Some(0));
    }
    assert_eq!(home.sandbox.token_requests(), 2);
    assert!(!home.path("cache").exists());
}

const SUBSCRIPTIONS: &str = "/accounts/{accountId}/subscriptions";
const SETTINGS: &str = "/accounts/{accountId}/products/edgemanagement/settings";
