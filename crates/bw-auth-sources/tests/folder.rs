//! A folder with files as a test wants them.

use std::fs::{self, File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use tempfile::TempDir;

#[derive(Debug)]
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for temporary files"))
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    pub(crate) fn text(&self, below: &str) -> String {
        let path = self.path(below);
        path.to_str().expect("a path of text").to_owned()
    }

    /// Writes a file in place, if it is there already.
    pub(crate) fn write(&self, below: &str, content: impl AsRef<[u8]>, mode: u32) {
        let path = self.parent_of(below);
        fs::write(&path, content).expect("a file is written");
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("its mode is set");
    }

    /// Removes a file and begins it anew under its name. Its mode is right from the start, since a change of that is no write.
    pub(crate) fn begin_anew(&self, below: &str, content: impl AsRef<[u8]>) -> File {
        let path = self.path(below);
        // The number of a file that is gone may be given to the next one.
        fs::hard_link(&path, self.path(&format!("{below}.kept"))).expect("the old one is kept");
        fs::remove_file(&path).expect("it was there");
        let mut options = File::options();
        let file = options.write(true).create_new(true).mode(0o600).open(path);
        let mut file = file.expect("a new file");
        file.write_all(content.as_ref()).expect("it is written");
        file
    }

    /// Writes a new file and renames it into place.
    pub(crate) fn replace(&self, below: &str, content: impl AsRef<[u8]>, mode: u32) {
        let beside = format!("{below}.new");
        self.write(&beside, content, mode);
        // A file system's clock ticks too slowly to tell a write from a rename at once after it.
        self.touch(&beside, WRITTEN);
        fs::rename(self.path(&beside), self.path(below)).expect("it is renamed");
    }

    pub(crate) fn touch(&self, below: &str, at: Duration) {
        let file = File::options().write(true).open(self.path(below));
        let file = file.expect("the file is there");
        file.set_modified(UNIX_EPOCH + at).expect("its time is set");
    }

    pub(crate) fn link(&self, below: &str, to: impl AsRef<Path>) {
        symlink(to, self.parent_of(below)).expect("a link is made");
    }

    /// Turns a link, as Kubernetes does it: a new one is renamed over the old.
    pub(crate) fn turn(&self, below: &str, to: &str) {
        let beside = format!("{below}_tmp");
        self.link(&beside, to);
        fs::rename(self.path(&beside), self.path(below)).expect("the link is turned");
    }

    pub(crate) fn remove(&self, below: &str) {
        fs::remove_file(self.path(below)).expect("it was there");
    }

    fn parent_of(&self, below: &str) -> PathBuf {
        let path = self.path(below);
        fs::create_dir_all(path.parent().expect("a path within a folder")).expect("a folder");
        path
    }
}

/// Long ago, and before [`START`](crate::clock::START).
const WRITTEN: Duration = Duration::from_secs(1_700_000_000);
