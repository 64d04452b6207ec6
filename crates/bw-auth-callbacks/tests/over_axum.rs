//! The layer in an axum application, over a real socket.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;

use axum::{Extension, Router, routing::post};
use bw_auth_callbacks::bw_auth_core::Authorization;
use bw_auth_callbacks::{BasicCredentials, CallbackLabel, CallbackLayer, CallbackVerifier};
use tokio::net::TcpListener;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::trace::TraceLayer;

fn pair(password: &str) -> BasicCredentials {
    BasicCredentials::new("hooks", password.to_owned()).unwrap()
}

/// A server that lives as long as the test.
fn serve() -> SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let receive = |Extension(label): Extension<CallbackLabel>, body: String| async move {
            format!("{label}: {body}")
        };
        let verifier = CallbackVerifier::new("ours", pair("open sesame"));
        let app = Router::new().route("/callbacks", post(receive)).layer((
            CallbackLayer::new(verifier),
            // Whose bodies are their own, and cannot be made of nothing.
            TraceLayer::new_for_http(),
            RequestBodyLimitLayer::new(1_000_000),
        ));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build();
        runtime.unwrap().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    told.recv().unwrap()
}

/// The head of the answer to these bytes, and its body.
fn ask(server: SocketAddr, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(server).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    answer(&stream)
}

/// The head of the answer that comes, and its body.
fn answer(stream: &TcpStream) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut head).unwrap(), 0, "{head}");
    }
    let length = head
        .to_ascii_lowercase()
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse::<u64>().ok());
    let mut body = String::new();
    reader
        .take(length.unwrap_or(0))
        .read_to_string(&mut body)
        .unwrap();
    (head, body)
}

fn post_with(authorization: &str) -> String {
    format!(
        "POST /callbacks HTTP/1.1\r\nhost: hooks.example\r\n{authorization}content-length: 5\r\n\r\nhello"
    )
}

#[test]
fn the_two_steps_of_a_callback() {
    let server = serve();
    let (head, body) = ask(server, &post_with(""));
    assert!(head.starts_with("HTTP/1.1 401 "), "{head}");
    assert!(
        head.contains("\r\nwww-authenticate: Basic realm=\"\"\r\n"),
        "{head}"
    );
    assert_eq!(body, "");
    let right = Authorization::basic(&pair("open sesame"));
    let field = format!("authorization: {}\r\n", right.expose());
    let (head, body) = ask(server, &post_with(&field));
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert_eq!(body, "ours: hello");
    let (head, _) = ask(server, &post_with(&format!("{field}{field}")));
    assert!(head.starts_with("HTTP/1.1 401 "), "{head}");
}

#[test]
fn the_challenge_does_not_wait_for_the_body() {
    let server = serve();
    // A gigabyte is announced and never sent.
    let request =
        "POST /callbacks HTTP/1.1\r\nhost: hooks.example\r\ncontent-length: 1000000000\r\n\r\n";
    let (head, _) = ask(server, request);
    assert!(head.starts_with("HTTP/1.1 401 "), "{head}");
    // What stands behind the layer has its say with whoever got past it.
    let right = Authorization::basic(&pair("open sesame"));
    let field = format!("authorization: {}\r\n\r\n", right.expose());
    let (head, _) = ask(
        server,
        &request.replace("\r\n\r\n", &format!("\r\n{field}")),
    );
    assert!(head.starts_with("HTTP/1.1 413 "), "{head}");
}

#[test]
fn a_challenge_before_the_body_says_that_the_connection_closes() {
    let server = serve();
    let mut stream = TcpStream::connect(server).unwrap();
    let whole = post_with("");
    let (head, body) = whole.split_at(whole.len() - "hello".len());
    stream.write_all(head.as_bytes()).unwrap();
    let (head, _) = answer(&stream);
    assert!(head.starts_with("HTTP/1.1 401 "), "{head}");
    assert!(head.contains("\r\nconnection: close\r\n"), "{head}");
    // What comes of the body is not said: the server may be gone already, as it told.
    let _ = stream.write_all(body.as_bytes());
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert_eq!(rest, b"");
    // The second step, over another connection.
    let right = Authorization::basic(&pair("open sesame"));
    let field = format!("authorization: {}\r\n", right.expose());
    let (head, body) = ask(server, &post_with(&field));
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert_eq!(body, "ours: hello");
}
