//! Where a pair is kept that somebody rotates: a profile file, or a secret as Kubernetes mounts it.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::time::SystemTime;

use bw_auth_sources::Surroundings;
use tempfile::TempDir;

use super::rotator::Scheme;

/// A folder with credentials in it, which are replaced as a whole.
pub(super) trait Mounted: Sized {
    fn new(scheme: Scheme) -> Self;
    fn surroundings(&self) -> Surroundings;
    /// Puts the pair of that number in place of the one before.
    fn put(&self, number: u64);
}

/// A profile file, which is written anew and renamed into place.
pub(super) struct Profile {
    folder: TempDir,
    scheme: Scheme,
}

/// A file for each value: links through `..data`, which is turned to another folder.
pub(super) struct Links {
    folder: TempDir,
    scheme: Scheme,
}

impl Mounted for Profile {
    fn new(scheme: Scheme) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, scheme }
    }

    fn surroundings(&self) -> Surroundings {
        let path = self.folder.path().join(PROFILE);
        Surroundings::from_pairs([("BANDWIDTH_CREDENTIALS_FILE", path)])
    }

    fn put(&self, number: u64) {
        let [id, secret] = self.scheme.names();
        let text = format!(
            "[default]\n{id} = \"{}\"\n{secret} = \"{}\"\n",
            self.scheme.id(number),
            self.scheme.secret(number)
        );
        let beside = self.folder.path().join("new");
        write(&beside, &text, 0o600);
        // Tools take longer between the write and the rename than a tick of the file system's clock.
        let file = File::options().write(true).open(&beside).unwrap();
        file.sync_all().unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        fs::rename(beside, self.folder.path().join(PROFILE)).unwrap();
    }
}

impl Mounted for Links {
    fn new(scheme: Scheme) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in scheme.names() {
            symlink(format!("..data/{name}"), folder.path().join(name)).unwrap();
        }
        Self { folder, scheme }
    }

    fn surroundings(&self) -> Surroundings {
        let names = self.scheme.names();
        Surroundings::from_pairs(names.map(|name| {
            let variable = format!("BANDWIDTH_{}_FILE", name.to_uppercase());
            (variable, self.folder.path().join(name))
        }))
    }

    fn put(&self, number: u64) {
        let [id, secret] = self.scheme.names();
        let folder = self.folder.path();
        let (new, old) = (format!("..{number}"), folder.join("..data"));
        fs::create_dir(folder.join(&new)).unwrap();
        write(&folder.join(&new).join(id), &self.scheme.id(number), 0o644);
        write(
            &folder.join(&new).join(secret),
            &self.scheme.secret(number),
            0o644,
        );
        let before = fs::read_link(&old).ok();
        symlink(&new, folder.join("..data_tmp")).unwrap();
        fs::rename(folder.join("..data_tmp"), old).unwrap();
        if let Some(before) = before {
            fs::remove_dir_all(folder.join(before)).unwrap();
        }
    }
}

fn write(path: &Path, text: &str, mode: u32) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

const PROFILE: &str = "credentials.toml";
