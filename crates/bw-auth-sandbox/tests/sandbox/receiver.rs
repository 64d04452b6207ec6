//! A handler of callbacks with no opinion about them: it notes each request, and answers with the bytes that a test has for it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use crate::client::{self, Reply};

/// What a receiver does with a request.
pub(crate) enum Play {
    Answer(String),
    Close,
    Hang,
    /// The second text after the first, again and again.
    Endless(&'static str, String),
}

pub(crate) struct Receiver {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Received>>>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// A request, as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) request_line: String,
    pub(crate) authorization: Vec<String>,
    pub(crate) content_type: String,
    pub(crate) body: String,
}

impl Receiver {
    /// Answers every request as the function says, which is told how many there were before.
    pub(crate) fn start(play: impl Fn(&Received, usize) -> Play + Send + 'static) -> Self {
        Self::listen(TcpListener::bind("127.0.0.1:0").unwrap(), play)
    }

    pub(crate) fn listen(
        listener: TcpListener,
        play: impl Fn(&Received, usize) -> Play + Send + 'static,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let is_over = Arc::new(AtomicBool::new(false));
        let (noted, end) = (Arc::clone(&requests), Arc::clone(&is_over));
        let thread = thread::spawn(move || {
            let mut hung = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let Some(received) = read(&mut stream) else {
                    continue;
                };
                let before = {
                    let mut noted = noted.lock().unwrap();
                    noted.push(received.clone());
                    noted.len() - 1
                };
                match play(&received, before) {
                    Play::Answer(answer) => {
                        // The other side may have gone as soon as it had the head.
                        let _ = stream.write_all(answer.as_bytes());
                    }
                    Play::Close => {}
                    Play::Hang => hung.push(stream),
                    Play::Endless(start, again) => {
                        let mut sent = stream.write_all(start.as_bytes());
                        while sent.is_ok() {
                            sent = stream.write_all(again.as_bytes());
                        }
                    }
                }
            }
        });
        Self {
            address,
            requests,
            is_over,
            thread: Some(thread),
        }
    }

    /// Does what [`challenge`] says.
    pub(crate) fn challenging(status: u16) -> Self {
        Self::start(move |request, _| challenge(request, status))
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hooks?tenant=7", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<Received> {
        self.requests.lock().unwrap().clone()
    }

    /// Whether each request had an `Authorization` field, in their order.
    pub(crate) fn had_credentials(&self) -> Vec<bool> {
        let requests = self.requests().into_iter();
        requests.map(|r| !r.authorization.is_empty()).collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // To wake it.
        drop(TcpStream::connect(self.address));
        let ended = self.thread.take().unwrap().join();
        if !thread::panicking() {
            ended.unwrap();
        }
    }
}

/// Challenges what does not have the right credentials, and answers what has with this status.
pub(crate) fn challenge(request: &Received, status: u16) -> Play {
    Play::Answer(match request.authorization.as_slice() {
        [one] if *one == right() => answer(status, ""),
        _ => answer(401, CHALLENGE),
    })
}

/// An answer of this status without a body, with these fields, each with its line's end.
pub(crate) fn answer(status: u16, fields: &str) -> String {
    format!("HTTP/1.1 {status} So\r\n{fields}Content-Length: 0\r\nConnection: close\r\n\r\n")
}

/// The field that the right credentials make, by another's code than the sandbox's.
pub(crate) fn right() -> String {
    let line = client::basic(USERNAME, PASSWORD);
    let (_, value) = line.trim_end().split_once(": ").unwrap();
    value.to_owned()
}

fn read(stream: &mut TcpStream) -> Option<Received> {
    client::limit(stream);
    let (mut bytes, mut some) = (Vec::new(), [0; 4096]);
    let whole = loop {
        let length = stream.read(&mut some).ok().filter(|&length| length > 0)?;
        bytes.extend_from_slice(&some[..length]);
        let text = String::from_utf8(bytes.clone()).unwrap();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let message = Reply {
            status: 0,
            head: head.to_owned(),
            body: body.to_owned(),
        };
        if message.field("content-length").unwrap().parse() == Ok(body.len()) {
            break message;
        }
    };
    let authorization = whole.fields("authorization").into_iter();
    Some(Received {
        request_line: whole.head.lines().next().unwrap().to_owned(),
        authorization: authorization.map(str::to_owned).collect(),
        content_type: whole.field("content-type").unwrap().to_owned(),
        body: whole.body.clone(),
    })
}

pub(crate) const CHALLENGE: &str = "WWW-Authenticate: Basic realm=\"\"\r\n";
pub(crate) const PASSWORD: &str = "open sesame";
pub(crate) const USERNAME: &str = "hooks";
