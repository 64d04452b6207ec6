//! `RawServer`: a plain TCP listener that counts who comes, and says what it is told to say.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Answers each connection's first request with the same bytes, keeps the bytes it got, and stops on drop.
#[derive(Debug)]
pub struct RawServer {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    received: Arc<Mutex<Vec<u8>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl RawServer {
    /// # Panics
    ///
    /// When there is no loopback port to be had.
    #[must_use]
    pub fn answering(answer: &'static [u8]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
        let address = listener
            .local_addr()
            .expect("a bound listener has an address");
        let connections = Arc::new(AtomicUsize::new(0));
        let received = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let thread = {
            let (connections, received, stop) = (
                Arc::clone(&connections),
                Arc::clone(&received),
                Arc::clone(&stop),
            );
            std::thread::spawn(move || {
                for connection in listener.incoming() {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    connections.fetch_add(1, Ordering::SeqCst);
                    if let Ok(stream) = connection {
                        serve(stream, answer, &received);
                    }
                }
            })
        };
        Self {
            address,
            connections,
            received,
            stop,
            thread: Some(thread),
        }
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Everything that clients have sent.
    #[must_use]
    pub fn received(&self) -> Vec<u8> {
        self.received
            .lock()
            .expect("the server's thread does not panic")
            .clone()
    }
}

fn serve(mut stream: TcpStream, answer: &[u8], received: &Mutex<Vec<u8>>) {
    let mut head = Vec::new();
    let mut chunk = [0; 4096];
    // A TLS handshake has no blank line to wait for.
    let is_http = |head: &[u8]| head.first().is_none_or(u8::is_ascii_uppercase);
    while is_http(&head) && !head.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(length) => head.extend_from_slice(&chunk[..length]),
        }
    }
    received
        .lock()
        .expect("tests only read it")
        .extend_from_slice(&head);
    // A client that has gone already is no concern of this server.
    let _ = stream.write_all(answer);
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees that it is to stop.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
