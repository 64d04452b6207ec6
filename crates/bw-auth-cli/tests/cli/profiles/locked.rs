//! The profile file, while somebody else changes it.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Stdio;

use crate::scene::Scene;

#[test]
fn whoever_has_to_wait_for_the_lock_says_so_and_goes_on_once_it_is_free() {
    let home = Scene::new();
    fs::create_dir_all(home.path("config/bw-auth")).expect("a folder");
    let path = home.path("config/bw-auth/credentials.toml.lock");
    let held = File::create(&path).expect("a file");
    fs4::FileExt::lock(&held).expect("nobody has it");

    let mut login = home.bare(&["login", "--username", "jdoe", "--secret-stdin"]);
    login
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut login = login.spawn().expect("the program runs");
    let mut stdin = login.stdin.take().expect("a pipe");
    stdin.write_all(b"sesame-sesame").expect("it reads");
    drop(stdin);
    let mut stderr = BufReader::new(login.stderr.take().expect("a pipe"));
    let mut said = String::new();
    stderr.read_line(&mut said).expect("text");
    assert!(said.contains("waiting for the lock"), "{said}");
    assert!(said.contains("credentials.toml.lock"), "{said}");
    assert!(!home.profile_file().exists(), "it did not wait");

    drop(held);
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).expect("text");
    assert!(login.wait().expect("it ends").success(), "{rest}");
    assert_eq!(rest, "");
    assert!(home.profile_file().exists());
}
