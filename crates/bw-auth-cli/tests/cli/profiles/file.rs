//! The profile file, between login and logout.

use std::fs;
use std::path::PathBuf;

use crate::scene::{Finished, Scene, mode};

#[test]
fn what_login_keeps_requests_use_until_logout() {
    let home = Scene::new();
    let account = home.sandbox.account_id();
    let arguments = [
        "login",
        "--client-id",
        home.sandbox.client_id(),
        "--account",
        account,
        "--secret-stdin",
    ];
    let secret = format!("{}\n", home.sandbox.client_secret());
    let kept = Finished::fed(&mut home.bare(&arguments), secret.as_bytes());
    assert_eq!((kept.code, kept.err.as_str()), (Some(0), ""), "{kept:?}");
    let said = format!(
        "profile default: client_credentials {}, account {account}, environment production\nkept in {}\n",
        home.sandbox.client_id(),
        home.profile_file().display()
    );
    assert_eq!(kept.out, said);
    assert_eq!(mode(&home.profile_file()), 0o600);
    assert_eq!(mode(&home.path("config/bw-auth")), 0o700);

    let path = "/accounts/{accountId}/subscriptions";
    let got = Finished::run(&mut home.online(&["get", path]));
    assert_eq!(got.code, Some(0), "{got:?}");

    let left = Finished::run(&mut home.bare(&["logout"]));
    assert_eq!(left.code, Some(0), "{left:?}");
    let tokens = home.path("cache/bw-auth/tokens");
    assert!(
        left.out.contains(tokens.to_str().expect("UTF-8")),
        "{left:?}"
    );
    assert_eq!(
        Finished::run(&mut home.online(&["get", path])).code,
        Some(3)
    );
    let again = Finished::run(&mut home.bare(&["logout"]));
    assert_eq!(again.code, Some(3), "{again:?}");
    assert!(again.err.contains("[source.profile_missing]"), "{again:?}");
}

#[test]
fn logins_at_once_lose_none() {
    let home = Scene::new();
    std::thread::scope(|scope| {
        for number in 0..20 {
            let home = &home;
            scope.spawn(move || {
                let (profile, id) = (format!("p{number}"), format!("CLI-{number}"));
                let arguments = [
                    "login",
                    "--profile",
                    &profile,
                    "--client-id",
                    &id,
                    "--secret-stdin",
                ];
                let kept = Finished::fed(&mut home.bare(&arguments), b"sesame-sesame\n");
                assert_eq!(kept.code, Some(0), "{kept:?}");
            });
        }
    });
    let text = fs::read_to_string(home.profile_file()).expect("the file");
    for number in 0..20 {
        assert!(text.contains(&format!("[p{number}]")), "p{number}: {text}");
    }
}

#[test]
fn a_name_or_path_that_is_no_text_stands_for_no_other() {
    use std::os::unix::ffi::OsStrExt as _;
    let no_text = std::ffi::OsStr::from_bytes(b"/tmp/x\xff");
    let home = home_with("[default]\nusername = \"jdoe\"\npassword = \"sesame-sesame\"\n");
    let before = fs::read(home.profile_file()).expect("the file");
    let login = ["login", "--client-id", "CLI-1", "--secret-stdin"];
    for variable in ["BANDWIDTH_PROFILE", "BANDWIDTH_CREDENTIALS_FILE"] {
        for arguments in [&login[..], &["logout"]] {
            let mut command = home.bare(arguments);
            command.env(variable, no_text);
            let ended = Finished::fed(&mut command, b"sesame-sesame\n");
            assert_eq!(ended.code, Some(3), "{variable}: {ended:?}");
        }
    }
    assert_eq!(fs::read(home.profile_file()).expect("the file"), before);
}

