use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use bw_auth_sandbox::{Credential, Peer, Sandbox};

use crate::client::{handshake, limit, message, own, path, read, split, write};

/// Sends a head to the proxy and reads the one it answers with.
pub(crate) fn ask(sandbox: &Sandbox, head: &str) -> (TcpStream, String) {
    let mut tcp = TcpStream::connect(sandbox.proxy_address()).unwrap();
    limit(&tcp);
    tcp.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        assert_eq!(tcp.read(&mut byte).unwrap(), 1);
        answer.push(byte[0]);
    }
    (tcp, String::from_utf8(answer).unwrap())
}

pub(crate) fn connect_head(target: &str) -> String {
    format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: tester\r\n\r\n")
}

#[test]
fn bandwidths_names_lead_to_the_sandbox() {
    let sandbox = Sandbox::start().unwrap();
    for host in [
        "dashboard.bandwidth.com",
        "test.API.bandwidth.com",
        "bandwidth.com",
    ] {
        let (tcp, answer) = ask(&sandbox, &connect_head(&format!("{host}:443")));
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        let mut stream = handshake(&sandbox, tcp, host).unwrap();
        let fields = own(&sandbox);
        write(
            &mut stream,
            &message("GET", &path(&sandbox, "subscriptions"), &fields, ""),
        );
        assert_eq!(split(read(&mut stream).0).status, 200);
        let request = sandbox.requests().pop().unwrap();
        assert_eq!(request.peer, Peer::Proxy);
        assert_eq!(
            request.credential,
            Credential::Accepted(sandbox.username().into())
        );
    }
    let seen = sandbox.proxy_requests();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[0].method, "CONNECT");
    assert_eq!(seen[0].target, "dashboard.bandwidth.com:443");
    assert_eq!(seen[0].status, 200);
    assert_eq!(seen[0].header_names, ["host", "user-agent"]);
}

#[test]
fn bytes_sent_along_with_connect_are_not_lost() {
    let sandbox = Sandbox::start().unwrap();
    let target = "dashboard.bandwidth.com:443";
    // No TLS record: the server must see it, and answer it with an alert rather than with silence.
    let (mut tcp, answer) = ask(&sandbox, &format!("{}GET / HTTP", connect_head(target)));
    assert!(answer.starts_with("HTTP/1.1 200 "));
    let mut rest = Vec::new();
    tcp.read_to_end(&mut rest).unwrap();
    assert_eq!(rest.first(), Some(&21));
}

#[test]
fn nothing_else_is_led_anywhere() {
    let sandbox = Sandbox::start().unwrap();
    let targets = [
        "example.com:443",
        "dashboard.bandwidth.com:80",
        "dashboard.bandwidth.com:8443",
        "dashboard.bandwidth.com",
        "notbandwidth.com:443",
        "dashboard.bandwidth.com.example:443",
        "bandwidth.com.:443",
        "127.0.0.1:443",
    ];
    for target in targets {
        let (_, answer) = ask(&sandbox, &connect_head(target));
        assert!(answer.starts_with("HTTP/1.1 403 "), "{target}: {answer}");
    }
    let absolute = "GET http://dashboard.bandwidth.com/ HTTP/1.1\r\nHost: x\r\n\r\n";
    let (_, answer) = ask(&sandbox, absolute);
    assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
    let (_, answer) = ask(&sandbox, "no http at all\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    let (_, answer) = ask(&sandbox, &format!("CONNECT {}", "x".repeat(20_000)));
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");

    let seen = sandbox.proxy_requests();
    let statuses: Vec<u16> = seen.iter().map(|request| request.status).collect();
    assert_eq!(statuses, [403, 403, 403, 403, 403, 403, 403, 403, 405]);
    assert_eq!(seen[8].method, "GET");
    assert_eq!(sandbox.requests().len(), 0);
}

#[test]
fn it_can_be_made_to_refuse() {
    for (status, field) in [(403, ""), (407, "Proxy-Authenticate: Basic")] {
        let sandbox = Sandbox::builder().proxy_refuses(status).start().unwrap();
        let (_, answer) = ask(&sandbox, &connect_head("dashboard.bandwidth.com:443"));
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
        assert!(answer.contains(field));
        assert_eq!(sandbox.proxy_requests()[0].status, status);
    }
}
