//! What kind of fault a ureq error is.

use std::io;

use bw_auth_core::{BoxError, Fault};
use ureq::Error;

use crate::body::Unread;

/// The fault, and the error where it does not print a URL. `via_proxy` tells whether the connection went to a proxy.
pub(crate) fn fault(error: Error, via_proxy: bool) -> (Fault, Option<BoxError>) {
    let kind = match kind(&error) {
        Fault::Connect | Fault::Dns if via_proxy => Fault::Proxy,
        kind => kind,
    };
    let prints_url = matches!(error, Error::BadUri(_) | Error::RequireHttpsOnly(_));
    (kind, (!prints_url).then(|| error.into()))
}

/// Which kind of fault an error of ureq's is, as an [`Error::Transport`](bw_auth_core::Error::Transport) has it. Whether a proxy was
/// what could not be reached is not known here.
///
/// ```
/// use bw_auth_blocking::{Fault, fault_of, ureq};
///
/// assert_eq!(fault_of(&ureq::Error::HostNotFound), Fault::Dns);
/// ```
#[must_use]
pub fn fault_of(error: &Error) -> Fault {
    kind(error)
}

fn kind(error: &Error) -> Fault {
    match error {
        Error::Timeout(_) => Fault::Timeout,
        Error::HostNotFound => Fault::Dns,
        Error::ConnectProxyFailed(_) | Error::InvalidProxyUrl => Fault::Proxy,
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) | Error::TlsRequired => Fault::Tls,
        Error::ConnectionFailed => Fault::Connect,
        Error::Protocol(_) | Error::LargeResponseHeader(..) => Fault::Protocol,
        Error::BodyExceedsLimit(_) | Error::BodyStalled => Fault::Body,
        Error::Io(error) => io_kind(error),
        _ => Fault::Other,
    }
}

fn io_kind(error: &io::Error) -> Fault {
    let inner = error.get_ref();
    if inner.is_some_and(|inner| inner.is::<Unread>()) {
        return Fault::Body;
    }
    if inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
        return Fault::Tls;
    }
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Fault::Timeout,
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::ConnectionReset => Fault::Closed,
        io::ErrorKind::AddrNotAvailable
        | io::ErrorKind::ConnectionRefused
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NotConnected => Fault::Connect,
        // WSAHOST_NOT_FOUND to WSANO_DATA.
        _ if cfg!(windows) && matches!(error.raw_os_error(), Some(11_001..=11_004)) => Fault::Dns,
        // Elsewhere the standard library reports a failed look-up with no kind and no number of its own, only in words.
        _ if error
            .to_string()
            .starts_with("failed to lookup address information") =>
        {
            Fault::Dns
        }
        _ => Fault::Other,
    }
}
