//! Ports that Bandwidth sends callbacks to.

use http::Uri;
use http::uri::Scheme;

/// The port of a URL that is to be registered, if Bandwidth does not send callbacks to it.
///
/// Source: Bandwidth's developer documentation, *Callbacks* (`dev.bandwidth.com/guides/callbacks/callbacks.html`).
pub(super) fn uncalled(uri: &Uri) -> Option<u16> {
    let port = uri.port_u16().unwrap_or(match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTP => 80,
        _ => 443,
    });
    (!matches!(port, 80 | 443 | 1024..)).then_some(port)
}

#[cfg(test)]
mod tests {
    use super::{Uri, uncalled};

    #[test]
    fn privileged_ports_are_not_called_but_for_two() {
        for (url, port) in [
            ("https://hooks.example/", None),
            ("http://hooks.example/", None),
            ("https://hooks.example:80/", None),
            ("https://hooks.example:443/", None),
            ("https://hooks.example:1024/", None),
            ("https://hooks.example:65535/", None),
            ("https://hooks.example:850/", Some(850)),
            ("https://hooks.example:1023/", Some(1023)),
            ("https://hooks.example:0/", Some(0)),
        ] {
            assert_eq!(uncalled(&Uri::from_static(url)), port, "{url}");
        }
    }
}
