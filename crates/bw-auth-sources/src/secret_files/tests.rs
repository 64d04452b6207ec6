use std::fs;
use std::os::unix::fs::symlink;

use super::{SecretFile, attempt};
use crate::name::Name;
use crate::reading::read;

/// In between two readings, which no test from outside can hit for certain.
#[test]
fn what_was_replaced_between_two_readings_is_no_pair() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    for rotation in ["one", "two"] {
        fs::create_dir(path(rotation)).expect("a folder");
        for half in ["username", "password"] {
            fs::write(path(rotation).join(half), rotation).expect("a file");
        }
    }
    symlink("one", path("..data")).expect("a link");
    let files = [
        (Name::Username, "BANDWIDTH_USERNAME_FILE", "..data/username"),
        (Name::Password, "BANDWIDTH_PASSWORD_FILE", "..data/password"),
    ];
    let files = files.map(|(name, variable, file)| {
        SecretFile::new(name, variable, path(file).to_str().expect("text"))
    });
    let mut turns = 0;
    let torn = attempt(&files, |place, real| {
        let content = read(place, real);
        turns += 1;
        if turns == 1 {
            symlink("two", path("..data_tmp")).expect("a link");
            fs::rename(path("..data_tmp"), path("..data")).expect("it is turned");
        }
        content
    });
    assert!(torn.is_ok_and(|contents| contents.is_none()));
    let whole = attempt(&files, read);
    assert!(whole.is_ok_and(|contents| contents.is_some()));
}