#[test]
fn folders_behind_links_that_lead_to_nothing_yet_are_made_there() {
    use std::os::unix::fs::symlink;
    let login = ["login", "--client-id", "CLI-1", "--secret-stdin"];
    let home = Scene::new();
    symlink("elsewhere/kept", home.path("config")).expect("a link");
    symlink("there", home.path("elsewhere")).expect("a link");
    let kept = Finished::fed(&mut home.bare(&login), b"sesame-sesame\n");
    assert_eq!(kept.code, Some(0), "{kept:?}");
    assert!(home.path("config").is_symlink() && home.path("elsewhere").is_symlink());
    let file = home.path("there/kept/bw-auth/credentials.toml");
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(&home.path("there")), 0o700);

    // In a circle, and one that grows.
    for target in ["config", "config/more"] {
        let home = Scene::new();
        symlink(target, home.path("config")).expect("a link");
        let ended = Finished::fed(&mut home.bare(&login), b"sesame-sesame\n");
        assert!(matches!(ended.code, Some(1 | 3)), "{ended:?}");
    }
}

#[test]
fn a_home_that_is_no_text_is_a_home_like_any_other() {
    use std::os::unix::ffi::OsStrExt as _;
    let scene = Scene::new();
    let home = scene
        .path("")
        .join(std::ffi::OsStr::from_bytes(b"jdoe\xff"));
    for (arguments, wanted) in [
        (
            &["login", "--username", "jdoe", "--secret-stdin"] as &[&str],
            "kept in",
        ),
        (&["profiles"], "default\tbasic\tjdoe"),
        (&["explain"], "jdoe"),
        (&["logout"], "taken out"),
    ] {
        let mut command = scene.bare(arguments);
        command.env("HOME", &home).env_remove("XDG_CONFIG_HOME");
        let ended = Finished::fed(&mut command, b"sesame-sesame\n");
        assert_eq!(ended.code, Some(0), "{arguments:?}: {ended:?}");
        assert!(ended.out.contains(wanted), "{arguments:?}: {ended:?}");
    }
    assert!(home.join(".config/bw-auth/credentials.toml").exists());
}

#[test]
fn logout_of_an_api_user_speaks_of_no_token() {
    let home = home_with("[default]\nusername = \"jdoe\"\npassword = \"sesame-sesame\"\n");
    fs::create_dir_all(home.path("cache/bw-auth")).expect("a folder");
    let left = Finished::run(&mut home.bare(&["logout"]));
    assert_eq!(left.code, Some(0), "{left:?}");
    assert!(!left.out.contains("token"), "{left:?}");
}

#[test]
fn login_leaves_the_rest_of_the_file_as_it_is() {
    let home = home_with(FILE);
    let arguments = [
        "login",
        "--profile",
        "second",
        "--username",
        "jdoe",
        "--secret-stdin",
    ];
    let kept = Finished::fed(&mut home.bare(&arguments), b"new\"sesame\\");
    assert_eq!(kept.code, Some(0), "{kept:?}");
    let wanted = FILE
        .replace("auth = \"client_credentials\"\n", "")
        .replace("client_id = \"CLI-2\"\n", "")
        .replace("client_secret = \"sesame-two\"\n", "")
        .replace(
            "password = \"old\" # rotate in May",
            "password = 'new\"sesame\\' # rotate in May",
        );
    assert_eq!(file(&home), wanted);
    assert_eq!(mode(&home.profile_file()), 0o600);

    let arguments = [
        "login",
        "--profile",
        "a fourth",
        "--client-id",
        "CLI-4",
        "--environment",
        "uat",
        "--secret-stdin",
    ];
    let kept = Finished::fed(&mut home.bare(&arguments), b"sesame-four\r\n");
    assert_eq!(kept.code, Some(0), "{kept:?}");
    let table = "\n[\"a fourth\"]\nclient_id = \"CLI-4\"\nclient_secret = \"sesame-four\"\nenvironment = \"uat\"\n";
    let wanted = wanted.replace("\n# The end.\n", &format!("{table}\n# The end.\n"));
    assert_eq!(file(&home), wanted);
}

