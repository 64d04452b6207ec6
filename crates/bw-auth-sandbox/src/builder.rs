//! How a sandbox is set up.

use alloc::sync::Arc;
use core::net::{Ipv4Addr, SocketAddr};
use core::sync::atomic::AtomicU64;
use core::time::Duration;
use std::net::TcpListener;
use std::sync::{Mutex, mpsc};
use std::thread;

use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::certificate::{Certificate, Identity};
use crate::clients::{Clients, OAuthClient};
use crate::clock::SandboxClock;
use crate::defaults::{ACCOUNT_ID, CLIENT_ID, USERNAME};
use crate::environment::environment;
use crate::error::SandboxError;
use crate::limit::{Limiter, RateLimit};
use crate::log::RequestLog;
use crate::random::Random;
use crate::resources;
use crate::sandbox::{Running, Sandbox};
use crate::script::Script;
use crate::server::Server;
use crate::state::Shared;
use crate::tokens::Tokens;
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
    api_users_retire_at: Option<Duration>,
    are_tokens_opaque: bool,
    certificate: Certificate,
    clock: SandboxClock,
    listen: SocketAddr,
    proxy_listen: SocketAddr,
    proxy_refusal: Option<u16>,
    rate_limit: Option<RateLimit>,
    token_lifetime: Duration,
}

impl SandboxBuilder {
    pub(crate) fn new() -> Self {
        Self {
            api_users_retire_at: None,
            are_tokens_opaque: false,
            certificate: Certificate::Good,
            clock: SandboxClock::system(),
            listen: ANY_PORT,
            proxy_listen: ANY_PORT,
            proxy_refusal: None,
            rate_limit: None,
            token_lifetime: TOKEN_LIFETIME,
        }
    }

    /// The time since 1970-01-01 UTC at which API users retire, as
    /// [`Sandbox::retire_api_users_at`] says; never, unless told otherwise.
    pub fn api_users_retire_at(mut self, unix: Duration) -> Self {
        self.api_users_retire_at = Some(unix);
        self
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

    /// Makes tokens that say nothing about themselves; they are JWTs, unless told otherwise.
    pub fn opaque_tokens(mut self) -> Self {
        self.are_tokens_opaque = true;
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

    /// How long a token is good for, by the sandbox's clock; an hour, unless told otherwise.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
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
        let random = Random(provider.secure_random);
        let secret = || {
            let secret = random.secret();
            secret.map_err(|failed| SandboxError::certificate(rustls::Error::from(failed)))
        };
        let (password, client_secret) = (secret()?, secret()?);
        let identity = Identity::new(self.certificate, provider)?;
        let (listener, address) = bind(self.listen)?;
        let (proxy_listener, proxy_address) = bind(self.proxy_listen)?;

        let environment = environment(address)?;
        let mut clients = Clients::default();
        clients.add(OAuthClient::new(CLIENT_ID, client_secret.as_str()).account(ACCOUNT_ID));
        let mut users = Users::default();
        users.add(ApiUser::new(USERNAME, password.as_str()).account(ACCOUNT_ID));
        users.retire_at = self.api_users_retire_at;
        let mut limiter = Limiter::default();
        limiter.set(self.rate_limit);
        let tokens = Tokens::new(random, self.token_lifetime, self.are_tokens_opaque);
        let shared = Arc::new(Shared {
            clients: Mutex::new(clients),
            clock: self.clock,
            limiter: Mutex::new(limiter),
            log: RequestLog::default(),
            proxy_refusal: self.proxy_refusal,
            script: Mutex::new(Script::default()),
            tokens: Mutex::new(tokens),
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
                client_secret,
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

const ANY_PORT: SocketAddr = SocketAddr::new(core::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const TOKEN_LIFETIME: Duration = Duration::from_secs(3600);
