//! A handler that notes each request.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use base64ct::{Base64, Encoding as _};

use super::{CHALLENGE, PAIR};

/// Answers one request on each connection, and does not say that it closes it, which a server need not (RFC 9112 section 9.6).
pub(super) struct Receiver {
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
    serving: JoinHandle<Vec<Received>>,
}

/// Whether a request is let in.
pub(super) type Takes = fn(&Received) -> bool;

pub(super) struct Received {
    pub(super) authorization: Option<String>,
    pub(super) media: String,
    pub(super) body: String,
}

impl Receiver {
    /// Answers 204 to the pair, 401 and a challenge to any other and to none.
    pub(super) fn start() -> Self {
        Self::taking(|received| received.authorization.as_deref() == Some(PAIR))
    }

    /// Answers 204 to what is right by this, 401 and a challenge to anything else.
    pub(super) fn taking(is_right: Takes) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let is_over = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&is_over);
        let serving = thread::spawn(move || {
            let mut received = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                if end.load(Ordering::SeqCst) {
                    break;
                }
                let request = receive(&stream);
                let answer = match is_right(&request) {
                    true => "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
                    false => challenge(),
                };
                stream.write_all(answer.as_bytes()).expect("it listens");
                received.push(request);
                // The client's end, or another request of it, for which it is too late.
                let _ = stream.read(&mut [0]);
            }
            received
        });
        Self {
            address,
            is_over,
            serving,
        }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/callbacks", self.address)
    }

    /// All that has come.
    pub(super) fn received(self) -> Vec<Received> {
        self.is_over.store(true, Ordering::SeqCst);
        // To wake it.
        drop(TcpStream::connect(self.address));
        self.serving.join().expect("no panic")
    }
}

impl Received {
    /// Whether there is a pair, and it is so.
    pub(super) fn has_pair(&self, is_so: fn(&str) -> bool) -> bool {
        self.authorization.is_some() && is_so(&self.decoded())
    }

    /// The pair, as it was before it was encoded.
    pub(super) fn decoded(&self) -> String {
        let encoded = self.authorization.as_deref().expect("credentials");
        let encoded = encoded.strip_prefix("Basic ").expect("Basic");
        String::from_utf8(Base64::decode_vec(encoded).expect("base64")).expect("UTF-8")
    }
}

fn challenge() -> String {
    let (name, value) = CHALLENGE;
    format!("HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n{name}: {value}\r\n\r\n")
}

fn receive(stream: &TcpStream) -> Received {
    let mut reader = BufReader::new(stream);
    let (mut authorization, mut media, mut length) = (None, String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            if line.trim_end().is_empty() {
                break;
            }
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => authorization = Some(value.to_owned()),
            "content-type" => media = value.to_owned(),
            "content-length" => length = value.parse().expect("a number"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the whole body");
    Received {
        authorization,
        media,
        body: String::from_utf8(body).expect("UTF-8"),
    }
}
