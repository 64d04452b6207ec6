//! The listeners, and what happens to each connection.

use alloc::sync::Arc;
use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::io;
use std::net::TcpListener as StdListener;
use std::sync::mpsc::SyncSender;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{self, Runtime};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::answer::Answerer;
use crate::log::Peer;
use crate::proxy;
use crate::state::Shared;
use crate::wire::{SharedPlan, Wire};

pub(crate) struct Server {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) connections: AtomicU64,
    pub(crate) router: Router,
    pub(crate) shared: Arc<Shared>,
}

impl Server {
    /// Serves on the calling thread until told to stop; what `ready` is sent is whether it could begin.
    pub(crate) fn run(
        self,
        listener: StdListener,
        proxy_listener: StdListener,
        ready: &SyncSender<io::Result<()>>,
        stop: oneshot::Receiver<()>,
    ) {
        let server = Arc::new(self);
        let begun = begin(&server, listener, proxy_listener);
        // Nobody waits for `ready` or for `stop` once the sandbox is gone, which is a reason to end as well.
        match begun {
            Ok(runtime) => {
                if ready.send(Ok(())).is_ok() {
                    let _ = runtime.block_on(stop);
                }
            }
            Err(error) => {
                let _ = ready.send(Err(error));
            }
        }
    }

    /// Serves one connection, TLS handshake first.
    pub(crate) async fn serve<S>(self: Arc<Self>, stream: S, peer: Peer)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let connection = self.connections.fetch_add(1, Ordering::Relaxed);
        let Ok(tls) = self.acceptor.accept(stream).await else {
            return;
        };
        let plan = SharedPlan::default();
        let answerer = Answerer {
            connection,
            peer,
            plan: plan.clone(),
            router: self.router.clone(),
            shared: Arc::clone(&self.shared),
        };
        // How a connection ends is the client's to judge; here, most faults end it with an error.
        let _ = http1::Builder::new()
            .auto_date_header(false)
            .header_read_timeout(None)
            .serve_connection(
                TokioIo::new(Wire::new(tls, plan)),
                service_fn(move |request| answerer.clone().answer(request)),
            )
            .await;
    }
}

/// Starts to accept. The tasks end with the runtime, and their connections with them.
fn begin(
    server: &Arc<Server>,
    listener: StdListener,
    proxy_listener: StdListener,
) -> io::Result<Runtime> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let context = runtime.enter();
    let listener = TcpListener::from_std(listener)?;
    let proxy_listener = TcpListener::from_std(proxy_listener)?;
    drop(context);
    let direct = Arc::clone(server);
    runtime.spawn(accept(listener, move |stream| {
        tokio::spawn(Arc::clone(&direct).serve(stream, Peer::Direct));
    }));
    let proxied = Arc::clone(server);
    runtime.spawn(accept(proxy_listener, move |stream| {
        tokio::spawn(proxy::serve(Arc::clone(&proxied), stream));
    }));
    Ok(runtime)
}

async fn accept(listener: TcpListener, serve: impl Fn(TcpStream)) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Drip faults would arrive in lumps otherwise; a socket that refuses still works.
                let _ = stream.set_nodelay(true);
                serve(stream);
            }
            // The usual reason is too many open files, which passes.
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

const ACCEPT_PAUSE: Duration = Duration::from_millis(10);
