//! The proxy that variables name: the HTTP library passes over what is none, and a request would go another way than was meant.

use std::env::{self, VarError};

use bw_auth_blocking::ureq::{Proxy, ProxyProtocol};

use crate::exit::Exit;
use crate::failure::Failure;

/// Looks at the variables in the order in which the HTTP library does, up to the one that it uses.
///
/// # Errors
///
/// One that it would pass over, since it holds no proxy.
pub(crate) fn check() -> Result<(), Failure> {
    for variable in VARIABLES {
        let proxy = match env::var(variable) {
            Ok(value) if value.is_empty() => continue,
            Err(VarError::NotPresent) => continue,
            Ok(value) => Proxy::new(&value).ok().filter(is_spoken),
            Err(VarError::NotUnicode(_)) => None,
        };
        return match proxy {
            Some(_) => Ok(()),
            None => Err(malformed(variable)),
        };
    }
    Ok(())
}

/// SOCKS is a feature of the HTTP library's that this program is built without, and then connections go past the proxy.
fn is_spoken(proxy: &Proxy) -> bool {
    matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https)
}

/// There may be a password in the value, so it is not shown.
fn malformed(variable: &str) -> Failure {
    Failure {
        exit: Exit::NotConfigured,
        code: "cli.proxy",
        text: format!(
            "{variable} holds no proxy of http or https; set it to a URL such as http://proxy.example:3128, with what is special in name and password percent-encoded, or unset it"
        ),
    }
}

/// As `Proxy::try_from_env` of ureq has them.
const VARIABLES: [&str; 6] = [
    "ALL_PROXY",
    "all_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
];
