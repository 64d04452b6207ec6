//! `Connector`: one request over one connection. A program that has a pool has that in this place.

use core::fmt;
use core::net::SocketAddr;
use std::sync::Arc;

use bw_auth_core::{BoxError, Fault, Origin, Url};
use http::header::HOST;
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::{Empty, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, crypto};

use super::broken::Broken;

/// How to reach a server.
#[derive(Clone)]
pub struct Connector {
    /// The address to connect to, whatever the host is called. The certificate must still be the host's.
    pub resolve_to: Option<SocketAddr>,
    /// `host:port` of an HTTP proxy that leads to https hosts by CONNECT. It gets to see no more than their names.
    pub proxy: Option<String>,
    tls: TlsConnector,
}

impl Connector {
    /// Trusts what the platform trusts, and the certificates in this PEM text. `ring` is named here, so nothing depends
    /// on which TLS implementation the process may have as its default.
    ///
    /// # Errors
    ///
    /// The PEM text cannot be read, or nothing is trusted.
    pub fn new(root_pem: Option<&[u8]>) -> Result<Self, BoxError> {
        let roots = CertificateDer::pem_slice_iter(root_pem.unwrap_or_default())
            .collect::<Result<Vec<_>, _>>()?;
        let provider = Arc::new(crypto::ring::default_provider());
        let verifier = Verifier::new_with_extra_roots(roots, Arc::clone(&provider))?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        Ok(Self {
            resolve_to: None,
            proxy: None,
            tls: TlsConnector::from(Arc::new(config)),
        })
    }

    /// Sends the request to this URL.
    ///
    /// # Errors
    ///
    /// [`Broken`]: no response came.
    pub async fn send(
        &self,
        url: &Url,
        request: Request<Bytes>,
    ) -> Result<Response<Incoming>, Broken> {
        let request = addressed(url, request)?;
        let stream = self.connect(url.origin()).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // It ends with the body, or with `sender` if there is no response.
        tokio::spawn(connection);
        Ok(sender.send_request(request).await?)
    }

    async fn connect(&self, origin: &Origin) -> Result<Box<dyn Stream>, Broken> {
        let host = origin.host().trim_matches(['[', ']']);
        let stream: Box<dyn Stream> = match &self.proxy {
            Some(proxy) if origin.is_https() => Box::new(tunnel(proxy, origin).await?),
            _ => Box::new(self.connect_tcp(host, origin.port()).await?),
        };
        if !origin.is_https() {
            return Ok(stream);
        }
        let name = ServerName::try_from(host.to_owned()).map_err(Broken::by(Fault::Tls))?;
        let tls = self
            .tls
            .connect(name, stream)
            .await
            .map_err(Broken::handshake)?;
        Ok(Box::new(tls))
    }

    async fn connect_tcp(&self, host: &str, port: u16) -> Result<TcpStream, Broken> {
        let addresses: Vec<SocketAddr> = match self.resolve_to {
            Some(address) => vec![address],
            None => lookup_host((host, port))
                .await
                .map_err(Broken::by(Fault::Dns))?
                .collect(),
        };
        TcpStream::connect(addresses.as_slice())
            .await
            .map_err(Broken::by(Fault::Connect))
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector")
            .field("resolve_to", &self.resolve_to)
            .field("proxy", &self.proxy)
            .finish_non_exhaustive()
    }
}

/// A way through the proxy. The request for it is made here from nothing, so no header of the caller's is in it.
async fn tunnel(proxy: &str, origin: &Origin) -> Result<TokioIo<hyper::upgrade::Upgraded>, Broken> {
    let stream = TcpStream::connect(proxy)
        .await
        .map_err(Broken::by(Fault::Proxy))?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(Broken::by(Fault::Proxy))?;
    tokio::spawn(connection.with_upgrades());
    let authority = format!("{}:{}", origin.host(), origin.port());
    let request = Request::connect(&authority)
        .header(HOST, &authority)
        .body(Empty::<Bytes>::new())
        .map_err(Broken::by(Fault::Proxy))?;
    let response = sender
        .send_request(request)
        .await
        .map_err(Broken::by(Fault::Proxy))?;
    if !response.status().is_success() {
        let answer = format!("the proxy answered {}", response.status());
        return Err(Broken::by(Fault::Proxy)(answer));
    }
    let upgraded = hyper::upgrade::on(response)
        .await
        .map_err(Broken::by(Fault::Proxy))?;
    Ok(TokioIo::new(upgraded))
}

/// The request in the form that goes over the wire (RFC 9112 §3.2.1). The host is that of the URL which core has
/// checked, whatever the caller's request said.
fn addressed(url: &Url, request: Request<Bytes>) -> Result<Request<Full<Bytes>>, Broken> {
    let mut request = request.map(Full::new);
    let origin = url.origin().to_string();
    let target = url.as_str().strip_prefix(&origin).unwrap_or_default();
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    *request.uri_mut() = Uri::try_from(target).map_err(Broken::by(Fault::Other))?;
    let host = HeaderValue::from_str(host).map_err(Broken::by(Fault::Other))?;
    request.headers_mut().insert(HOST, host);
    Ok(request)
}

/// What the bytes go over: TCP, the way through a proxy, or TLS over either.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}
