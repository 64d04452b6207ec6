//! How a sandbox is set up.

use alloc::sync::Arc;
use core::net::{Ipv4Addr, SocketAddr};
use core::sync::atomic::AtomicU64;
use std::net::TcpListener;
use std::sync::{Mutex, mpsc};
use std::thread;

use bw_auth_core::{Environment, EnvironmentError, Service};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::certificate::{Certificate, Identity};
use crate::clock::SandboxClock;
use crate::defaults::{ACCOUNT_ID, USERNAME, random_password};
use crate::error::SandboxError;
use crate::limit::{Limiter, RateLimit};
use crate::log::RequestLog;
use crate::resources;
use crate::sandbox::{Running, Sandbox};
use crate::script::Script;
use crate::server::Server;
use crate::state::Shared;
use crate::users::{ApiUser, Users};

/// Sets up a [`Sandbox`] that differs from the usual one.
///
/// ```
/// use bw_auth_sandbox::{Sandbox, SandboxClock};
///
/// let sandbox = Sandbox::builder()
///     .clock(SandboxClock::manual(1_790_000_000))
///     .start()?;
/// assert_eq!(sandbox.clock().now().as_secs(), 1_790_000_000);
/// # Ok::<(), bw_auth_sandbox::SandboxError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SandboxBuilder {
    certificate: Certificate,
    clock: SandboxClock,
    listen: SocketAddr,
    proxy_listen: SocketAddr,
    proxy_refusal: Option<u16>,
    rate_limit: Option<RateLimit>,
}

impl SandboxBuilder {
    pub(crate) fn new() -> Self {
        Self {
            certificate: Certificate::Good,
            clock: SandboxClock::system(),
            listen: ANY_PORT,
            proxy_listen: ANY_PORT,
            proxy_refusal: None,
            rate_limit: None,
        }
    }

    /// The certificate to show; the good one, unless a test is about a bad one.
    pub fn certificate(mut self, certificate: Certificate) -> Self {
        self.certificate = certificate;
        self
    }

    /// The clock to live by; the machine's own, unless told otherwise.
    pub fn clock(mut self, clock: SandboxClock) -> Self {
        self.clock = clock;
        self
    }

    /// The address for TLS; a free port of 127.0.0.1, unless told otherwise. The certificate is valid for the
    /// loopback addresses only, and for Bandwidth's names.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// The address of the CONNECT proxy; a free port of 127.0.0.1, unless told otherwise.
    pub fn proxy_listen(mut self, address: SocketAddr) -> Self {
        self.proxy_listen = address;
        self
    }

    /// Makes the proxy refuse every target with this status, such as 403, or 407 with a challenge.
    pub fn proxy_refuses(mut self, status: u16) -> Self {
        self.proxy_refusal = Some(status);
        self
    }

    /// The rate limit to begin with; none, unless told otherwise.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Starts the sandbox on a thread of its own, and returns once it listens. It may be called from synchronous
    /// and from asynchronous code alike.
    ///
    /// # Errors
    ///
    /// An address cannot be listened on, or a certificate or the thread cannot be made.
    pub fn start(self) -> Result<Sandbox, SandboxError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let password = random_password(provider.secure_random)?;
        let identity = Identity::new(self.certificate, provider)?;
        let (listener, address) = bind(self.listen)?;
        let (proxy_listener, proxy_address) = bind(self.proxy_listen)?;

        let environment = environment(address)?;
        let mut users = Users::default();
        users.add(ApiUser::new(USERNAME, password.as_str()).account(ACCOUNT_ID));
        let mut limiter = Limiter::default();
        limiter.set(self.rate_limit);
        let shared = Arc::new(Shared {
            clock: self.clock,
            limiter: Mutex::new(limiter),
            log: RequestLog::default(),
            proxy_refusal: self.proxy_refusal,
            script: Mutex::new(Script::default()),
            users: Mutex::new(users),
        });
        let server = Server {
            acceptor: TlsAcceptor::from(identity.config),
            connections: AtomicU64::new(0),
            router: resources::router(),
            shared: Arc::clone(&shared),
        };

        let (stop, stopped) = oneshot::channel();
        let (ready, is_ready) = mpsc::sync_channel(1);
        let thread = thread::Builder::new()
            .name("bw-auth-sandbox".into())
            .spawn(move || server.run(listener, proxy_listener, &ready, stopped))
            .map_err(SandboxError::Thread)?;
        let running = Running::new(stop, thread);
        match is_ready.recv() {
            Ok(Ok(())) => Ok(Sandbox {
                address,
                ca_pem: identity.ca_pem,
                environment,
                password,
                proxy_address,
                shared,
                _running: running,
            }),
            Ok(Err(error)) => Err(SandboxError::Thread(error)),
            Err(_) => Err(SandboxError::Thread(std::io::ErrorKind::Other.into())),
        }
    }
}

fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), SandboxError> {
    let bound = TcpListener::bind(address).and_then(|listener| {
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    });
    bound.map_err(|source| SandboxError::Bind { address, source })
}

/// The services of production, each below this address in place of its own host.
fn environment(address: SocketAddr) -> Result<Environment, EnvironmentError> {
    let production = Environment::production();
    Service::ALL
        .iter()
        .filter_map(|&service| production.base(service).map(|base| (service, base)))
        .try_fold(
            Environment::custom("sandbox"),
            |sandbox, (service, base)| {
                sandbox.with_origin(service, &format!("https://{address}{}", base.path()))
            },
        )
}

const ANY_PORT: SocketAddr = SocketAddr::new(core::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
