//! nginx and Apache with TLS and `auth_basic`, each a child process that does not outlive its value.

use core::net::Ipv4Addr;
use core::time::Duration;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::thread;

use super::ending::end;
use super::site::Site;
use crate::step::{Outcome, Step};

pub(super) struct Server {
    name: &'static str,
    log: String,
    child: Child,
    port: u16,
}

impl Server {
    pub(super) fn nginx(site: &Site) -> Outcome<Self> {
        let port = free_port()?;
        let folder = site.folder().display();
        site.write(
            "nginx.conf",
            &format!(
                r#"daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/server.pem;
        ssl_certificate_key {folder}/server.key;
        root {folder};
        location / {{
            auth_basic "interop";
            auth_basic_user_file {folder}/htpasswd;
            try_files /answer.xml =404;
        }}
    }}
}}
"#
            ),
        )?;
        let nginx = Step::program("nginx").args(["-p", &site.path(""), "-c", "nginx.conf"]);
        let log = site.path("nginx.log");
        Self::start("nginx", &nginx.args(["-e", &log]), log, port)
    }

    pub(super) fn apache(site: &Site) -> Outcome<Self> {
        let port = free_port()?;
        let folder = site.folder().display();
        let modules: String = MODULES
            .iter()
            .map(|name| format!("LoadModule {name}_module {MODULE_FOLDER}/mod_{name}.so\n"))
            .collect();
        // The user of number 65534 owns nothing; the directive is passed over without root's rights.
        site.write(
            "apache.conf",
            &format!(
                r#"{modules}ServerRoot {folder}
ServerName localhost
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
Mutex fcntl
ErrorLog {folder}/apache.log
User #65534
Group #65534
Listen 127.0.0.1:{port}
DocumentRoot {folder}
SSLEngine on
SSLCertificateFile {folder}/server.pem
SSLCertificateKeyFile {folder}/server.key
AliasMatch "^/.*" "{folder}/answer.xml"
<Location "/">
    AuthType Basic
    AuthName "interop"
    AuthBasicProvider file
    AuthUserFile {folder}/htpasswd
    Require valid-user
</Location>
"#
            ),
        )?;
        let apache = Step::program("apache2").args(["-DFOREGROUND", "-f"]);
        let apache = apache.args([site.path("apache.conf")]);
        Self::start("apache2", &apache, site.path("apache.log"), port)
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    fn start(name: &'static str, step: &Step, log: String, port: u16) -> Outcome<Self> {
        println!("$ {step}");
        let child = step.command().stdin(Stdio::null()).spawn();
        let child = child.map_err(|error| format!("{name} could not be run: {error}"))?;
        let mut server = Self {
            name,
            log,
            child,
            port,
        };
        server.wait_until_it_accepts()?;
        Ok(server)
    }

    /// A connection is the only sign of readiness that both servers give.
    fn wait_until_it_accepts(&mut self) -> Outcome {
        for _ in 0..TRIES {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                let log = fs::read_to_string(&self.log).unwrap_or_default();
                return Err(format!("{} stopped at once: {status}\n{log}", self.name));
            }
            thread::sleep(PAUSE);
        }
        Err(format!("{} does not accept connections", self.name))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGTERM, unlike the signal of `Child::kill`, lets a server end its own children; std cannot
        // send it. Whether it arrived shows in whether the server ends.
        let kill = ["-c", "kill -TERM $0", &self.child.id().to_string()];
        let _ = Step::program("sh").args(kill).capture();
        end(&mut self.child);
    }
}

/// Neither server can be told to choose a port and say which.
fn free_port() -> Outcome<u16> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no free port on loopback: {error}"))
}

const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// Where Debian's package puts them.
const MODULE_FOLDER: &str = "/usr/lib/apache2/modules";

const MODULES: &[&str] = &[
    "mpm_event",
    "alias",
    "auth_basic",
    "authn_core",
    "authn_file",
    "authz_core",
    "authz_user",
    "ssl",
];
