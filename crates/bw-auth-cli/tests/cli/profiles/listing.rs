//! `bw-auth profiles`.

use std::fs;

use serde_json::{Value, json};

use super::file::home_with;
use crate::scene::{Finished, Scene};

#[test]
fn profiles_lists_what_there_is_without_a_secret() {
    let home = Scene::new();
    let trace = home.path("helper ran");
    let text = FILE.replace("TRACE", trace.to_str().expect("UTF-8"));
    let home = {
        let with = home_with(&text);
        drop(home);
        with
    };
    let got = Finished::run(&mut home.bare(&["profiles", "--json"]));
    assert_eq!((got.code, got.err.as_str()), (Some(0), ""), "{got:?}");
    let said: Value = serde_json::from_str(&got.out).expect("JSON");
    let entry = |name: &str,
                 scheme: &str,
                 principal: Option<&str>,
                 account: Option<&str>,
                 environment: Option<&str>,
                 error: Option<&str>| {
        json!({
            "profile": name, "scheme": scheme, "principal": principal, "account_id": account,
            "environment": environment, "error": error,
        })
    };
    let (live, test) = (Some("production"), Some("test"));
    let wanted = [
        entry(
            "client",
            "client_credentials",
            Some("CLI-1"),
            Some("920012"),
            live,
            None,
        ),
        entry("user", "basic", Some("jdoe"), None, test, None),
        entry("token", "bearer", Some("token"), None, live, None),
        entry("helped", "helper", None, Some("77"), test, None),
        entry(
            "half",
            "unusable",
            None,
            None,
            None,
            Some("source.half_set"),
        ),
        entry(
            "both",
            "unusable",
            None,
            None,
            None,
            Some("source.two_schemes"),
        ),
        entry("nothing", "none", None, None, None, None),
    ];
    assert_eq!(said, Value::from_iter(wanted));
    assert!(!got.all().contains("sesame"), "{got:?}");
    assert!(!trace.exists(), "the helper was run");

    // What else is set up on the machine changes nothing.
    let mut command = home.bare(&["profiles"]);
    let got = Finished::run(command.env("BANDWIDTH_USERNAME", "half set"));
    assert_eq!(got.code, Some(0), "{got:?}");
    let line = |name: &str| got.out.lines().find(|line| line.starts_with(name));
    assert_eq!(
        got.out.lines().next(),
        Some("profile\tscheme\tprincipal\taccount\tenvironment")
    );
    assert_eq!(line("user"), Some("user\tbasic\tjdoe\t-\ttest"));
    assert!(
        line("half").expect(&got.out).contains("source.half_set"),
        "{got:?}"
    );
    assert!(!got.all().contains("sesame"), "{got:?}");
}

#[test]
fn no_file_is_no_error_and_an_open_one_is() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = Scene::new();
    assert_eq!(
        Finished::run(&mut home.bare(&["profiles", "--json"])).out,
        "[]\n"
    );
    let got = Finished::run(&mut home.bare(&["profiles"]));
    assert!(got.out.starts_with("no profiles in "), "{got:?}");

    let home = home_with("[default]\nusername = \"jdoe\"\npassword = \"sesame\"\n");
    let open = fs::Permissions::from_mode(0o644);
    fs::set_permissions(home.profile_file(), open).expect("it is ours");
    let got = Finished::run(&mut home.bare(&["profiles"]));
    assert_eq!((got.code, got.out.as_str()), (Some(3), ""), "{got:?}");
    assert!(got.err.contains("[source.profile_mode]"), "{got:?}");
    assert!(!got.err.contains("named by"), "{got:?}");
}

#[test]
fn a_key_outside_of_a_profile_is_refused_as_elsewhere() {
    let home = home_with("\nCorrectHorse = \"920012\"\n\n[default]\nhelper = [\"true\"]\n");
    for arguments in [
        &["profiles"] as &[&str],
        &["profiles", "--json"],
        &["explain"],
    ] {
        let got = Finished::run(&mut home.bare(arguments));
        assert_eq!(got.code, Some(3), "{got:?}");
        assert!(got.all().contains("source.profile_type"), "{got:?}");
        assert!(got.all().contains("line 2 "), "{got:?}");
        assert!(!got.all().contains("Horse"), "{got:?}");
    }
}

const FILE: &str = r#"
client.client_id = "CLI-1"
client.client_secret = "sesame"
client.account_id = "920012"

[user]
username = "jdoe"
password = "sesame"
environment = "uat"

[token]
access_token = "sesame"

[helped]
helper = ["touch", "TRACE"]
account_id = "77"
environment = "test"

[half]
client_secret = "sesame"

[both]
username = "jdoe"
password = "sesame"
client_id = "CLI-1"
client_secret = "sesame"

[nothing]
"#;

#[test]
fn a_file_that_requests_would_not_read_is_too_large_for_all() {
    let profile = "[default]\nusername = \"jdoe\"\npassword = \"sesame-sesame\"\n";
    for (size, code) in [(64 * 1024, 0), (64 * 1024 + 1, 3)] {
        let home = home_with(&format!("{profile}{}", "#".repeat(size - profile.len())));
        for arguments in [&["explain"] as &[&str], &["profiles"], &["logout"]] {
            let ended = Finished::run(&mut home.bare(arguments));
            assert_eq!(ended.code, Some(code), "{arguments:?}: {ended:?}");
            let is_told = ended.all().contains("has more than 65536 bytes");
            assert_eq!(is_told, code == 3, "{arguments:?}: {ended:?}");
        }
    }
    let home = home_with(&"#".repeat(64 * 1024 + 1));
    let login = ["login", "--client-id", "CLI-1", "--secret-stdin"];
    let ended = Finished::fed(&mut home.bare(&login), b"sesame-sesame");
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.err.contains("[source.file_too_large]"), "{ended:?}");
}
