//! What a login leaves that is killed: a file with a secret in it.

use std::fs;

use super::file::home_with;
use crate::scene::{Finished, mode};

#[test]
fn what_a_killed_login_left_is_gone_with_the_next_change_and_a_link_is_not_followed() {
    let home = home_with("[old]\nusername = \"jdoe\"\npassword = \"sesame-sesame\"\n");
    let left = home.path("config/bw-auth/credentials.toml.new");
    let other = home.path("other");
    fs::write(&other, "untouched").expect("a file");
    let login = ["login", "--client-id", "CLI-1", "--secret-stdin"];
    for arguments in [&login[..], &["logout"]] {
        for is_link in [false, true] {
            // So that there is one to take out.
            Finished::fed(&mut home.bare(&login), b"sesame-now\n");
            if is_link {
                std::os::unix::fs::symlink(&other, &left).expect("a link");
            } else {
                fs::write(&left, "password = \"sesame-before\"").expect("a file");
            }
            let ended = Finished::fed(&mut home.bare(arguments), b"sesame-now\n");
            assert_eq!(ended.code, Some(0), "{ended:?}");
            assert!(left.symlink_metadata().is_err(), "{arguments:?} left it");
            assert_eq!(mode(&home.profile_file()), 0o600);
        }
    }
    assert_eq!(fs::read_to_string(other).expect("a file"), "untouched");
    let text = fs::read_to_string(home.profile_file()).expect("the file");
    assert!(text.contains("[old]") && !text.contains("before"), "{text}");
}

#[test]
fn what_a_killed_first_login_left_is_gone_with_a_logout_that_finds_nothing() {
    let home = home_with("");
    let left = home.path("config/bw-auth/credentials.toml.new");
    for is_there in [true, false] {
        if !is_there {
            fs::remove_file(home.profile_file()).expect("a file");
        }
        fs::write(&left, "password = \"sesame-before\"").expect("a file");
        let ended = Finished::run(&mut home.bare(&["logout"]));
        assert_eq!(ended.code, Some(3), "{ended:?}");
        assert!(left.symlink_metadata().is_err(), "it is left");
        assert_eq!(home.profile_file().exists(), is_there);
    }
}
