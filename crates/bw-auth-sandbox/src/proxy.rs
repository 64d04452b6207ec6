//! A CONNECT proxy (RFC 9110 section 9.3.6) that leads Bandwidth's names to the sandbox, and nothing anywhere else.

use alloc::format;
use alloc::sync::Arc;

use tokio::io::{AsyncWriteExt as _, join};
use tokio::net::TcpStream;

use crate::log::{Peer, ProxyRequest};
use crate::request_head::{NoHead, RequestHead};
use crate::server::Server;

/// Serves one connection to the proxy.
pub(crate) async fn serve(server: Arc<Server>, mut stream: TcpStream) {
    let head = match RequestHead::read(&mut stream).await {
        Ok(head) => head,
        Err(NoHead::Gone) => return,
        Err(NoHead::Invalid) => return refuse(&mut stream, 400).await,
    };
    let status = match server.shared.proxy_refusal {
        _ if head.method != "CONNECT" => 405,
        Some(status) => status,
        None if is_bandwidth(&head.target) => 200,
        None => 403,
    };
    server.shared.log.push_proxied(ProxyRequest {
        method: head.method,
        target: head.target,
        status,
        header_names: head.header_names,
    });
    if status != 200 {
        return refuse(&mut stream, status).await;
    }
    let established = b"HTTP/1.1 200 Connection established\r\n\r\n";
    if stream.write_all(established).await.is_err() {
        return;
    }
    // A client in a hurry may have sent its first TLS record along with the request.
    let (read, write) = stream.into_split();
    let read = tokio::io::AsyncReadExt::chain(std::io::Cursor::new(head.rest), read);
    server.serve(join(read, write), Peer::Proxy).await;
}

async fn refuse(stream: &mut TcpStream, status: u16) {
    let field = match status {
        405 => "Allow: CONNECT\r\n",
        407 => "Proxy-Authenticate: Basic realm=\"sandbox\"\r\n",
        _ => "",
    };
    let answer = format!(
        "HTTP/1.1 {status} Refused\r\n{field}Content-Length: 0\r\nConnection: close\r\n\r\n"
    );
    // The client may be gone already; there is nobody else to tell.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// Whether a CONNECT target is the https port of `bandwidth.com` or of a name below it.
fn is_bandwidth(target: &str) -> bool {
    let target = target.to_ascii_lowercase();
    target
        .strip_suffix("bandwidth.com:443")
        .is_some_and(|labels| labels.is_empty() || labels.ends_with('.'))
}
