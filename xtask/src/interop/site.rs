//! The folder that the real servers work in: certificates, users, configuration.

use std::env;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{self, Stdio};

use crate::step::{Outcome, Step};

/// Removed when it goes out of scope.
pub(super) struct Site {
    folder: PathBuf,
    long_password: String,
}

impl Site {
    /// In the system's temporary folder: a server gives up its rights after the start, and must still
    /// be able to read here when the checkout itself is closed to others.
    pub(super) fn create() -> Outcome<Self> {
        let folder = env::temp_dir().join(format!("bw-auth-interop-{}", process::id()));
        fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let site = Self {
            folder,
            long_password: "0123456789abcdef".repeat(256),
        };
        site.write("answer.xml", "<Answer/>\n")?;
        site.certificates()?;
        site.users()?;
        Ok(site)
    }

    pub(super) fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn ca_file(&self) -> String {
        self.path("ca.pem")
    }

    /// One `username:password` a line, as a reader of it can split at the first colon.
    pub(super) fn users_file(&self) -> String {
        self.path("users.txt")
    }

    /// `username:password`, the password of 4 KiB.
    pub(super) fn long_user(&self) -> String {
        format!("long:{}", self.long_password)
    }

    pub(super) fn write(&self, name: &str, text: &str) -> Outcome {
        fs::write(self.folder.join(name), text).map_err(|error| format!("{name}: {error}"))
    }

    fn certificates(&self) -> Outcome {
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        self.write(
            "server.ext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=critical,CA:FALSE\n\
             keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n",
        )?;
        for arguments in [
            &format!(
                "req -x509 {key} -keyout ca.key -out ca.pem -days 2 -subj /CN=bw-auth-interop \
                 -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign"
            ),
            &format!("req {key} -keyout server.key -out server.csr -subj /CN=localhost"),
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
             -extfile server.ext -out server.pem",
        ] {
            let openssl = Step::program("openssl").args(arguments.split_whitespace());
            openssl.within(&self.folder).read()?;
        }
        Ok(())
    }

    fn users(&self) -> Outcome {
        let mut hashed = String::new();
        let mut plain = String::new();
        for (number, (user, password)) in USERS.iter().enumerate() {
            // Two of the forms that both servers read, turn about. Bcrypt looks at the first 72 bytes
            // only, which all of these fit in; its cost is the least there is.
            let form = if number % 2 == 0 { "-niBC4" } else { "-nim" };
            hashed.push_str(&self.piped("htpasswd", &[form, user], password.as_bytes())?);
            plain.push_str(&format!("{user}:{password}\n"));
        }
        // htpasswd refuses more than 255 bytes, so this one is hashed by hand.
        let digest = self.piped_bytes(
            "openssl",
            &["dgst", "-sha1", "-binary"],
            self.long_password.as_bytes(),
        )?;
        let digest = self.piped("openssl", &["base64", "-A"], &digest)?;
        hashed.push_str(&format!("long:{{SHA}}{digest}\n"));
        plain.push_str(&format!("{}\n", self.long_user()));
        self.write("htpasswd", &hashed)?;
        self.write("users.txt", &plain)
    }

    fn piped(&self, program: &str, arguments: &[&str], input: &[u8]) -> Outcome<String> {
        let output = self.piped_bytes(program, arguments, input)?;
        // htpasswd ends its line with an empty one.
        String::from_utf8(output)
            .map(|text| {
                if text.contains(':') {
                    format!("{}\n", text.trim_end())
                } else {
                    text
                }
            })
            .map_err(|_| format!("{program} did not write text"))
    }

    /// Passwords are handed over on standard input: arguments are there for every user to read.
    fn piped_bytes(&self, program: &str, arguments: &[&str], input: &[u8]) -> Outcome<Vec<u8>> {
        let fail = |error| format!("{program}: {error}");
        let mut child = Step::program(program)
            .args(arguments.iter().copied())
            .within(&self.folder)
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(fail)?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input).map_err(fail)?;
        }
        let output = child.wait_with_output().map_err(fail)?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(format!("{program} failed"))
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // Nothing depends on it, and the temporary folder is emptied by the system in the end.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

pub(super) const USERS: &[(&str, &str)] = &[
    ("jdoe", "Secret"),
    ("JDOE", "another"),
    ("Aladdin", "open sesame"),
    ("test", "123£"),
    ("colons", ":a:b::"),
    ("spaces", "  both ends  "),
    ("emoji", "🔑 пароль"),
    ("Jürgen", "Straße"),
];
