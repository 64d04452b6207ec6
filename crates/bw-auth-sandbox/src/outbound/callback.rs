//! `Callback`: what is sent, to which URL, with which credentials.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use core::time::Duration;

use bw_auth_core::{BasicCredentials, Origin};
use http::Uri;
use http::uri::Scheme;

use super::kind::CallbackKind;

/// A callback as it is registered at Bandwidth: the kind, the URL, and the pair that Bandwidth presents when it is asked to.
///
/// ```
/// use bw_auth_core::BasicCredentials;
/// use bw_auth_sandbox::{Callback, CallbackKind, CallbackUrlError};
///
/// let pair = BasicCredentials::new("hooks", "open sesame".to_owned()).unwrap();
/// let callback = Callback::new(CallbackKind::Voice, "http://127.0.0.1:8080/calls", pair.clone())?;
/// assert!(!format!("{callback:?}").contains("open sesame"));
///
/// // It goes nowhere but to this machine.
/// let elsewhere = Callback::new(CallbackKind::Voice, "http://example.com/calls", pair);
/// assert_eq!(elsewhere.unwrap_err(), CallbackUrlError::NotLoopback);
/// # Ok::<(), CallbackUrlError>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Callback {
    pub(super) kind: CallbackKind,
    pub(super) target: Target,
    pub(super) pair: BasicCredentials,
    pub(super) time_limit: Duration,
    pub(super) body: Option<Vec<u8>>,
}

/// Where it goes.
#[derive(Clone)]
pub(super) struct Target {
    /// To be tried in this order.
    pub(super) addresses: Vec<SocketAddr>,
    /// The value of `Host`.
    pub(super) authority: String,
    /// With the query.
    pub(super) path: String,
}

impl Callback {
    /// A callback of this kind to this URL: `http` on a loopback address or `localhost`.
    ///
    /// # Errors
    ///
    /// [`CallbackUrlError`], if it is another URL.
    pub fn new(
        kind: CallbackKind,
        url: &str,
        pair: BasicCredentials,
    ) -> Result<Self, CallbackUrlError> {
        Ok(Self {
            kind,
            target: Target::of(url)?,
            pair,
            time_limit: kind.time_limit(),
            body: None,
        })
    }

    /// The body to send instead of the kind's own. The `Content-Type` remains.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// How long each request may take until the head of its answer has come, in real time; as the kind has it, unless
    /// told otherwise. For voice, Bandwidth lets its customers choose from 1 to 25 s (`callbackTimeout`). Any other may be
    /// chosen here, as a short one for a test in which a handler hangs.
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No query: people put secrets there.
        let path = self.target.path.split('?').next().unwrap_or_default();
        f.debug_struct("Callback")
            .field("kind", &self.kind)
            .field("authority", &self.target.authority)
            .field("path", &path)
            .field("username", &self.pair.username())
            .field("time_limit", &self.time_limit)
            .finish_non_exhaustive()
    }
}

impl Target {
    fn of(url: &str) -> Result<Self, CallbackUrlError> {
        let uri: Uri = url.parse().map_err(|_| CallbackUrlError::NotAbsolute)?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(CallbackUrlError::NotAbsolute);
        };
        if *scheme != Scheme::HTTP {
            return Err(CallbackUrlError::NotHttp);
        }
        if authority.as_str().contains('@') {
            return Err(CallbackUrlError::UserInfo);
        }
        // A port that is none would be taken for the scheme's own.
        if authority.as_str().len() > authority.host().len() && authority.port_u16().is_none() {
            return Err(CallbackUrlError::NotAbsolute);
        }
        let port = authority.port_u16().unwrap_or(80);
        let addresses = loopback(authority.host()).ok_or(CallbackUrlError::NotLoopback)?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            addresses: addresses
                .into_iter()
                .map(|ip| SocketAddr::new(ip, port))
                .collect(),
            authority: authority.as_str().into(),
            path: path.into(),
        })
    }
}

/// The addresses of a host that is this machine. No resolver is asked, so that nothing else can be meant by a name.
fn loopback(host: &str) -> Option<Vec<IpAddr>> {
    let origin = Origin::parse(&format!("http://{host}")).ok()?;
    if !origin.is_loopback() {
        return None;
    }
    let bare = origin.host().trim_matches(['[', ']']);
    Some(match bare.parse() {
        Ok(ip) => [ip].into(),
        // The one name that core takes for this machine.
        Err(_) => [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()].into(),
    })
}

/// Why the sandbox sends no callback to a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackUrlError {
    /// It is no URL with a scheme and a host.
    #[error("the callback's URL is none, or has no scheme or no host")]
    NotAbsolute,
    /// The scheme is another. For a handler behind TLS there is `bw-auth callback-test`.
    #[error(
        "the callback's URL does not begin with http://, which is all that the sandbox sends to"
    )]
    NotHttp,
    /// The host is neither a loopback address nor `localhost`.
    #[error(
        "the callback's URL leads to another machine; the sandbox sends to 127.0.0.1, [::1] and localhost only"
    )]
    NotLoopback,
    /// There is a username in it. Credentials are given as [`BasicCredentials`].
    #[error("the callback's URL has credentials in it; give them as the pair")]
    UserInfo,
}
