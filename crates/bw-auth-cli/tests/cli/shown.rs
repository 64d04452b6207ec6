//! What is never shown: values in the wrong place, and what a terminal would obey.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use base64ct::{Base64UrlUnpadded, Encoding as _};

use crate::scene::{Finished, Scene};
use crate::{program, text};

#[test]
fn nothing_of_a_value_in_the_wrong_place_is_shown() {
    let secret = "correct-horse-battery";
    for (arguments, code) in [
        (&["correct-horse-battery"] as &[&str], 64),
        (&["login", "correct-horse-battery"], 64),
        (&["login", "--secret-stdin=correct-horse-battery"], 64),
        (&["login", "--password=correct-horse-battery"], 64),
        (&["login", "--environment", secret], 64),
        (&["explain", secret], 64),
        (&["explain", "--environment", secret], 64),
        (&["explain", "--account", "correct-horse-battery/"], 64),
        (&["explain", "--profile", secret], 3),
        (&["logout", "--profile", secret], 3),
        (&["doctor", "--wait", secret], 64),
        (&["doctor", "--site", "correct-horse-battery/"], 64),
        (&["doctor", "--profile", secret], 3),
        (&["doctor", "--compare", secret, "another"], 3),
        (&["get", "/accounts/1/orders", secret], 64),
        (&["get", "/accounts/1/orders", "--service", secret], 64),
        (&["get", "/accounts/1/orders", "--profile", secret], 3),
        (&["get", "/accounts/1/orders", "--header", secret], 64),
        (&["request", "correct horse battery", "/"], 64),
        (&["header", "--ca", secret], 3),
        (&["sandbox", "--listen", secret], 64),
        (&["sandbox", "--ca-out", "/correct/horse"], 1),
        (&["completions", secret], 64),
        (&["doctor", "<correct-horse>"], 64),
        (&["doctor", "--correct-horse"], 64),
        (&["doctor", "--account", "--correct-horse=1"], 64),
        (&["doctor", "--account=-correct-horse/"], 64),
        (&["doctor", "--", "--correct-horse"], 64),
        (&["help", "-correct-horse"], 64),
        (&["help", "<correct-horse>"], 64),
        (&["--correct-horse"], 64),
        (&["get", "--correct-horse"], 64),
    ] {
        let refused = program(arguments)
            .env("BANDWIDTH_USERNAME", "jdoe")
            .env("BANDWIDTH_PASSWORD", "sesame")
            .output()
            .expect("the program runs");
        let all = format!("{}{}", text(&refused.stdout), text(&refused.stderr));
        assert_eq!(refused.status.code(), Some(code), "{arguments:?}: {all}");
        assert!(!all.contains("horse"), "{arguments:?}: {all}");
    }
}

/// What the program knows is no secret, and a message without it would help nobody.
#[test]
fn what_the_command_line_knows_is_shown() {
    for (arguments, known) in [
        (
            &["doctor", "--wait", "5", "--wait", "5"] as &[&str],
            "--wait <SECONDS>",
        ),
        (
            &["doctor", "--sandbox", "--profile", "x"],
            "--profile <NAME>",
        ),
        (&["doctor", "--compare", "old"], "--compare <OLD> <NEW>"),
    ] {
        let refused = program(arguments).output().expect("the program runs");
        let message = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(64), "{arguments:?}: {message}");
        assert!(message.contains(known), "{arguments:?}: {message}");
    }
}

#[test]
fn a_terminal_gets_no_control_character_of_anybody_elses() {
    let home = Scene::new();
    let file = home.profile_file();
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    let profile = "[\"red\\u001b[31m\"]\nusername = \"jdoe\"\npassword = \"sesame\"\naccount_id = \"\\u001b[31m\"\n";
    fs::write(&file, profile).expect("a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("ours");
    for arguments in [
        &["profiles"] as &[&str],
        &["profiles", "--json"],
        &["explain"],
        &["explain", "--json"],
        &["doctor"],
        &["logout"],
    ] {
        let mut command = home.bare(arguments);
        let ended = Finished::run(command.env("BANDWIDTH_PROFILE", "red\u{1b}[31m"));
        let all = ended.all();
        assert!(all.contains("red\\"), "{arguments:?}: {all}");
        assert!(!all.contains('\u{1b}'), "{arguments:?}: {all:?}");
    }
}

/// By these a name can look like another.
#[test]
fn a_terminal_gets_no_character_that_turns_the_direction_of_writing() {
    let turning = ['\u{61c}', '\u{200f}', '\u{202e}', '\u{2066}'];
    let name = format!("red{}", String::from_iter(turning));
    let home = Scene::new();
    let login = ["login", "--profile", &name, "--username", &name];
    let mut login = home.bare(&login);
    let kept = Finished::fed(login.arg("--secret-stdin"), b"sesame-sesame");
    let said = [
        &["profiles"] as &[&str],
        &["profiles", "--json"],
        &["explain"],
        &["explain", "--json"],
        &["get", "/accounts/1/subscriptions", "--ca", &home.ca()],
    ]
    .map(|arguments| {
        let mut command = home.bare(arguments);
        Finished::run(command.env("BANDWIDTH_PROFILE", &name))
    });
    for ended in said.iter().chain([&kept]) {
        let all = ended.all();
        assert!(all.contains("red\\u"), "{all}");
        assert!(!all.contains(turning), "{all:?}");
    }
    let json: serde_json::Value = serde_json::from_str(&said[1].out).expect("JSON");
    assert_eq!(json[0]["principal"], name.as_str());
}

#[test]
fn a_listing_shows_no_value_that_is_none() {
    let home = Scene::new();
    let file = home.profile_file();
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    let profile = "[default]\naccount_id = \"correct/horse\"\nenvironment = \"battery-horse\"\n";
    fs::write(&file, profile).expect("a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("ours");
    for arguments in [&["profiles"] as &[&str], &["profiles", "--json"]] {
        let all = Finished::run(&mut home.bare(arguments)).all();
        assert!(all.contains("default"), "{all}");
        assert!(!all.contains("horse"), "{all}");
    }
}

#[test]
fn what_a_token_says_of_itself_is_nothing_that_a_terminal_obeys() {
    let home = Scene::new();
    let encode = |part: &str| Base64UrlUnpadded::encode_string(part.as_bytes());
    let long = "r".repeat(5_000);
    let claims =
        format!(r#"{{"accounts":["920012","\u001b[31m"],"roles":["\u001b[31m","{long}"]}}"#);
    let token = [r#"{"alg":"none"}"#, &claims, "signature"]
        .map(encode)
        .join(".");
    for arguments in [&["doctor"] as &[&str], &["doctor", "--account", "77"]] {
        let mut command = home.online(arguments);
        let ended = Finished::run(command.env("BANDWIDTH_ACCESS_TOKEN", &token));
        let all = ended.all();
        assert!(all.contains("920012"), "{all}");
        assert!(!all.contains('\u{1b}'), "{all:?}");
        assert!(!all.contains(&"r".repeat(65)), "it is cut");
    }
}
