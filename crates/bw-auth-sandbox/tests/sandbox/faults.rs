use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use bw_auth_sandbox::{Echo, Fault, Sandbox};

use crate::client::{connect, get, handshake, message, own, path, read, write};

/// The bytes of a whole answer to one request, and whether its end was in order.
fn raw(sandbox: &Sandbox) -> (Vec<u8>, bool) {
    let mut stream = connect(sandbox, sandbox.address(), "localhost").unwrap();
    let path = path(sandbox, "subscriptions");
    write(&mut stream, &message("GET", &path, &own(sandbox), ""));
    let (bytes, end) = read(&mut stream);
    (bytes, end.is_ok())
}

fn last(sandbox: &Sandbox) -> (Option<u16>, Option<&'static str>) {
    let request = sandbox.requests().pop().unwrap();
    (request.status, request.fault)
}

#[test]
fn a_script_is_followed_in_order_and_used_up() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.script(
        Fault::status(503)
            .header("retry-after", "5")
            .body("busy")
            .times(2),
    );
    sandbox.script_for("/api/v2", Fault::status(502));
    sandbox.script(Fault::status(500));
    sandbox.script(Fault::status(418).times(0));
    let path = path(&sandbox, "subscriptions");
    for _ in 0..2 {
        let reply = get(&sandbox, &path, "");
        assert_eq!((reply.status, reply.body.as_str()), (503, "busy"));
        assert_eq!(reply.field("retry-after"), Some("5"));
    }
    assert_eq!(get(&sandbox, &path, "").status, 500);
    assert_eq!(get(&sandbox, &path, "").status, 401);
    assert_eq!(get(&sandbox, "/api/v2/accounts/1/x", "").status, 502);
    assert_eq!(last(&sandbox), (Some(502), Some("status")));
    sandbox.script(Fault::status(599).always());
    for _ in 0..3 {
        assert_eq!(get(&sandbox, &path, "").status, 599);
    }
    sandbox.clear_script();
    assert_eq!(get(&sandbox, &path, "").status, 401);
    assert_eq!(last(&sandbox), (Some(401), None));
}

#[test]
fn a_close_sends_no_byte() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.script(Fault::close());
    assert_eq!(raw(&sandbox), (Vec::new(), false));
    assert_eq!(last(&sandbox), (None, Some("close")));
}

#[test]
fn an_answer_can_be_cut_anywhere() {
    let sandbox = Sandbox::builder()
        .clock(bw_auth_sandbox::SandboxClock::manual(1_790_000_000))
        .start()
        .unwrap();
    let (whole, _) = raw(&sandbox);
    for bytes in (1..whole.len()).step_by(37).chain([whole.len() - 1]) {
        sandbox.script(Fault::close_after_bytes(bytes));
        let (part, in_order) = raw(&sandbox);
        assert_eq!(part, whole[..bytes]);
        assert!(!in_order);
        assert_eq!(last(&sandbox), (Some(200), Some("close_after_bytes")));
    }
    sandbox.script(Fault::close_after_bytes(whole.len() + 10));
    assert_eq!(raw(&sandbox), (whole, false));
}

#[test]
fn garbage_takes_the_place_of_an_answer() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.script(Fault::garbage(
        b"\xff\x00 nothing that HTTP knows".as_slice(),
    ));
    let (bytes, in_order) = raw(&sandbox);
    assert_eq!(bytes, b"\xff\x00 nothing that HTTP knows");
    assert!(in_order);
    assert_eq!(last(&sandbox), (None, Some("garbage")));
    sandbox.script(Fault::garbage(vec![b'x'; 1_000_000]));
    assert_eq!(raw(&sandbox).0.len(), 1_000_000);
}

#[test]
fn a_redirect_has_its_location_and_may_have_two() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.script(Fault::redirect(307, "https://example.com/a").header("location", "/b"));
    let reply = get(&sandbox, "/api", "");
    assert_eq!(reply.status, 307);
    assert_eq!(reply.fields("location"), ["https://example.com/a", "/b"]);
    assert_eq!(reply.body, "");
}

