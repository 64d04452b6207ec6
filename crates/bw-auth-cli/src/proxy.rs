//! The proxy that variables name: the HTTP library passes over what is none, and a request would go another way than was meant.

use std::env::{self, VarError};

use bw_auth_blocking::ureq::{Proxy, ProxyProtocol};
use bw_auth_core::{Scheme, Url};
use bw_auth_sources::Resolved;
use http::Uri;

use crate::exit::Exit;
use crate::failure::Failure;

/// Looks at the variables in the order in which the HTTP library does, up to the one that it uses.
///
/// # Errors
///
/// One that it would pass over, since it holds no proxy, on the way to any of these URLs.
pub(crate) fn check(urls: &[String]) -> Result<(), Failure> {
    match unusable() {
        Some(variable) if !go_past(urls) => Err(malformed(variable)),
        _ => Ok(()),
    }
}

/// What requests with these credentials may be sent to.
pub(crate) fn urls_of(resolved: &Resolved) -> Vec<String> {
    let origins = resolved.environment().origins();
    let mut urls: Vec<_> = origins.map(ToString::to_string).collect();
    urls.extend(token_url_of(resolved));
    urls
}

/// Where a token is fetched with these credentials, if they call for one.
pub(crate) fn token_url_of(resolved: &Resolved) -> Option<String> {
    let has_token = resolved.credentials().scheme() == Scheme::ClientCredentials;
    let url = resolved.environment().token_url().filter(|_| has_token);
    url.map(Url::as_str).map(str::to_owned)
}

/// The proxy that stands between here and a URL.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Between {
    pub(crate) variable: &'static str,
    /// TLS is spoken with it, too.
    pub(crate) is_tls: bool,
}

/// The proxy between here and this URL, if there is one.
pub(crate) fn between(url: String) -> Option<Between> {
    let (variable, proxy) = first()?;
    let is_tls = matches!(proxy?.protocol(), ProxyProtocol::Https);
    (!go_past(&[url])).then_some(Between { variable, is_tls })
}

/// The variable that holds no proxy where the HTTP library looks for one.
fn unusable() -> Option<&'static str> {
    first().and_then(|(variable, proxy)| proxy.is_none().then_some(variable))
}

/// The first variable that is set, and what it holds if that is a proxy.
fn first() -> Option<(&'static str, Option<Proxy>)> {
    VARIABLES.into_iter().find_map(|variable| {
        let proxy = match env::var(variable) {
            Ok(value) if value.is_empty() => return None,
            Err(VarError::NotPresent) => return None,
            Ok(value) => Proxy::new(&value).ok().filter(is_spoken),
            Err(VarError::NotUnicode(_)) => None,
        };
        Some((variable, proxy))
    })
}

/// Whether `NO_PROXY` has all of them connected to directly, by the HTTP library's own rules.
fn go_past(urls: &[String]) -> bool {
    let list = EXCEPTIONS.into_iter().find_map(|name| env::var(name).ok());
    let list = list.unwrap_or_default();
    let proxy = Proxy::builder(ProxyProtocol::Http);
    let proxy = list
        .split(',')
        .fold(proxy, |proxy, one| proxy.no_proxy(one));
    let Ok(proxy) = proxy.build() else {
        return false;
    };
    urls.iter().all(|url| {
        let uri: Result<Uri, _> = url.parse();
        uri.is_ok_and(|uri| proxy.is_no_proxy(&uri))
    })
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

/// The first that is set counts.
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// As `Proxy::try_from_env` of ureq has them.
const VARIABLES: [&str; 6] = [
    "ALL_PROXY",
    "all_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
];