#[test]
fn logout_takes_out_the_profile_with_its_comments_and_nothing_else() {
    let home = home_with(FILE);
    let run = |name| Finished::run(&mut home.bare(&["logout", "--profile", name]));
    assert_eq!(run("first").code, Some(0));
    let start = FILE.find("# Of the first").expect("it is there");
    let end = FILE.find("# Of the second").expect("it is there");
    let (head, _) = FILE.split_at(start);
    let (_, rest) = FILE.split_at(end);
    assert_eq!(
        file(&home).replace("\n\n\n", "\n\n"),
        format!("{head}{rest}")
    );

    for name in ["second", "third"] {
        assert_eq!(run(name).code, Some(0));
    }
    let left = file(&home);
    assert!(
        left.contains("# Ours.") && left.contains("# The end."),
        "{left}"
    );
    assert!(!left.contains("sesame") && !left.contains('['), "{left}");
}

#[test]
fn a_file_behind_a_link_is_changed_where_it_is() {
    let home = Scene::new();
    let real = home.path("elsewhere.toml");
    fs::create_dir_all(home.path("config/bw-auth")).expect("a folder");
    // It leads to nothing yet, and by way of another.
    std::os::unix::fs::symlink("../../another", home.profile_file()).expect("a link");
    std::os::unix::fs::symlink(&real, home.path("another")).expect("a link");
    let arguments = ["login", "--username", "jdoe", "--secret-stdin"];
    assert_eq!(
        Finished::fed(&mut home.bare(&arguments), b"sesame").code,
        Some(0)
    );
    assert!(home.profile_file().is_symlink());
    assert!(fs::read_to_string(&real).expect("text").contains("jdoe"));
    assert_eq!(mode(&real), 0o600);
}

#[test]
fn the_file_and_the_profile_are_those_that_variables_name() {
    let home = Scene::new();
    let path = home.path("a.toml");
    let mut command = home.bare(&["login", "--username", "jdoe", "--secret-stdin"]);
    command
        .env("BANDWIDTH_CREDENTIALS_FILE", &path)
        .env("BANDWIDTH_PROFILE", "mine");
    assert_eq!(Finished::fed(&mut command, b"sesame").code, Some(0));
    let text = fs::read_to_string(&path).expect("a file");
    assert_eq!(text, "[mine]\nusername = \"jdoe\"\npassword = \"sesame\"\n");
}

#[test]
fn a_file_that_is_no_toml_is_left_alone_and_not_quoted() {
    let broken = "[default]\nclient_secret = sesame-sesame\n";
    let home = home_with(broken);
    for arguments in [
        &["login", "--username", "jdoe", "--secret-stdin"] as &[&str],
        &["logout"],
        &["profiles"],
    ] {
        let got = Finished::fed(&mut home.bare(arguments), b"sesame");
        assert_eq!(got.code, Some(3), "{got:?}");
        assert!(got.err.contains("line 2"), "{got:?}");
        assert!(!got.all().contains("sesame"), "{got:?}");
    }
    assert_eq!(file(&home), broken);
}

pub(super) fn home_with(text: &str) -> Scene {
    use std::os::unix::fs::PermissionsExt as _;

    let home = Scene::new();
    let file: PathBuf = home.profile_file();
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(&file, text).expect("a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("it is ours");
    home
}

pub(super) fn file(home: &Scene) -> String {
    fs::read_to_string(home.profile_file()).expect("a file")
}

const FILE: &str = r#"# Ours. Ask Ann before changing anything.

# Of the first.
[first]
client_id = "CLI-1" # Bob's
client_secret = "sesame-one"

# Of the second.
[second]
auth = "client_credentials"
client_id = "CLI-2"
client_secret = "sesame-two"
username = "jdoe"
password = "old" # rotate in May
account_id = "920012"

[third]
helper = [ "vault-read",   "bandwidth" ] # not on weekends

# The end.
"#;
