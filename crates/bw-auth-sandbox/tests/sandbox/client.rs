//! A client with no opinion about HTTP: it writes bytes and reads them to the end.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bw_auth_sandbox::Sandbox;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

pub(crate) type Stream<S = TcpStream> = StreamOwned<ClientConnection, S>;

/// What came back, split as HTTP splits it.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields(name).into_iter().next()
    }

    pub(crate) fn fields(&self, name: &str) -> Vec<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .filter(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The text of the first element of this name.
    pub(crate) fn xml(&self, element: &str) -> Option<String> {
        let document = roxmltree::Document::parse(&self.body).unwrap();
        document
            .descendants()
            .find(|node| node.has_tag_name(element))
            .map(|node| node.text().unwrap_or_default().to_owned())
    }
}

pub(crate) fn basic(username: &str, password: &str) -> String {
    format!(
        "Authorization: Basic {}\r\n",
        STANDARD.encode(format!("{username}:{password}"))
    )
}

/// The default user's field.
pub(crate) fn own(sandbox: &Sandbox) -> String {
    basic(sandbox.username(), sandbox.password())
}

/// The default client's field.
pub(crate) fn own_client(sandbox: &Sandbox) -> String {
    basic(sandbox.client_id(), sandbox.client_secret())
}

pub(crate) fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

/// What the token endpoint says to whoever these fields are from.
pub(crate) fn ask_for_token(sandbox: &Sandbox, fields: &str) -> Reply {
    let fields = format!("{fields}{FORM}");
    request(sandbox, "POST", TOKEN_ENDPOINT, &fields, GRANT)
}

/// A token for whoever these fields are from.
pub(crate) fn token(sandbox: &Sandbox, fields: &str) -> String {
    let reply = ask_for_token(sandbox, fields);
    reply.json()["access_token"].as_str().unwrap().to_owned()
}

/// A path below the default account, in the dashboard's way.
pub(crate) fn path(sandbox: &Sandbox, rest: &str) -> String {
    format!("/api/accounts/{}/{rest}", sandbox.account_id())
}

pub(crate) fn get(sandbox: &Sandbox, path: &str, fields: &str) -> Reply {
    request(sandbox, "GET", path, fields, "")
}

pub(crate) fn request(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    fields: &str,
    body: &str,
) -> Reply {
    let mut stream = connect(sandbox, sandbox.address(), "localhost").unwrap();
    write(&mut stream, &message(method, path, fields, body));
    split(read(&mut stream).0)
}

pub(crate) fn message(method: &str, path: &str, fields: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: dashboard.bandwidth.com\r\nConnection: close\r\n\
         Content-Length: {length}\r\n{fields}\r\n{body}"
    )
}

pub(crate) fn write(stream: &mut Stream<impl Read + Write>, text: &str) {
    stream.write_all(text.as_bytes()).unwrap();
    stream.flush().unwrap();
}

/// Everything up to the end, and whether TLS was closed in order.
pub(crate) fn read(stream: &mut Stream<impl Read + Write>) -> (Vec<u8>, io::Result<()>) {
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).map(|_| ());
    (bytes, end)
}

pub(crate) fn split(bytes: Vec<u8>) -> Reply {
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    Reply {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// A TLS connection that trusts the sandbox's authority and nobody else, its handshake done.
pub(crate) fn connect(sandbox: &Sandbox, address: SocketAddr, name: &str) -> io::Result<Stream> {
    let tcp = TcpStream::connect(address)?;
    limit(&tcp);
    handshake(sandbox, tcp, name)
}

/// Makes a broken sandbox fail a test instead of holding it up for ever.
pub(crate) fn limit(tcp: &TcpStream) {
    tcp.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
}

pub(crate) fn handshake<S: Read + Write>(
    sandbox: &Sandbox,
    tcp: S,
    name: &str,
) -> io::Result<Stream<S>> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(sandbox.ca_pem().as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut stream = StreamOwned::new(ClientConnection::new(Arc::new(config), name).unwrap(), tcp);
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock)?;
    }
    Ok(stream)
}

pub(crate) const TOKEN_ENDPOINT: &str = "/api/v1/oauth2/token";
pub(crate) const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";
pub(crate) const GRANT: &str = "grant_type=client_credentials";
