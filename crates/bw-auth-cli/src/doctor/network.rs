//! What is wrong when no answer came.

use std::error::Error as StdError;
use std::time::SystemTime;

use bw_auth_core::{Error, Fault, Origin};
use bw_auth_sources::Resolved;

use crate::exit::Exit;
use crate::finding::Finding;
use crate::proxy::{self, Between};
use crate::tls_fault::TlsFault;

pub(super) fn of(error: &Error, fault: Fault, resolved: Option<&Resolved>) -> Finding {
    let cause = innermost(error);
    let first = || resolved?.environment().origins().next();
    let (where_to, origin) = match error {
        Error::Token(token) => (
            format!("the token endpoint {}", token.endpoint()),
            Some(token.endpoint()),
        ),
        _ => ("the service".to_owned(), first()),
    };
    let between = resolved.and(origin).map(ToString::to_string);
    let between = between.and_then(proxy::between);
    let host = origin.map_or("dashboard.bandwidth.com", Origin::host);
    let port = origin.map_or(443, Origin::port);
    let with_proxy = between.filter(|proxy| proxy.is_tls || fault != Fault::Tls);
    let where_to = match with_proxy {
        Some(Between { variable, .. }) if fault != Fault::Proxy => {
            format!("the proxy that {variable} names or {where_to} behind it")
        }
        _ => where_to,
    };
    let finding = |verdict, what: String| {
        let why = if cause.is_empty() {
            String::new()
        } else {
            format!(" ({cause})")
        };
        Finding::new(verdict, Exit::Network, format!("{what}{why}."))
    };
    match fault {
        Fault::Dns => finding("dns", format!("The name of {where_to} cannot be resolved"))
            .remedy("check the spelling, if you have set the URL")
            .remedy(format!("check the resolver of this machine or container: getent hosts {host}")),
        Fault::Connect => finding("connect", format!("No connection to {where_to} can be made"))
            .remedy(format!("check the network and the firewall: TCP port {port} must be open to {host}"))
            .remedy("if there is a proxy, set HTTPS_PROXY"),
        Fault::Proxy => finding("proxy", format!("The proxy does not connect to {where_to}"))
            .remedy("check HTTPS_PROXY or ALL_PROXY: the address, and name and password if the proxy asks for them")
            .remedy(format!("have the proxy allow CONNECT to {host}:{port}, or name this host in NO_PROXY")),
        Fault::Tls => tls(&cause, &where_to, finding),
        Fault::Timeout => finding("timeout", format!("The time was over before {where_to} had answered"))
            .remedy("check the network; a firewall may drop packets without a word"),
        Fault::Closed => finding("closed", format!("The connection to {where_to} was closed before an answer came"))
            .remedy("try again; if it stays, look for a gateway in between"),
        Fault::Protocol => finding("protocol", format!("What came from {where_to} was no HTTP"))
            .remedy("look for a proxy or gateway in between"),
        _ => finding("network", format!("The exchange with {where_to} broke: {fault}")),
    }
    .remedies(with_proxy.and_then(|proxy| of_proxy(proxy, fault)))
    .code(error.code())
}

/// Which of the two it was cannot be seen from here.
fn of_proxy(proxy: Between, fault: Fault) -> Option<String> {
    let variable = proxy.variable;
    match fault {
        Fault::Tls => Some(format!(
            "most proxies are spoken to without TLS, whatever is behind them: begin {variable} with http://"
        )),
        Fault::Closed | Fault::Protocol | Fault::Timeout => {
            Some(format!("check {variable}: the proxy may be what is wrong"))
        }
        _ => None,
    }
}

fn tls(cause: &str, where_to: &str, finding: impl Fn(&'static str, String) -> Finding) -> Finding {
    let clock = httpdate::fmt_http_date(SystemTime::now());
    match TlsFault::of(cause) {
        TlsFault::Authority => finding("tls_authority", format!("The certificate of {where_to} is from an authority that is not trusted here"))
            .remedy("install the system's CA certificates (package ca-certificates)")
            .remedy("if a proxy of your company reads along, name its authority with --ca FILE, or SSL_CERT_FILE"),
        TlsFault::Expired => finding(
            "tls_expired",
            format!("The certificate of {where_to} has expired, or this machine's clock is ahead"),
        )
        .remedy(format!("check the clock: it says {clock}"))
        .remedy("if it is right, whoever runs that server has to renew the certificate"),
        TlsFault::NotYet => finding(
            "tls_not_yet",
            format!(
                "The certificate of {where_to} is not valid yet, or this machine's clock is behind"
            ),
        )
        .remedy(format!("check the clock: it says {clock}")),
        TlsFault::Name => finding(
            "tls_name",
            format!("The certificate of {where_to} is for another host"),
        )
        .remedy("check the URL, if you have set it, and look for a gateway in between"),
        TlsFault::Certificate => finding(
            "tls_certificate",
            format!("The certificate of {where_to} is not of a kind that is accepted"),
        )
        .remedy("look for a proxy or gateway in between, and have it use a current certificate for servers"),
        TlsFault::Other => finding("tls", format!("TLS with {where_to} failed"))
            .remedy("look for a proxy or gateway in between that speaks no TLS, or an old one"),
    }
}

/// What the HTTP library says; empty if it says nothing, or it may not be shown.
fn innermost(error: &Error) -> String {
    let mut cause = StdError::source(error);
    let mut text = String::new();
    while let Some(error) = cause {
        text = error.to_string();
        cause = error.source();
    }
    text
}
