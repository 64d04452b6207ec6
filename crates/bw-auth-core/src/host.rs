//! Hosts in the one spelling that every client reads alike.

use alloc::{
    format,
    string::{String, ToString as _},
};
use core::net::{Ipv4Addr, Ipv6Addr};

use crate::url_error::UrlError;

/// The canonical spelling of a host: lower case, IPv6 in brackets.
pub(crate) fn canonical(host: &str) -> Result<String, UrlError> {
    if let Some(address) = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return Ok(bracketed(address.parse().map_err(|_| UrlError::Host)?));
    }
    if host.parse::<Ipv4Addr>().is_ok() {
        return Ok(host.to_string());
    }
    if is_name(host) {
        Ok(host.to_ascii_lowercase())
    } else {
        Err(UrlError::Host)
    }
}

/// Whether a canonical host is this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
pub(crate) fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host == "[::1]"
        || host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

fn bracketed(address: Ipv6Addr) -> String {
    match address.segments() {
        // `Display` writes these with a dotted quad, WHATWG's serializer does not.
        [0, 0, 0, 0, 0, 0xffff, high, low] => format!("[::ffff:{high:x}:{low:x}]"),
        _ => format!("[{address}]"),
    }
}

fn is_name(host: &str) -> bool {
    host.len() <= NAME_LIMIT
        && host.split('.').all(is_label)
        && host.rsplit('.').next().is_some_and(|last| !is_number(last))
}

fn is_label(label: &str) -> bool {
    // Clients disagree on which encoded international names are valid, so none is taken.
    let international = label
        .get(..4)
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"));
    (1..=LABEL_LIMIT).contains(&label.len())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && !international
}

/// What makes a WHATWG parser read the whole host as an IPv4 address
/// (the [ends-in-a-number checker](https://url.spec.whatwg.org/#ends-in-a-number-checker)).
fn is_number(label: &str) -> bool {
    let hexadecimal = label
        .strip_prefix("0x")
        .or_else(|| label.strip_prefix("0X"));
    match hexadecimal {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => label.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

// RFC 1035 §2.3.4.
const LABEL_LIMIT: usize = 63;
const NAME_LIMIT: usize = 253;