#[test]
fn an_echo_repeats_the_field_in_each_way_of_writing() {
    let sandbox = Sandbox::start().unwrap();
    // The base64 of this pair has all three of the characters that an encoding may write otherwise.
    let field = crate::client::basic("a?>", "~~????");
    let text = field.trim_end().strip_prefix("Authorization: ").unwrap();
    assert!(
        text.contains('/') && text.contains('+') && text.contains('='),
        "{text}"
    );
    for echo in [Echo::Plain, Echo::Json, Echo::Xml] {
        sandbox.script(Fault::echo_authorization(403, echo));
        let reply = get(&sandbox, "/api", &field);
        assert_eq!(reply.status, 403);
        assert_eq!(reply.field("x-received-authorization"), Some(text));
        let read = match echo {
            Echo::Json => reply.json()["description"].as_str().unwrap().to_owned(),
            Echo::Xml => reply.xml("Description").unwrap(),
            _ => reply.body.clone(),
        };
        assert!(read.contains(text), "{read}");
        assert_eq!(reply.body.contains(text), echo == Echo::Plain);
    }
    sandbox.script(Fault::echo_authorization(403, Echo::Plain));
    let bare = get(&sandbox, "/api", "");
    assert_eq!(bare.field("x-received-authorization"), None);
}

#[test]
fn a_drip_is_whole_in_the_end() {
    let sandbox = Sandbox::builder()
        .clock(bw_auth_sandbox::SandboxClock::manual(1_790_000_000))
        .start()
        .unwrap();
    let (whole, _) = raw(&sandbox);
    sandbox.script(Fault::drip(Duration::from_nanos(1)));
    let tcp = Counted {
        tcp: TcpStream::connect(sandbox.address()).unwrap(),
        received: 0,
    };
    let mut stream = handshake(&sandbox, tcp, "localhost").unwrap();
    let path = path(&sandbox, "subscriptions");
    let message = message("GET", &path, &own(&sandbox), "");
    let kept = message.replace("Connection: close\r\n", "");
    let before = stream.sock.received;
    write(&mut stream, &kept);
    let mut dripped = vec![0; whole.len() - "connection: close\r\n".len()];
    stream.read_exact(&mut dripped).unwrap();
    // A byte that travels alone has a TLS record to itself, whose header alone is five bytes more.
    assert!(stream.sock.received - before > dripped.len() * 6);
    assert!(whole.ends_with(dripped.split_at(dripped.len() / 2).1));

    // The next answer on the connection is as fast as ever.
    let before = stream.sock.received;
    write(&mut stream, &message);
    assert_eq!(read(&mut stream).0, whole);
    assert!(stream.sock.received - before < whole.len() * 2);
}

#[test]
fn bodies_and_headers_can_be_huge() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.script(Fault::huge_body(3_000_001, 500));
    let reply = get(&sandbox, "/api", "");
    assert_eq!((reply.status, reply.body.len()), (500, 3_000_001));
    assert_eq!(reply.fields("content-length"), ["3000001"]);
    sandbox.script(Fault::huge_header(1_000_000));
    let reply = get(&sandbox, &path(&sandbox, "subscriptions"), &own(&sandbox));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.field("x-filler").unwrap().len(), 1_000_000);
    assert_ne!(reply.body, "");
}

#[test]
fn what_http_cannot_carry_is_said_aloud() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.script(Fault::status(99));
    sandbox.script(Fault::redirect(302, "two\r\nlines"));
    for what in ["status", "header field"] {
        let reply = get(&sandbox, "/api", "");
        assert_eq!(reply.status, 500);
        assert!(reply.body.contains(what), "{}", reply.body);
    }
}

/// A socket that counts what comes in.
struct Counted {
    tcp: TcpStream,
    received: usize,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.tcp.read(buf)?;
        self.received += read;
        Ok(read)
    }
}

impl Write for Counted {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.tcp.write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}
