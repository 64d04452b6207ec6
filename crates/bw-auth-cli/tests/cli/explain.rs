//! `bw-auth explain`: what would be used and why, without a word of a secret.

use serde_json::Value;

use crate::home::Home;

const USER: [(&str, &str); 3] = [
    ("BANDWIDTH_USERNAME", "jdoe"),
    ("BANDWIDTH_PASSWORD", "correct-horse-battery-staple"),
    ("BANDWIDTH_ACCOUNT_ID", "920012"),
];

#[test]
fn what_is_used_is_explained() {
    let home = Home::new();
    let text = home.run(&["explain"], &USER);
    assert_eq!((text.code, text.stderr.as_str()), (Some(0), ""));
    for line in [
        "credentials  basic jdoe (environment BANDWIDTH_*, generation 1)\n",
        "account      920012, from BANDWIDTH_ACCOUNT_ID\n",
        "environment  production, by default\n",
    ] {
        assert!(
            text.stdout.contains(line),
            "no {line:?} in:\n{}",
            text.stdout
        );
    }
    let json = home.run(&["explain", "--json"], &USER);
    let value: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(value["credentials"]["principal"], "jdoe");
    assert_eq!(json.code, Some(0));
}

#[test]
fn options_stand_before_everything_else() {
    let home = Home::new();
    let options = [
        "explain",
        "--environment",
        "uat",
        "--account",
        "77",
        "--json",
    ];
    let json = home.run(&options, &USER);
    let value: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(value["environment"]["name"], "test");
    assert_eq!(value["account"]["id"], "77");
    assert_eq!(value["credentials"]["principal"], "jdoe");

    home.write(
        "XDG_CONFIG_HOME/bw-auth/credentials.toml",
        "[staging]\nclient_id = \"CLI-5f2a\"\nclient_secret = \"staple\"\n",
    );
    let text = home.run(&["explain", "--profile", "staging"], &USER);
    assert_eq!(text.code, Some(0));
    assert!(
        text.stdout
            .starts_with("credentials  client_credentials CLI-5f2a"),
        "{}",
        text.stdout
    );
    text.assert_hides("staple");
}

#[test]
fn what_is_missing_or_wrong_ends_with_3() {
    let home = Home::new();
    for (variables, code) in [
        (&[] as &[(&str, &str)], "source.not_configured"),
        (&USER[..1], "source.half_set"),
    ] {
        let text = home.run(&["explain"], variables);
        assert_eq!((text.code, text.stderr.as_str()), (Some(3), ""));
        assert!(text.stdout.contains(code), "{}", text.stdout);
        let json = home.run(&["explain", "--json"], variables);
        let value: Value = serde_json::from_str(&json.stdout).expect("JSON");
        assert_eq!(value["error"]["code"], code);
        assert_eq!(json.code, Some(3));
    }
}

/// A full disk, as a pipe that nobody reads from, is told and no panic.
#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_ends_with_1() {
    let full = std::fs::File::options().write(true).open("/dev/full");
    let mut command = Home::new().command(&["explain"], USER);
    let ended = command.stdout(full.expect("a device")).output();
    let ended = crate::home::Ended::of(&ended.expect("the program runs"));
    assert_eq!(ended.code, Some(1));
    assert!(
        ended
            .stderr
            .starts_with("bw-auth: the output cannot be written"),
        "{}",
        ended.stderr
    );
}
