//! What kind of fault a reqwest error is.

use core::error::Error as StdError;
use std::io;

use bw_auth_core::{BoxError, Fault};

/// The fault, and the error without the URL, whose path holds the account.
pub(crate) fn fault(error: reqwest::Error) -> (Fault, BoxError) {
    (kind(&error), error.without_url().into())
}

fn kind(error: &reqwest::Error) -> Fault {
    if causes(error).any(is_own_body) {
        Fault::Body
    } else if error.is_timeout() {
        Fault::Timeout
    } else if causes(error).any(is_tunnel) {
        Fault::Proxy
    } else if error.is_dns() {
        Fault::Dns
    } else if causes(error).any(is_tls) {
        Fault::Tls
    } else if causes(error).any(is_cut) {
        Fault::Closed
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
    } else if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        Fault::Closed
    } else if error.is_user() {
        Fault::Body
    } else {
        Fault::Other
    }
}

/// The caller's stream failed. Its error says nothing about the network, even if it looks like one that does.
fn is_own_body(cause: &(dyn StdError + 'static)) -> bool {
    cause
        .downcast_ref::<reqwest::Error>()
        .is_some_and(reqwest::Error::is_body)
}

/// The error that hyper-util's proxy tunnel yields has no public type; its text is all there is to know it by.
fn is_tunnel(cause: &(dyn StdError + 'static)) -> bool {
    cause.to_string().starts_with("tunnel error")
}

fn is_tls(cause: &(dyn StdError + 'static)) -> bool {
    cause.is::<rustls::Error>()
}

/// The other side ended the connection, be it in the middle of the handshake.
fn is_cut(cause: &(dyn StdError + 'static)) -> bool {
    let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
    matches!(
        kind,
        Some(
            io::ErrorKind::UnexpectedEof
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::ConnectionReset
        )
    )
}

/// Everything that led to the error, nearest first.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    core::iter::successors(error.source(), |cause| {
        let cause: &'a (dyn StdError + 'static) = *cause;
        // The `source` of an I/O error passes over what it wraps.
        match cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(wrapped) => Some(wrapped),
            None => cause.source(),
        }
    })
}
