//! Another process that holds up the tokens: what that costs is a part of the request's time.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::time::Duration;

use bw_auth_sandbox::Fault;

use crate::scene::{Finished, Scene};

/// Its lease goes on for longer than the request may take.
#[test]
fn one_that_was_killed_while_it_fetched_a_token_does_not_use_up_the_time() {
    let home = Scene::new();
    home.sandbox.script_for(TOKEN, Fault::hang().always());
    let mut first = home.as_client(&["get", SUBSCRIPTIONS]);
    first.stdout(Stdio::null()).stderr(Stdio::null());
    let mut first = first.spawn().expect("the program runs");
    let is_asked = home.sandbox.wait_for(Duration::from_secs(60), |requests| {
        requests.iter().any(|request| request.path == TOKEN)
    });
    assert!(is_asked, "it asks for a token");
    first.kill().expect("it runs");
    first.wait().expect("it ends");
    home.sandbox.clear_script();

    let mut second = home.as_client(&["get", SUBSCRIPTIONS, "--timeout", "8"]);
    let got = Finished::run(&mut second);
    assert_eq!(got.code, Some(0), "{got:?}");
    let lines: Vec<_> = got.err.lines().collect();
    assert_eq!(lines.len(), 2, "{got:?}");
    assert!(lines[0].contains("waiting for another process"), "{got:?}");
    assert_eq!(lines[1], "200 OK");
}

#[test]
fn one_that_holds_the_lock_and_hangs_does_not_use_up_the_time() {
    let home = Scene::new();
    let folder = home.path("cache/bw-auth");
    fs::create_dir_all(&folder).expect("a folder");
    fs::set_permissions(&folder, Permissions::from_mode(0o700)).expect("it is ours");
    let held = File::create(folder.join("lock")).expect("a file");
    fs4::FileExt::lock(&held).expect("nobody has it");

    let mut command = home.as_client(&["get", SUBSCRIPTIONS, "--timeout", "4"]);
    let got = Finished::run(&mut command);
    assert_eq!(got.code, Some(0), "{got:?}");
    assert!(got.err.contains("[token_store.locked]"), "{got:?}");
    assert!(got.err.ends_with("200 OK\n"), "{got:?}");
}

const SUBSCRIPTIONS: &str = "/accounts/{accountId}/subscriptions";
const TOKEN: &str = "/api/v1/oauth2/token";
