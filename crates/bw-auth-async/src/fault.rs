//! What kind of fault a reqwest error is.

use core::error::Error as StdError;

use bw_auth_core::{BoxError, Fault};

/// The fault, and the error without the URL, whose path holds the account.
pub(crate) fn fault(error: reqwest::Error) -> (Fault, BoxError) {
    (kind(&error), error.without_url().into())
}

fn kind(error: &reqwest::Error) -> Fault {
    if error.is_timeout() {
        Fault::Timeout
    } else if causes(error).any(is_tunnel) {
        Fault::Proxy
    } else if error.is_dns() {
        Fault::Dns
    } else if causes(error).any(is_tls) {
        Fault::Tls
    } else if error.is_connect() {
        Fault::Connect
    } else if let Some(hyper) = causes(error).find_map(|cause| cause.downcast_ref::<hyper::Error>())
    {
        http(hyper)
    } else if error.is_body() || error.is_decode() {
        Fault::Body
    } else {
        Fault::Other
    }
}

fn http(error: &hyper::Error) -> Fault {
    if error.is_parse() {
        Fault::Protocol
    } else if error.is_timeout() {
        Fault::Timeout
    } else if error.is_incomplete_message()
        || error.is_closed()
        || error.is_canceled()
        || causes(error).any(is_io)
    {
        Fault::Closed
    } else if error.is_user() {
        Fault::Body
    } else {
        Fault::Other
    }
}

/// The error that hyper-util's proxy tunnel yields has no public type; its text is all there is to know it by.
fn is_tunnel(cause: &(dyn StdError + 'static)) -> bool {
    cause.to_string().starts_with("tunnel error")
}

fn is_tls(cause: &(dyn StdError + 'static)) -> bool {
    if cause.is::<rustls::Error>() {
        return true;
    }
    // The `source` of an I/O error skips what it wraps, which may be another I/O error.
    let mut io = cause.downcast_ref::<std::io::Error>();
    while let Some(inner) = io.and_then(std::io::Error::get_ref) {
        if inner.is::<rustls::Error>() {
            return true;
        }
        io = inner.downcast_ref();
    }
    false
}

fn is_io(cause: &(dyn StdError + 'static)) -> bool {
    cause.is::<std::io::Error>()
}

fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    core::iter::successors(error.source(), |cause| {
        let cause: &'a (dyn StdError + 'static) = *cause;
        cause.source()
    })
}
